//! Who and what an office is made of: names of its people and of its units.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::{AccountId, AgencyId, HandlingUnitId};
use crate::storage::schema::{accounts, handling_units};
use crate::storage::{Conn, Result};

/// The names of accounts, also of closed ones: what they did keeps their name.
pub fn names_of(conn: &mut Conn, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(AccountId, String)> = accounts::table
        .filter(accounts::id.eq_any(ids.to_vec()))
        .select((accounts::id, accounts::name))
        .load(conn.engine())?;
    Ok(rows.into_iter().collect())
}

/// The units of an agency on a day, by name: to which a dossier can be handed.
pub fn units_of(
    conn: &mut Conn,
    agency: AgencyId,
    today: NaiveDate,
) -> Result<Vec<(HandlingUnitId, String)>> {
    Ok(handling_units::table
        .filter(handling_units::agency_id.eq(agency))
        .filter(
            handling_units::valid_until
                .is_null()
                .or(handling_units::valid_until.gt(today)),
        )
        .order((handling_units::name, handling_units::id))
        .select((handling_units::id, handling_units::name))
        .load(conn.engine())?)
}

/// The name of a unit, also of one that is no more.
pub fn unit_name(conn: &mut Conn, unit: HandlingUnitId) -> Result<Option<String>> {
    Ok(handling_units::table
        .find(unit)
        .select(handling_units::name)
        .first(conn.engine())
        .optional()?)
}
