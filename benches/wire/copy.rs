//! The same rows once more, by the engine alone, in the same batches.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use motcua::storage::{Error, Storage};

use super::support::twins;

const TABLES: [(&str, &str); 6] = [
    ("dossiers", "id"),
    ("dossier_codes", "dossier_id"),
    ("dossier_agencies", "dossier_id"),
    ("synced_dossiers", "dossier_id"),
    ("dossier_events", "dossier_id"),
    ("dossier_notes", "dossier_id"),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Copies every row into the twin of its table, so many dossiers a transaction; gives back how long
/// that took.
pub fn copy(storage: &Storage, batch: usize) -> Result<Duration, Error> {
    make_twins(storage)?;
    number_dossiers(storage)?;
    let dossiers = storage.read(|conn| {
        let count: Count =
            diesel::sql_query("SELECT count(*) AS n FROM bench_order").get_result(conn.engine())?;
        Ok::<_, Error>(count.n)
    })?;
    let begun = Instant::now();
    let mut first = 0;
    while first < dossiers {
        let until = first + i64::try_from(batch).unwrap_or(1_000);
        storage.write(|tx| -> Result<(), Error> {
            for (table, key) in TABLES {
                // A range of the key, so that nothing but the rows of the batch is read.
                diesel::sql_query(format!(
                    "INSERT INTO bench_{table} SELECT t.* FROM {table} t \
                     WHERE t.{key} >= (SELECT id FROM bench_order WHERE n = {first} + 1) \
                     AND t.{key} <= (SELECT id FROM bench_order WHERE n <= {until} \
                       ORDER BY n DESC LIMIT 1) ON CONFLICT DO NOTHING"
                ))
                .execute(tx.engine())?;
            }
            Ok(())
        })?;
        first = until;
    }
    Ok(begun.elapsed())
}

fn make_twins(storage: &Storage) -> Result<(), Error> {
    TABLES
        .iter()
        .try_for_each(|(table, _)| twins::make(storage, table))
}

/// In the order in which they were made, by consecutive numbers.
fn number_dossiers(storage: &Storage) -> Result<(), Error> {
    storage.write(|tx| -> Result<(), Error> {
        for sql in [
            "DROP TABLE IF EXISTS bench_order",
            "CREATE TABLE bench_order AS \
             SELECT id, row_number() OVER (ORDER BY id) AS n FROM dossiers",
            "CREATE INDEX bench_order_by_n ON bench_order (n)",
            "ANALYZE",
        ] {
            diesel::sql_query(sql).execute(tx.engine())?;
        }
        Ok(())
    })
}
