//! Holding a process inside its transaction, so that it is killed there and nowhere else.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use motcua::storage::DatabaseUrl;

use crate::support::FreshDatabase;

/// While it stands, whoever writes a row of its table gets no further.
pub enum Hold {
    /// A lock of ours, which goes with the connection.
    Postgres(PgConnection),
    /// A trigger that never ends. A lock would hold back what is written before, too.
    Sqlite(SqliteConnection),
}

impl Hold {
    /// Holds who inserts into a table.
    pub fn on(place: &FreshDatabase, table: &str) -> Self {
        Self::on_writes(place, "INSERT", table)
    }

    /// Holds who updates a table.
    pub fn on_updates(place: &FreshDatabase, table: &str) -> Self {
        Self::on_writes(place, "UPDATE", table)
    }

    fn on_writes(place: &FreshDatabase, write: &str, table: &str) -> Self {
        match &place.url {
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                let lock = format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE");
                conn.batch_execute(&lock).unwrap();
                Self::Postgres(conn)
            }
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                let trigger = format!(
                    "PRAGMA busy_timeout = 10000; \
                     CREATE VIEW endless AS WITH RECURSIVE numbers (n) AS \
                       (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers; \
                     CREATE TRIGGER hold BEFORE {write} ON {table} \
                     BEGIN SELECT max(n) FROM endless; END"
                );
                conn.batch_execute(&trigger).unwrap();
                Self::Sqlite(conn)
            }
        }
    }
}

impl Hold {
    /// Whether somebody is held.
    pub fn holds(&mut self) -> bool {
        match self {
            Self::Postgres(conn) => {
                let waiting = "EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted \
                     AND database = (SELECT oid FROM pg_database \
                       WHERE datname = current_database()))";
                let waits = diesel::select(sql::<Bool>(waiting));
                waits.get_result(conn).unwrap()
            }
            Self::Sqlite(conn) => {
                let writing = "PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK";
                let is_held = conn.batch_execute(writing).is_err();
                conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
                is_held
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Self::Sqlite(conn) = self {
            let removal = "DROP TRIGGER hold; DROP VIEW endless";
            conn.batch_execute(removal).unwrap();
        }
    }
}
