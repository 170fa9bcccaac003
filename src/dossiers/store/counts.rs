//! How much lies on the lists of an agency's queue.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt};

use crate::dossiers::dossier::DeskList;
use crate::kernel::{AgencyId, Instant};
use crate::storage::{Conn, Error, IdColumn, InstantColumn, Result};

/// Numbers above this are shown as "999+": counting further would read the whole index.
pub const COUNTED_TO: i64 = 999;

/// How many dossiers lie on a list; both numbers are counted to one more than [`COUNTED_TO`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCount {
    /// The list.
    pub list: DeskList,
    /// All of them.
    pub total: i64,
    /// Those past the moment by which somebody must act.
    pub overdue: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SmallInt)]
    list: i16,
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = BigInt)]
    overdue: i64,
}

/// The counts of every list that a clerk works through: one statement of short index ranges.
pub fn queue_counts(conn: &mut Conn, agency: AgencyId, now: Instant) -> Result<Vec<QueueCount>> {
    let counts: Vec<String> = DeskList::WORK.into_iter().map(counts_of).collect();
    diesel::sql_query(counts.join(" UNION ALL "))
        .bind::<IdColumn, _>(agency)
        .bind::<BigInt, _>(COUNTED_TO + 1)
        .bind::<InstantColumn, _>(now)
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(|row| {
            let list = DeskList::from_number(row.list)
                .ok_or_else(|| Error::nonsense("dossiers", "desk", row.list))?;
            Ok(QueueCount {
                list,
                total: row.total,
                overdue: row.overdue,
            })
        })
        .collect()
}

/// The number of the list is written out, because the type of a bound one is not known to
/// PostgreSQL where it stands alone in a SELECT. Parameters first occur in the order in which they
/// are bound: SQLite numbers them so, whatever they are called.
fn counts_of(list: DeskList) -> String {
    let number = list.number();
    let capped = |beyond: &str| {
        format!(
            "(SELECT count(*) FROM (SELECT 1 FROM dossiers \
             WHERE agency_id = $1 AND desk = {number}{beyond} LIMIT $2) AS counted)"
        )
    };
    format!(
        "SELECT CAST({number} AS smallint) AS list, {} AS total, {} AS overdue",
        capped(""),
        capped(" AND sort_at < $3")
    )
}
