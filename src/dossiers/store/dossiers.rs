//! The dossier's own row, read and changed.

use diesel::prelude::*;

use super::dossier_row::{Changing, Row};
use crate::dossiers::dossier::Dossier;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};
use crate::storage::schema::{dossier_agencies, dossiers};
use crate::storage::{Conn, Result, Tx};

/// Writes what acts change, if the row still has `version`.
pub fn dossier_update(
    tx: &mut Tx<'_>,
    version: i32,
    dossier: &Dossier,
    now: Instant,
) -> Result<bool> {
    let row = dossiers::table
        .find(dossier.id)
        .filter(dossiers::version.eq(version));
    let changed = diesel::update(row)
        .set(Changing::of(dossier, now))
        .execute(tx.engine())?;
    Ok(changed > 0)
}

fn one(conn: &mut Conn, found: Option<Row>) -> Result<Option<Dossier>> {
    let keys = conn.keys();
    found.map(|row| row.into_dossier(&keys)).transpose()
}

/// A dossier, whoever asks: for jobs and the clock.
pub fn dossier(conn: &mut Conn, id: DossierId) -> Result<Option<Dossier>> {
    let found = dossiers::table
        .find(id)
        .select(Row::as_select())
        .first::<Row>(conn.engine())
        .optional()?;
    one(conn, found)
}

/// A dossier that the account filed or holds.
pub fn dossier_of_person(
    conn: &mut Conn,
    id: DossierId,
    account: AccountId,
) -> Result<Option<Dossier>> {
    let found = dossier(conn, id)?;
    Ok(found.filter(|dossier| dossier.belongs_to(account)))
}

/// A dossier that has passed through one of the agencies.
pub fn dossier_of_agencies(
    conn: &mut Conn,
    id: DossierId,
    agencies: &[AgencyId],
) -> Result<Option<Dossier>> {
    let passed = dossier_agencies::table
        .filter(dossier_agencies::dossier_id.eq(id))
        .filter(dossier_agencies::agency_id.eq_any(agencies.to_vec()))
        .count()
        .get_result::<i64>(conn.engine())?;
    if passed == 0 {
        Ok(None)
    } else {
        dossier(conn, id)
    }
}

/// What the public look-up compares.
#[derive(Debug, Default, Queryable)]
pub struct Lookup {
    /// Of the endings of number and phone; none where there is nothing to ask for.
    pub indexes: Option<Vec<u8>>,
    pub holder: Option<AccountId>,
}

/// What the public look-up compares; none where there is no dossier.
pub fn lookup_of(conn: &mut Conn, id: DossierId) -> Result<Option<Lookup>> {
    Ok(dossiers::table
        .find(id)
        .select((dossiers::lookup_index, dossiers::holder_id))
        .first(conn.engine())
        .optional()?)
}
