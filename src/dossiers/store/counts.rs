//! How much lies on the lists of an agency's queue.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt};

use super::queue::{LiesWith, Queue};
use crate::dossiers::dossier::DeskList;
use crate::kernel::Instant;
use crate::storage::{Conn, IdColumn, InstantColumn, Result};

/// Numbers above this are shown as "999+": counting further would read the whole index.
pub const COUNTED_TO: i64 = 999;

/// How many dossiers lie on a list; both numbers are counted to one more than [`COUNTED_TO`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct QueueCount {
    #[diesel(sql_type = SmallInt)]
    pub list: DeskList,
    /// All of them.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    /// Those past the moment by which somebody must act.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
}

/// The counts of every list that a clerk works through: one statement of short index ranges.
pub fn queue_counts(conn: &mut Conn, queue: Queue, now: Instant) -> Result<Vec<QueueCount>> {
    let counts: Vec<String> = DeskList::WORK
        .into_iter()
        .map(|list| counts_of(list, queue.lies_with))
        .collect();
    let query = diesel::sql_query(counts.join(" UNION ALL ")).bind::<IdColumn, _>(queue.agency);
    Ok(match queue.lies_with {
        LiesWith::Anybody => query
            .bind::<BigInt, _>(COUNTED_TO + 1)
            .bind::<InstantColumn, _>(now)
            .load(conn.engine())?,
        LiesWith::Officer(officer) => query
            .bind::<IdColumn, _>(officer)
            .bind::<BigInt, _>(COUNTED_TO + 1)
            .bind::<InstantColumn, _>(now)
            .load(conn.engine())?,
        LiesWith::Unit(unit) => query
            .bind::<IdColumn, _>(unit)
            .bind::<BigInt, _>(COUNTED_TO + 1)
            .bind::<InstantColumn, _>(now)
            .load(conn.engine())?,
    })
}

/// The number of the list is written out, because the type of a bound one is not known to
/// PostgreSQL where it stands alone in a SELECT. Parameters first occur in the order in which they
/// are bound: SQLite numbers them so, whatever they are called.
fn counts_of(list: DeskList, lies_with: LiesWith) -> String {
    let number = list.number();
    let (whose, most, now) = match lies_with {
        LiesWith::Anybody => ("", "$2", "$3"),
        LiesWith::Officer(_) => (" AND officer_id = $2", "$3", "$4"),
        LiesWith::Unit(_) => (" AND unit_id = $2", "$3", "$4"),
    };
    let capped = |beyond: &str| {
        format!(
            "(SELECT count(*) FROM (SELECT 1 FROM dossiers \
             WHERE agency_id = $1{whose} AND desk = {number}{beyond} LIMIT {most}) AS counted)"
        )
    };
    format!(
        "SELECT CAST({number} AS smallint) AS list, {} AS total, {} AS overdue",
        capped(""),
        capped(&format!(" AND sort_at < {now}"))
    )
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// How much there is to work through in a queue, counted to one more than [`COUNTED_TO`].
pub fn queue_total(conn: &mut Conn, queue: Queue) -> Result<i64> {
    let lists: Vec<String> = DeskList::WORK
        .into_iter()
        .map(|list| list.number().to_string())
        .collect();
    let (whose, most) = match queue.lies_with {
        LiesWith::Anybody => ("", "$2"),
        LiesWith::Officer(_) => (" AND officer_id = $2", "$3"),
        LiesWith::Unit(_) => (" AND unit_id = $2", "$3"),
    };
    let query = format!(
        "SELECT count(*) AS total FROM (SELECT 1 FROM dossiers \
         WHERE agency_id = $1{whose} AND desk IN ({}) LIMIT {most}) AS counted",
        lists.join(", ")
    );
    let query = diesel::sql_query(query).bind::<IdColumn, _>(queue.agency);
    let most = COUNTED_TO + 1;
    let found: Total = match queue.lies_with {
        LiesWith::Anybody => query.bind::<BigInt, _>(most).get_result(conn.engine())?,
        LiesWith::Officer(officer) => query
            .bind::<IdColumn, _>(officer)
            .bind::<BigInt, _>(most)
            .get_result(conn.engine())?,
        LiesWith::Unit(unit) => query
            .bind::<IdColumn, _>(unit)
            .bind::<BigInt, _>(most)
            .get_result(conn.engine())?,
    };
    Ok(found.total)
}
