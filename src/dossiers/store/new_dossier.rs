//! A dossier that is new, and the agencies that see it.

use diesel::prelude::*;

use super::dossier_row::NewRow;
use crate::dossiers::dossier::Dossier;
use crate::kernel::{AgencyId, DossierId, Instant};
use crate::storage::schema::{dossier_agencies, dossiers};
use crate::storage::{Result, Tx};

/// Inserts a dossier with its first event's place in the chain, unless its id is taken.
pub fn dossier_insert_if_new(tx: &mut Tx<'_>, dossier: &Dossier, now: Instant) -> Result<bool> {
    let keys = tx.keys();
    let row = NewRow::of(&keys, dossier, now)?;
    crate::insert_if_new!(tx, dossiers::table, &row)
}

/// An agency that may see a dossier, as it is written.
#[derive(Insertable)]
#[diesel(table_name = dossier_agencies, treat_none_as_default_value = false)]
pub(super) struct AgencyRow {
    pub(super) dossier_id: DossierId,
    pub(super) agency_id: AgencyId,
    pub(super) since: Instant,
}

/// Lets an agency see the dossier from now on.
pub fn agency_insert_if_new(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    agency: AgencyId,
    now: Instant,
) -> Result<bool> {
    let row = AgencyRow {
        dossier_id: dossier,
        agency_id: agency,
        since: now,
    };
    crate::insert_if_new!(tx, dossier_agencies::table, &row)
}
