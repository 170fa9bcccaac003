//! SQL of what agencies say about their desks.

use diesel::prelude::*;

use super::DeskContact;
use crate::kernel::{AccountId, AgencyId, Instant};
use crate::storage::schema::agency_desks;
use crate::storage::{Conn, Error, Result, Tx};

/// What an agency says about its desk; empty where nobody has said anything.
pub fn desk_contact(conn: &mut Conn, agency: AgencyId) -> Result<DeskContact> {
    let row: Option<(String, String, String)> = agency_desks::table
        .find(agency)
        .select((
            agency_desks::address,
            agency_desks::phone,
            agency_desks::hours,
        ))
        .first(conn.engine())
        .optional()?;
    let Some((address, phone, hours)) = row else {
        return Ok(DeskContact::default());
    };
    let nonsense = |column, text: &str| Error::nonsense("agency_desks", column, text);
    Ok(DeskContact {
        address: address.parse().map_err(|_| nonsense("address", &address))?,
        phone: phone.parse().map_err(|_| nonsense("phone", &phone))?,
        hours: hours.parse().map_err(|_| nonsense("hours", &hours))?,
    })
}

/// Puts what an agency says about its desk in the place of what it said before.
pub fn desk_contact_put(
    tx: &mut Tx<'_>,
    agency: AgencyId,
    contact: &DeskContact,
    by: Option<AccountId>,
    now: Instant,
) -> Result<()> {
    diesel::delete(agency_desks::table.find(agency)).execute(tx.engine())?;
    if contact.is_empty() {
        return Ok(());
    }
    diesel::insert_into(agency_desks::table)
        .values((
            agency_desks::agency_id.eq(agency),
            agency_desks::address.eq(contact.address.as_str()),
            agency_desks::phone.eq(contact.phone.as_str()),
            agency_desks::hours.eq(contact.hours.as_str()),
            agency_desks::set_at.eq(now),
            agency_desks::set_by.eq(by),
        ))
        .execute(tx.engine())?;
    Ok(())
}
