//! Write transactions: everything that writes goes through `Storage::write`.

use std::thread;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{Error as DieselError, QueryResult};

use super::engine::{Conn, Engine, Tx};
use super::error::{Error, StorageFailure};

/// How often a transaction is tried before its transient error is given to the caller.
const ATTEMPTS: u32 = 6;
/// The first wait between tries; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// Runs `body` in a write transaction, again when the engine asks for it. The body may therefore
/// run several times and touches nothing but the database.
pub(super) fn write<T, E: StorageFailure>(
    conn: &mut Conn,
    mut body: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        match attempt(conn, &mut body) {
            Err(error) if error.storage().is_some_and(Error::is_transient) => thread::sleep(wait),
            outcome => return outcome,
        }
        wait *= 2;
    }
    attempt(conn, &mut body)
}

fn attempt<T, E: StorageFailure>(
    conn: &mut Conn,
    body: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn.engine()).map_err(Error::from)?;
    let outcome = body(&mut Tx::new(conn));
    if outcome.is_ok() {
        commit(conn.engine()).map_err(Error::from)?;
    } else if let Err(error) = rollback(conn.engine())
        && !matches!(error, DieselError::BrokenTransactionManager)
    {
        tracing::warn!(%error, "a transaction could not be rolled back");
    }
    outcome
}

/// SQLite takes the write lock at once: a transaction that begins by reading could otherwise fail
/// halfway, when another has written meanwhile.
fn begin(engine: &mut Engine) -> QueryResult<()> {
    match engine {
        Engine::Pg(conn) => AnsiTransactionManager::begin_transaction(conn),
        Engine::Lite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
    }
}

fn commit(engine: &mut Engine) -> QueryResult<()> {
    match engine {
        Engine::Pg(conn) => AnsiTransactionManager::commit_transaction(conn),
        Engine::Lite(conn) => AnsiTransactionManager::commit_transaction(conn),
    }
}

fn rollback(engine: &mut Engine) -> QueryResult<()> {
    match engine {
        Engine::Pg(conn) => AnsiTransactionManager::rollback_transaction(conn),
        Engine::Lite(conn) => AnsiTransactionManager::rollback_transaction(conn),
    }
}
