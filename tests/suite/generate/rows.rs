//! Rows of two databases, so that they can be compared: without ids and chance.

use diesel::prelude::*;
use diesel::sql_types::Text;
use motcua::storage::{EngineKind, Error, Storage};
use std::collections::HashMap;

use crate::support::Database;

/// A second database on the same engine.
pub fn another(one: &Database) -> Database {
    Database::fresh(one.storage.kind())
}

/// The tables that dossiers are made of.
pub const TABLES: [&str; 9] = [
    "dossiers",
    "dossier_events",
    "dossier_codes",
    "dossier_agencies",
    "dossier_answers",
    "dossier_notes",
    "supplement_requests",
    "dossier_fees",
    "dossier_results",
];

/// Columns that hold chance, or what depends on it: sealed values are compared opened.
const OF_CHANCE: [&str; 10] = [
    "digest",
    "last_digest",
    "salt",
    "lookup_index",
    "holder_number",
    "holder_phone",
    "holder_email",
    "delivery_address",
    "text",
    "answers",
];

#[derive(diesel::QueryableByName)]
pub struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

pub fn lines(storage: &Storage, sql: &str) -> Vec<String> {
    storage
        .read(|conn| {
            let found: Vec<Line> = diesel::sql_query(sql).load(conn.engine())?;
            Ok::<_, Error>(found.into_iter().map(|line| line.line).collect())
        })
        .unwrap()
}

/// Every row of a table with every column that is not left to chance.
pub fn rows(storage: &Storage, table: &str) -> Vec<String> {
    let sql = match storage.kind() {
        EngineKind::Sqlite => {
            let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
            let cells: Vec<String> = lines(storage, &columns)
                .iter()
                .filter(|column| !OF_CHANCE.contains(&column.as_str()))
                .map(|column| {
                    format!("'{column}', CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END")
                })
                .collect();
            assert!(!cells.is_empty(), "{table}");
            let cells = cells.join(", ");
            format!("SELECT json_object({cells}) AS line FROM {table} ORDER BY 1")
        }
        EngineKind::Postgres => {
            let of_chance = OF_CHANCE.join(",");
            format!(
                "SELECT (to_jsonb(t) - '{{{of_chance}}}'::text[])::text AS line FROM {table} t ORDER BY 1"
            )
        }
    };
    lines(storage, &sql)
}

/// Identifiers by the order in which they come up, in their two spellings.
pub fn without_ids(rows: Vec<String>) -> Vec<String> {
    let mut known: HashMap<String, usize> = HashMap::new();
    rows.iter()
        .map(|row| {
            let plain = without_hyphens(row);
            let mut out = String::new();
            let mut rest = plain.as_str();
            while let Some(at) = first_id(rest) {
                let id = rest[at..at + 32].to_ascii_lowercase();
                let next = known.len();
                let number = *known.entry(id).or_insert(next);
                out.push_str(&rest[..at]);
                out.push_str(&format!("#{number}"));
                rest = &rest[at + 32..];
            }
            out + rest
        })
        .collect()
}

fn without_hyphens(row: &str) -> String {
    let mut out = row.to_owned();
    for (at, _) in row.match_indices('-').rev() {
        let around = |range: std::ops::Range<usize>| {
            row.get(range)
                .is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        if at >= 4 && around(at - 4..at) && around(at + 1..at + 5) {
            out.remove(at);
        }
    }
    out
}

fn first_id(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(31)).find(|at| {
        let id = bytes[*at..*at + 32].iter().all(u8::is_ascii_hexdigit);
        let before = at
            .checked_sub(1)
            .is_some_and(|one| bytes[one].is_ascii_hexdigit());
        let after = bytes.get(*at + 32).is_some_and(u8::is_ascii_hexdigit);
        id && !before && !after
    })
}
