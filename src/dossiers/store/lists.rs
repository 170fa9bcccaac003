//! Dossiers as lines of a list, and a person's own. Every list is an index range, paged by the key
//! of its last row.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::dossiers::dossier::DeskList;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant};
use crate::storage::schema::dossiers;
use crate::storage::{Conn, Result};

/// A dossier as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = dossiers)]
pub struct Line {
    pub id: DossierId,
    pub code: String,
    /// The agency that has it.
    #[diesel(column_name = agency_id)]
    pub agency: AgencyId,
    pub state: State,
    /// The procedure's name.
    #[diesel(column_name = procedure_name)]
    pub procedure: String,
    /// The holder's name.
    #[diesel(column_name = holder_name)]
    pub holder: String,
    /// When it was filed.
    pub submitted_at: Instant,
    pub due_at: Option<Instant>,
    /// Since when its clock stands still.
    pub suspended_at: Option<Instant>,
    /// The next moment by which somebody must act.
    pub sort_at: Instant,
    /// The list of the queue it lies on.
    #[diesel(column_name = desk)]
    pub list: DeskList,
    /// The officer who has it.
    #[diesel(column_name = officer_id)]
    pub officer: Option<AccountId>,
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
        .select(Line::as_select())
        .into_boxed();
    let mut held = dossiers::table
        .filter(dossiers::holder_id.eq(account))
        .order(dossiers::id.desc())
        .limit(most)
        .select(Line::as_select())
        .into_boxed();
    if let Some(before) = before {
        filed = filed.filter(dossiers::id.lt(before));
        held = held.filter(dossiers::id.lt(before));
    }
    let mut lines = filed.load::<Line>(conn.engine())?;
    lines.extend(held.load::<Line>(conn.engine())?);
    lines.sort_by_key(|line| std::cmp::Reverse(line.id));
    lines.dedup_by_key(|line| line.id);
    lines.truncate(usize::try_from(most).unwrap_or(0));
    Ok(lines)
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
