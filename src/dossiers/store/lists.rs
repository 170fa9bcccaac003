//! Dossiers as lines of a list, and a person's own. Every list is an index range, paged by the key
//! of its last row.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::dossiers::dossier::DeskList;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};
use crate::storage::schema::dossiers;
use crate::storage::{Conn, Error, Result};

/// A dossier as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// The agency that has it.
    pub agency: AgencyId,
    /// Its state.
    pub state: State,
    /// The procedure's name.
    pub procedure: String,
    /// The holder's name.
    pub holder: String,
    /// When it was filed.
    pub submitted_at: Instant,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// Since when its clock stands still.
    pub suspended_at: Option<Instant>,
    /// The next moment by which somebody must act.
    pub sort_at: Instant,
    /// The list of the queue it lies on.
    pub list: DeskList,
    /// The officer who has it.
    pub officer: Option<AccountId>,
}

pub(super) type Row = (
    DossierId,
    String,
    AgencyId,
    i16,
    String,
    String,
    Instant,
    Option<Instant>,
    Option<Instant>,
    Instant,
    i16,
    Option<AccountId>,
);

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        (
            dossiers::id,
            dossiers::code,
            dossiers::agency_id,
            dossiers::state,
            dossiers::procedure_name,
            dossiers::holder_name,
            dossiers::submitted_at,
            dossiers::due_at,
            dossiers::suspended_at,
            dossiers::sort_at,
            dossiers::desk,
            dossiers::officer_id,
        )
    };
}

pub(super) use columns;

pub(super) fn line(row: Row) -> Result<Line> {
    let (
        id,
        code,
        agency,
        state,
        procedure,
        holder,
        submitted_at,
        due_at,
        suspended_at,
        sort_at,
        desk,
        officer,
    ) = row;
    let nonsense = |column, number: i16| Error::nonsense("dossiers", column, number);
    Ok(Line {
        id,
        code,
        agency,
        state: State::from_number(state).ok_or_else(|| nonsense("state", state))?,
        procedure,
        holder,
        submitted_at,
        due_at,
        suspended_at,
        sort_at,
        list: DeskList::from_number(desk).ok_or_else(|| nonsense("desk", desk))?,
        officer,
    })
}

/// A page of the dossiers that a person filed or holds, newest first.
pub fn dossiers_of(
    conn: &mut Conn,
    account: AccountId,
    before: Option<DossierId>,
    most: i64,
) -> Result<Vec<Line>> {
    // Two index ranges merged here; one query with OR would read neither index in order.
    let mut filed = dossiers::table
        .filter(dossiers::applicant_id.eq(account))
        .order(dossiers::id.desc())
        .limit(most)
        .select(columns!())
        .into_boxed();
    let mut held = dossiers::table
        .filter(dossiers::holder_id.eq(account))
        .order(dossiers::id.desc())
        .limit(most)
        .select(columns!())
        .into_boxed();
    if let Some(before) = before {
        filed = filed.filter(dossiers::id.lt(before));
        held = held.filter(dossiers::id.lt(before));
    }
    let mut rows = filed.load::<Row>(conn.engine())?;
    rows.extend(held.load::<Row>(conn.engine())?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    rows.dedup_by_key(|row| row.0);
    rows.truncate(usize::try_from(most).unwrap_or(0));
    rows.into_iter().map(line).collect()
}

/// The codes of these dossiers.
pub fn codes_by_dossier(
    conn: &mut Conn,
    dossiers: &[DossierId],
) -> Result<BTreeMap<DossierId, String>> {
    let rows = dossiers::table
        .filter(dossiers::id.eq_any(dossiers))
        .select((dossiers::id, dossiers::code))
        .load::<(DossierId, String)>(conn.engine())?;
    Ok(rows.into_iter().collect())
}

/// Whether there is any dossier.
pub fn has_dossiers(conn: &mut Conn) -> Result<bool> {
    let first: Option<DossierId> = dossiers::table
        .select(dossiers::id)
        .first(conn.engine())
        .optional()?;
    Ok(first.is_some())
}
