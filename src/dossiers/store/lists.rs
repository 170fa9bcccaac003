//! Dossiers as lines of a list, and a person's own. Every list is an index range, paged by the key
//! of its last row.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::counts::COUNTED_TO;
use crate::dossiers::dossier::DeskList;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, TimeKey};
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
    /// The unit that has it.
    #[diesel(column_name = unit_id)]
    pub unit: Option<HandlingUnitId>,
    /// What it asks for, in a line.
    pub summary: String,
    /// When its clock ended.
    pub settled_at: Option<Instant>,
    /// When the result was handed over.
    pub returned_at: Option<Instant>,
    /// Whether it was settled in time, once that is known.
    pub on_time: Option<bool>,
}

/// Which of a person's dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnList {
    /// Those that wait for the person.
    Waiting,
    /// The others, open and ended.
    Others,
    /// Those that an agency still works on, and do not wait for the person.
    Open,
    /// Those to which nothing can happen any more.
    Ended,
}

/// What the indexes of open dossiers say, word for word: only then are they used.
const IS_OPEN: &str = "dossiers.state NOT IN (3, 7, 8, 10)";
const HAS_ENDED: &str = "dossiers.state IN (3, 7, 8, 10)";
/// A supplement or a payment is awaited, or a fee before anything else.
const IS_WAITING: &str = "(dossiers.state IN (5, 6) OR dossiers.desk = 4)";
const IS_NOT_WAITING: &str = "NOT (dossiers.state IN (5, 6) OR dossiers.desk = 4)";
const ANY: &str = "1 = 1";

impl OwnList {
    /// The conditions of the list, each as both engines read it.
    const fn conditions(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => (IS_OPEN, IS_WAITING),
            Self::Others => (ANY, IS_NOT_WAITING),
            Self::Open => (IS_OPEN, IS_NOT_WAITING),
            Self::Ended => (HAS_ENDED, ANY),
        }
    }
}

/// The place of a dossier in a person's own list.
pub type FiledKey = TimeKey<DossierId>;

impl Line {
    /// Its place in a person's own list.
    pub const fn filed_key(&self) -> FiledKey {
        TimeKey(self.submitted_at, self.id)
    }
}

/// A page of the dossiers that a person filed or holds, last filed first.
pub fn dossiers_of(
    conn: &mut Conn,
    account: AccountId,
    list: OwnList,
    before: Option<FiledKey>,
    most: i64,
) -> Result<Vec<Line>> {
    let (open, waiting) = list.conditions();
    // Two index ranges merged here; one query with OR would read neither index in order.
    let mut lines = Vec::new();
    macro_rules! read_by {
        ($column:expr) => {{
            let mut query = dossiers::table
                .filter($column.eq(account))
                .filter(sql::<Bool>(open))
                .filter(sql::<Bool>(waiting))
                .order((dossiers::submitted_at.desc(), dossiers::id.desc()))
                .limit(most)
                .select(Line::as_select())
                .into_boxed();
            // The first condition alone bounds the index range; the second picks the place in it.
            if let Some(TimeKey(at, id)) = before {
                query = query
                    .filter(dossiers::submitted_at.le(at))
                    .filter(dossiers::submitted_at.lt(at).or(dossiers::id.lt(id)));
            }
            lines.extend(query.load::<Line>(conn.engine())?);
        }};
    }
    read_by!(dossiers::applicant_id);
    read_by!(dossiers::holder_id);
    lines.sort_by_key(|line| std::cmp::Reverse((line.submitted_at, line.id)));
    lines.dedup_by_key(|line| line.id);
    lines.truncate(usize::try_from(most).unwrap_or(0));
    Ok(lines)
}

/// How many dossiers of a person wait for them, and how many others are open; counted so far and no
/// further.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnCounts {
    pub waiting: usize,
    pub open: usize,
}

/// Counts the open dossiers of a person.
pub fn own_counts(conn: &mut Conn, account: AccountId) -> Result<OwnCounts> {
    let mut found: BTreeMap<DossierId, bool> = BTreeMap::new();
    macro_rules! count_by {
        ($column:expr) => {{
            let rows = dossiers::table
                .filter($column.eq(account))
                .filter(sql::<Bool>(IS_OPEN))
                .order((dossiers::submitted_at.desc(), dossiers::id.desc()))
                .limit(COUNTED_TO)
                .select((dossiers::id, dossiers::state, dossiers::desk))
                .load::<(DossierId, State, DeskList)>(conn.engine())?;
            found.extend(
                rows.into_iter()
                    .map(|(id, state, list)| (id, waits(state, list))),
            );
        }};
    }
    count_by!(dossiers::applicant_id);
    count_by!(dossiers::holder_id);
    let waiting = found.values().filter(|waits| **waits).count();
    Ok(OwnCounts {
        waiting,
        open: found.len() - waiting,
    })
}

/// Whether a dossier waits for its applicant.
const fn waits(state: State, list: DeskList) -> bool {
    matches!(state, State::SupplementRequested | State::PaymentRequested)
        || matches!(list, DeskList::AwaitingPayment)
}

impl Line {
    /// Whether it waits for its applicant.
    pub const fn waits(&self) -> bool {
        waits(self.state, self.list)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conditions_name_the_states_that_they_mean() {
        let numbers = |states: &[State]| {
            let numbers: Vec<String> = states.iter().map(|one| one.number().to_string()).collect();
            numbers.join(", ")
        };
        let ended: Vec<State> = State::ALL
            .into_iter()
            .filter(|one| one.is_final())
            .collect();
        assert_eq!(
            IS_OPEN,
            format!("dossiers.state NOT IN ({})", numbers(&ended))
        );
        assert_eq!(
            HAS_ENDED,
            format!("dossiers.state IN ({})", numbers(&ended))
        );
        let asked = [State::SupplementRequested, State::PaymentRequested];
        let awaiting = DeskList::AwaitingPayment.number();
        let waiting = format!(
            "dossiers.state IN ({}) OR dossiers.desk = {awaiting}",
            numbers(&asked)
        );
        assert_eq!(IS_WAITING, format!("({waiting})"));
        assert_eq!(IS_NOT_WAITING, format!("NOT ({waiting})"));
        let sqlite = include_str!("../../../migrations/sqlite/2026-11-30-000036_own_lists/up.sql");
        let postgres =
            include_str!("../../../migrations/postgres/2026-11-30-000036_own_lists/up.sql");
        for migration in [sqlite, postgres] {
            let of_index = IS_OPEN.replace("dossiers.", "");
            assert_eq!(migration.matches(&of_index).count(), 2);
        }
    }
}
