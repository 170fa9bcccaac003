//! Holding a process inside its transaction, so that it is killed there and nowhere else.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use motcua::storage::DatabaseUrl;

use crate::support::Place;

/// While it stands, whoever writes a row of its table gets no further.
pub enum Hold {
    /// A lock of ours, which goes with the connection.
    Postgres { _lock: PgConnection },
    /// A trigger that never ends. A lock would hold back what is written before, too.
    Sqlite(SqliteConnection),
}

impl Hold {
    /// Holds writers of a table.
    pub fn on(place: &Place, table: &str) -> Self {
        match &place.url {
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                let lock = format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE");
                conn.batch_execute(&lock).unwrap();
                Self::Postgres { _lock: conn }
            }
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                let trigger = format!(
                    "PRAGMA busy_timeout = 10000; \
                     CREATE VIEW endless AS WITH RECURSIVE numbers (n) AS \
                       (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers; \
                     CREATE TRIGGER hold BEFORE INSERT ON {table} \
                     BEGIN SELECT max(n) FROM endless; END"
                );
                conn.batch_execute(&trigger).unwrap();
                Self::Sqlite(conn)
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
