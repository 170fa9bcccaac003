//! Both engines have the same tables, and diesel sees them as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use motcua::storage::{Conn, EngineKind, Result};

use crate::support::Database;

/// A table, in words that both engines share.
#[derive(Debug, PartialEq, Eq, Default)]
struct Table {
    /// Name, type and whether it may be null, by place.
    columns: Vec<(String, String, bool)>,
    /// The columns of each key and index, and whether it is unique.
    indexes: BTreeSet<(String, bool)>,
    /// How many checks it has.
    checks: usize,
}

type Schema = BTreeMap<String, Table>;

/// What SQLite makes of PostgreSQL's types (`storage/columns.rs`).
const TYPES: [(&str, &str); 10] = [
    ("bool", "INTEGER"),
    ("uuid", "BLOB"),
    ("bytea", "BLOB"),
    ("timestamptz", "TEXT"),
    ("date", "TEXT"),
    ("jsonb", "TEXT"),
    ("text", "TEXT"),
    ("int2", "INTEGER"),
    ("int4", "INTEGER"),
    ("int8", "INTEGER"),
];

#[test]
fn the_two_engines_have_equal_schemas() {
    let sqlite = read(EngineKind::Sqlite);
    let postgres = read(EngineKind::Postgres);
    assert!(sqlite.len() > 20, "{:?}", sqlite.keys());
    assert_eq!(
        sqlite.keys().collect::<Vec<_>>(),
        postgres.keys().collect::<Vec<_>>()
    );
    for (name, table) in &sqlite {
        assert_eq!(
            table, &postgres[name],
            "{name}: SQLite left, PostgreSQL right"
        );
    }
}

#[test]
fn diesel_sees_the_tables_as_they_are() {
    let written = tables_of_diesel();
    for (name, table) in read(EngineKind::Sqlite) {
        let columns: Vec<(String, bool)> = table
            .columns
            .into_iter()
            .map(|(column, _, nullable)| (column, nullable))
            .collect();
        let seen = written
            .get(&name)
            .unwrap_or_else(|| panic!("storage/schema.rs lacks {name}"));
        assert_eq!(seen, &columns, "{name}: storage/schema.rs left");
    }
}

fn read(kind: EngineKind) -> Schema {
    let database = Database::fresh(kind);
    let schema = database.storage.read(|conn| match kind {
        EngineKind::Sqlite => of_sqlite(conn),
        EngineKind::Postgres => of_postgres(conn),
    });
    schema.unwrap()
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    nullable: i64,
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = BigInt)]
    is_unique: i64,
}

#[derive(QueryableByName)]
struct CheckRow {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = BigInt)]
    checks: i64,
}

fn of_sqlite(conn: &mut Conn) -> Result<Schema> {
    let columns = "SELECT t.name AS of, c.name AS name, c.type AS kind, \
         CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 1 ELSE 0 END AS nullable \
         FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' \
         ORDER BY t.name, c.cid";
    let indexes = "SELECT t.name AS of, \
         (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) \
           ORDER BY seqno)) AS columns, i.\"unique\" AS is_unique \
         FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table' \
         UNION SELECT t.name, c.name, 1 FROM sqlite_master t, pragma_table_info(t.name) c \
           WHERE t.type = 'table' AND c.pk = 1 AND c.type = 'INTEGER' \
           AND (SELECT count(*) FROM pragma_table_info(t.name) WHERE pk > 0) = 1";
    let checks = "SELECT name AS of, \
         (length(sql) - length(replace(sql, 'CHECK (', ''))) / 7 AS checks \
         FROM sqlite_master WHERE type = 'table'";
    gathered(conn, columns, indexes, checks)
}

fn of_postgres(conn: &mut Conn) -> Result<Schema> {
    let columns = "SELECT table_name::text AS of, column_name::text AS name, \
         udt_name::text AS kind, CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END::bigint AS nullable \
         FROM information_schema.columns WHERE table_schema = 'public' \
         ORDER BY table_name, ordinal_position";
    let indexes = "SELECT i.indrelid::regclass::text AS of, \
         (SELECT string_agg(a.attname, ',' ORDER BY k.place) \
           FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(number, place) \
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns, \
         i.indisunique::int::bigint AS is_unique \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
         WHERE c.relnamespace = 'public'::regnamespace";
    let checks = "SELECT c.relname::text AS of, count(k.oid) AS checks FROM pg_class c \
         LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' \
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname";
    let mut schema = gathered(conn, columns, indexes, checks)?;
    for table in schema.values_mut() {
        for (column, kind, _) in &mut table.columns {
            let known = TYPES.iter().find(|(postgres, _)| postgres == kind);
            *kind = match known {
                Some((_, sqlite)) => (*sqlite).to_owned(),
                None => panic!("{column}: a column of type {kind}"),
            };
        }
    }
    Ok(schema)
}

fn gathered(conn: &mut Conn, columns: &str, indexes: &str, checks: &str) -> Result<Schema> {
    let mut schema = Schema::new();
    for row in diesel::sql_query(columns).load::<ColumnRow>(conn.engine())? {
        let table = schema.entry(row.of).or_default();
        table.columns.push((row.name, row.kind, row.nullable == 1));
    }
    for row in diesel::sql_query(indexes).load::<IndexRow>(conn.engine())? {
        let table = schema.entry(row.of).or_default();
        table.indexes.insert((row.columns, row.is_unique == 1));
    }
    for row in diesel::sql_query(checks).load::<CheckRow>(conn.engine())? {
        let table = schema.entry(row.of).or_default();
        table.checks = usize::try_from(row.checks).unwrap();
    }
    // Diesel's own.
    schema.remove("__diesel_schema_migrations");
    Ok(schema)
}

/// The tables of `storage/schema.rs`, with each column's name and whether it may be null.
fn tables_of_diesel() -> BTreeMap<String, Vec<(String, bool)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/storage/schema.rs");
    let text = fs::read_to_string(path).unwrap();
    let mut tables: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line
            .strip_suffix(") {")
            .and_then(|line| line.split_once(" ("))
        {
            current = name.to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ") {
            let nullable = kind.starts_with("Nullable<");
            let columns = tables.entry(current.clone()).or_default();
            columns.push((column.to_owned(), nullable));
        }
    }
    tables
}
