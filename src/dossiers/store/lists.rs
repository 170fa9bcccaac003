//! Lists of dossiers: a person's own, and an agency's queue. Every list is an index range, paged
//! by the key of its last row.

use diesel::prelude::*;

use super::new_dossier::number_index;
use crate::dossiers::dossier::DeskList;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, Instant, fold};
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
    /// The next moment by which somebody must act.
    pub sort_at: Instant,
    /// The list of the queue it lies on.
    pub list: DeskList,
    /// The officer who has it.
    pub officer: Option<AccountId>,
}

type Row = (
    DossierId,
    String,
    AgencyId,
    i16,
    String,
    String,
    Instant,
    Option<Instant>,
    Instant,
    i16,
    Option<AccountId>,
);

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
            dossiers::sort_at,
            dossiers::desk,
            dossiers::officer_id,
        )
    };
}

fn line(row: Row) -> Result<Line> {
    let (id, code, agency, state, procedure, holder, submitted_at, due_at, sort_at, desk, officer) =
        row;
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
        sort_at,
        list: DeskList::from_number(desk).ok_or_else(|| nonsense("desk", desk))?,
        officer,
    })
}

/// Where a page of the queue begins: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCursor {
    /// What the list is sorted by.
    pub sort_at: Instant,
    /// The row.
    pub id: DossierId,
}

/// A page of an agency's list, most urgent first.
pub fn queue(
    conn: &mut Conn,
    agency: AgencyId,
    list: DeskList,
    after: Option<QueueCursor>,
    most: i64,
) -> Result<Vec<Line>> {
    let mut query = dossiers::table
        .filter(dossiers::agency_id.eq(agency))
        .filter(dossiers::desk.eq(list.number()))
        .order((dossiers::sort_at, dossiers::id))
        .limit(most)
        .select(columns!())
        .into_boxed();
    if let Some(QueueCursor { sort_at, id }) = after {
        // The first condition alone bounds the index range; the second picks the place in it.
        query = query
            .filter(dossiers::sort_at.ge(sort_at))
            .filter(dossiers::sort_at.gt(sort_at).or(dossiers::id.gt(id)));
    }
    query
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(line)
        .collect()
}

/// The next dossier of a list after the one at hand, for working through the queue.
pub fn queue_next(
    conn: &mut Conn,
    agency: AgencyId,
    list: DeskList,
    after: QueueCursor,
) -> Result<Option<DossierId>> {
    Ok(queue(conn, agency, list, Some(after), 1)?
        .first()
        .map(|line| line.id))
}

/// Dossiers of an agency whose holder's name begins so, with or without diacritics.
pub fn found_by_name(
    conn: &mut Conn,
    agency: AgencyId,
    name: &str,
    most: i64,
) -> Result<Vec<Line>> {
    let key = fold(name);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    // A range instead of LIKE: the same index range on both engines.
    let end = format!("{key}\u{10ffff}");
    dossiers::table
        .filter(dossiers::agency_id.eq(agency))
        .filter(dossiers::holder_key.ge(key))
        .filter(dossiers::holder_key.lt(end))
        .order((dossiers::holder_key, dossiers::id))
        .limit(most)
        .select(columns!())
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(line)
        .collect()
}

/// Dossiers of an agency whose holder has this number, newest first.
pub fn found_by_number(
    conn: &mut Conn,
    agency: AgencyId,
    number: &str,
    most: i64,
) -> Result<Vec<Line>> {
    let index = number_index(&conn.keys(), number);
    dossiers::table
        .filter(dossiers::holder_number_index.eq(index))
        .filter(dossiers::agency_id.eq(agency))
        .order(dossiers::id.desc())
        .limit(most)
        .select(columns!())
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(line)
        .collect()
}

/// Dossiers by their ids, where the agency has them now.
pub fn found_by_ids(conn: &mut Conn, agency: AgencyId, ids: &[DossierId]) -> Result<Vec<Line>> {
    dossiers::table
        .filter(dossiers::id.eq_any(ids.to_vec()))
        .filter(dossiers::agency_id.eq(agency))
        .order(dossiers::id)
        .select(columns!())
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(line)
        .collect()
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

/// Whether there is any dossier.
pub fn has_dossiers(conn: &mut Conn) -> Result<bool> {
    let first: Option<DossierId> = dossiers::table
        .select(dossiers::id)
        .first(conn.engine())
        .optional()?;
    Ok(first.is_some())
}
