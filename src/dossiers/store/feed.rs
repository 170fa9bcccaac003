//! The feed that an agency's own system fetches: every event once, in positions without gaps.

use diesel::dsl::{exists, max};
use diesel::prelude::*;

use crate::kernel::{AgencyId, DossierId};
use crate::storage::schema::agency_feed;
use crate::storage::{Error, Result, Tx};

/// Deals the next position of the agency's feed to an event, unless it has one.
///
/// # Errors
/// `Overtaken` when another dealt that position meanwhile; the transaction is tried again.
pub fn feed_append_if_new(
    tx: &mut Tx<'_>,
    agency: AgencyId,
    dossier: DossierId,
    seq: i32,
) -> Result<()> {
    let last: Option<i64> = agency_feed::table
        .filter(agency_feed::agency_id.eq(agency))
        .select(max(agency_feed::position))
        .first(tx.engine())?;
    let row = (
        agency_feed::agency_id.eq(agency),
        agency_feed::position.eq(last.unwrap_or(0).saturating_add(1)),
        agency_feed::dossier_id.eq(dossier),
        agency_feed::seq.eq(seq),
    );
    if crate::insert_if_new!(tx, agency_feed::table, &row)? || is_in_feed(tx, agency, dossier, seq)?
    {
        return Ok(());
    }
    Err(Error::Overtaken)
}

fn is_in_feed(tx: &mut Tx<'_>, agency: AgencyId, dossier: DossierId, seq: i32) -> Result<bool> {
    let own = agency_feed::table
        .filter(agency_feed::agency_id.eq(agency))
        .filter(agency_feed::dossier_id.eq(dossier))
        .filter(agency_feed::seq.eq(seq));
    Ok(diesel::select(exists(own)).get_result(tx.engine())?)
}
