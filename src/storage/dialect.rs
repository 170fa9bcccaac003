//! What the two engines want differently in more than one room.

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

/// Inserts many rows, all of which are new: by COPY on PostgreSQL; row by row on SQLite, where a
/// prepared statement that is used again costs less than the parsing of a long one. The rows are a
/// `Vec` of a derived `Insertable` with `treat_none_as_default_value = false`.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        use diesel::ExecuteCopyFromDsl as _;
        use diesel::RunQueryDsl as _;
        match $conn.engine() {
            $crate::storage::Engine::Pg(c) => diesel::copy_from($table)
                .from_insertable($rows)
                .execute(c)
                .map(|_| ()),
            $crate::storage::Engine::Lite(c) => $rows.into_iter().try_for_each(|row| {
                diesel::insert_into($table)
                    .values(row)
                    .execute(c)
                    .map(|_| ())
            }),
        }
        .map_err($crate::storage::Error::from)
    }};
}
