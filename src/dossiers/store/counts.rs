//! How much lies on the lists of an agency's queue.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt};

use super::queue::Queue;
use crate::dossiers::dossier::DeskList;
use crate::kernel::{AccountId, AgencyId, Instant};
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
        .map(|list| counts_of(list, queue.officer.is_some()))
        .collect();
    let query = diesel::sql_query(counts.join(" UNION ALL ")).bind::<IdColumn, _>(queue.agency);
    Ok(match queue.officer {
        None => query
            .bind::<BigInt, _>(COUNTED_TO + 1)
            .bind::<InstantColumn, _>(now)
            .load(conn.engine())?,
        Some(officer) => query
            .bind::<IdColumn, _>(officer)
            .bind::<BigInt, _>(COUNTED_TO + 1)
            .bind::<InstantColumn, _>(now)
            .load(conn.engine())?,
    })
}

/// The number of the list is written out, because the type of a bound one is not known to
/// PostgreSQL where it stands alone in a SELECT. Parameters first occur in the order in which they
/// are bound: SQLite numbers them so, whatever they are called.
fn counts_of(list: DeskList, is_of_officer: bool) -> String {
    let number = list.number();
    let (officer, most, now) = if is_of_officer {
        (" AND officer_id = $2", "$3", "$4")
    } else {
        ("", "$2", "$3")
    };
    let capped = |beyond: &str| {
        format!(
            "(SELECT count(*) FROM (SELECT 1 FROM dossiers \
             WHERE agency_id = $1{officer} AND desk = {number}{beyond} LIMIT {most}) AS counted)"
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

/// How much an officer has to work through in an agency, counted to one more than [`COUNTED_TO`].
pub fn queue_total(conn: &mut Conn, agency: AgencyId, officer: AccountId) -> Result<i64> {
    let lists: Vec<String> = DeskList::WORK
        .into_iter()
        .map(|list| list.number().to_string())
        .collect();
    let query = format!(
        "SELECT count(*) AS total FROM (SELECT 1 FROM dossiers \
         WHERE agency_id = $1 AND officer_id = $2 AND desk IN ({}) LIMIT $3) AS counted",
        lists.join(", ")
    );
    let found: Total = diesel::sql_query(query)
        .bind::<IdColumn, _>(agency)
        .bind::<IdColumn, _>(officer)
        .bind::<BigInt, _>(COUNTED_TO + 1)
        .get_result(conn.engine())?;
    Ok(found.total)
}
