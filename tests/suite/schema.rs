//! Both engines have the same tables, and diesel sees them as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use motcua::storage::{Conn, EngineKind, Result};

use crate::support::Database;

/// Name, type and whether it may be null.
type Column = (String, String, bool);

/// A table, with the types of its engine.
#[derive(Debug, PartialEq, Eq, Default)]
struct Table {
    /// By place.
    columns: Vec<Column>,
    /// The columns of each key and index, and whether it is unique.
    indexes: BTreeSet<(String, bool)>,
    /// How many checks it has.
    checks: usize,
}

type Schema = BTreeMap<String, Table>;

/// What diesel's types are on PostgreSQL and on SQLite (`storage/columns.rs`).
const TYPES: [(&str, &str, &str); 10] = [
    ("Bool", "bool", "INTEGER"),
    ("IdColumn", "uuid", "BLOB"),
    ("Binary", "bytea", "BLOB"),
    ("InstantColumn", "timestamptz", "TEXT"),
    ("Date", "date", "TEXT"),
    ("DocumentColumn", "jsonb", "TEXT"),
    ("Text", "text", "TEXT"),
    ("SmallInt", "int2", "INTEGER"),
    ("Integer", "int4", "INTEGER"),
    ("BigInt", "int8", "INTEGER"),
];

#[test]
fn the_two_engines_have_equal_schemas() {
    let sqlite = read(EngineKind::Sqlite);
    let mut postgres = read(EngineKind::Postgres);
    assert!(sqlite.len() > 20, "{:?}", sqlite.keys());
    assert_eq!(
        sqlite.keys().collect::<Vec<_>>(),
        postgres.keys().collect::<Vec<_>>()
    );
    for table in postgres.values_mut() {
        for (column, kind, _) in &mut table.columns {
            let known = TYPES.iter().find(|(_, postgres, _)| postgres == kind);
            *kind = match known {
                Some((_, _, sqlite)) => (*sqlite).to_owned(),
                None => panic!("{column}: a column of type {kind}"),
            };
        }
    }
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
    for kind in [EngineKind::Sqlite, EngineKind::Postgres] {
        for (name, table) in read(kind) {
            let seen = written
                .get(&name)
                .unwrap_or_else(|| panic!("storage/schema.rs lacks {name}"));
            assert_eq!(
                columns_on(kind, seen),
                table.columns,
                "{name} on {kind:?}: storage/schema.rs left"
            );
        }
    }
}

#[test]
fn a_wrong_type_in_diesels_tables_shows() {
    let is = |kind: &str| vec![("state".to_owned(), kind.to_owned(), false)];
    let of = |kind, written: &str| columns_on(kind, &is(written));
    assert_eq!(of(EngineKind::Postgres, "SmallInt"), is("int2"));
    assert_eq!(of(EngineKind::Sqlite, "SmallInt"), is("INTEGER"));
    for wrong in ["Integer", "BigInt", "Text", "Bool"] {
        assert_ne!(of(EngineKind::Postgres, wrong), is("int2"), "{wrong}");
    }
    for wrong in ["Text", "Binary", "InstantColumn"] {
        assert_ne!(of(EngineKind::Sqlite, wrong), is("INTEGER"), "{wrong}");
    }
}

/// The columns as an engine must have them for what diesel takes them to be.
fn columns_on(kind: EngineKind, written: &[Column]) -> Vec<Column> {
    let on = |(name, diesel, nullable): &Column| {
        let known = TYPES.iter().find(|(one, _, _)| one == diesel);
        let (_, postgres, sqlite) =
            known.unwrap_or_else(|| panic!("{name}: a column of type {diesel}"));
        let type_there = match kind {
            EngineKind::Postgres => postgres,
            EngineKind::Sqlite => sqlite,
        };
        (name.clone(), (*type_there).to_owned(), *nullable)
    };
    written.iter().map(on).collect()
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
    gathered(conn, columns, indexes, checks)
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

/// The tables of `storage/schema.rs`, with the columns' diesel types.
fn tables_of_diesel() -> BTreeMap<String, Vec<Column>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/storage/schema.rs");
    let text = fs::read_to_string(path).unwrap();
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line
            .strip_suffix(") {")
            .and_then(|line| line.split_once(" ("))
        {
            current = name.to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ") {
            let kind = kind.trim_end_matches(',');
            let inner = kind
                .strip_prefix("Nullable<")
                .and_then(|kind| kind.strip_suffix('>'));
            let columns = tables.entry(current.clone()).or_default();
            let name = column.to_owned();
            columns.push((name, inner.unwrap_or(kind).to_owned(), inner.is_some()));
        }
    }
    tables
}

/// Diesel knows a migration by its number alone: of two with one number the second would never run.
#[test]
fn every_migration_has_a_number_of_its_own() {
    for engine in ["sqlite", "postgres"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(engine);
        let names = fs::read_dir(folder).unwrap().flatten();
        let names = names.map(|entry| entry.file_name().into_string().unwrap());
        let mut numbers: Vec<String> = names
            .map(|name| name.split('_').next().unwrap().to_owned())
            .collect();
        numbers.sort();
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "{engine}: {numbers:?}");
        assert!(all > 10);
    }
}
