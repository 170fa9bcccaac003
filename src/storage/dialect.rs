//! Every divergence between the two engines stands here.

use super::engine::EngineKind;

/// Runs the same diesel expression on whichever engine the connection is: for what
/// `MultiConnection` itself does not carry, such as ON CONFLICT and inserts of several rows.
#[macro_export]
macro_rules! each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn.engine() {
            $crate::storage::Engine::Pg($c) => $body,
            $crate::storage::Engine::Lite($c) => $body,
        }
    };
}

/// Inserts a row unless its key is taken and tells whether it was inserted. A unique violation is
/// never caught instead: inside a transaction PostgreSQL would abort where SQLite goes on.
#[macro_export]
macro_rules! insert_if_new {
    ($conn:expr, $table:expr, $row:expr) => {
        $crate::each!($conn, |c| {
            use diesel::RunQueryDsl as _;
            diesel::insert_into($table)
                .values($row)
                .on_conflict_do_nothing()
                .execute(c)
        })
        .map(|rows| rows > 0)
        .map_err($crate::storage::Error::from)
    };
}

/// The clause that lets several workers take different rows; SQLite has one writer at a time.
pub const fn skip_locked(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Postgres => " FOR UPDATE SKIP LOCKED",
        EngineKind::Sqlite => "",
    }
}
