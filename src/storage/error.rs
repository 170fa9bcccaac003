//! What can go wrong in storage. A refusal of a rule is never one of these.

use diesel::result::{DatabaseErrorKind, DeserializeFieldError, Error as DieselError};

use super::columns::UnknownNumber;

/// A fault of the engine, the file store or of a row that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine refused or failed.
    #[error("database: {0}")]
    Database(DieselError),
    /// No connection could be made or had in time, or it was lost before the answer came. What was
    /// asked for may be asked again.
    #[error("no database connection: {0}")]
    Connection(String),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(String),
    /// A row holds what the code never writes.
    #[error("nonsense in {table}.{column}: {what}")]
    Nonsense {
        table: &'static str,
        column: &'static str,
        /// What was found there, without personal data.
        what: String,
    },
    /// A column of an enum holds a number that none of its values has.
    #[error("nonsense in column {column}: {found}")]
    UnknownNumber {
        /// The column, without its table, which the engine does not tell.
        column: String,
        /// What was found there.
        found: UnknownNumber,
    },
    /// A sealed value does not open: another key, or altered bytes.
    #[error("sealed value of {context} does not open")]
    Unsealable {
        /// What the value was sealed for.
        context: &'static str,
    },
    /// Another transaction was faster; run again, this one sees what that one wrote.
    #[error("another transaction was faster")]
    Overtaken,
    /// The file store failed.
    #[error("file store: {0}")]
    Files(String),
}

/// The outcome of a storage function.
pub type Result<T> = std::result::Result<T, Error>;

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        if let Some(reason) = lost_connection(&error) {
            return Self::Connection(reason);
        }
        match unknown_number(&error) {
            Some((column, found)) => Self::UnknownNumber { column, found },
            None => Self::Database(error),
        }
    }
}

/// Why the connection is gone, if that is what the error says.
fn lost_connection(error: &DieselError) -> Option<String> {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    match error {
        DieselError::DatabaseError(ClosedConnection | UnableToSendCommand, information) => {
            Some(information.message().trim_end().to_owned())
        }
        DieselError::RollbackErrorOnCommit { commit_error, .. } => lost_connection(commit_error),
        DieselError::BrokenTransactionManager => Some(error.to_string()),
        _ => None,
    }
}

/// Diesel's own message names neither the column nor the number.
fn unknown_number(error: &DieselError) -> Option<(String, UnknownNumber)> {
    let DieselError::DeserializationError(error) = error else {
        return None;
    };
    let (column, cause) = match error.downcast_ref::<DeserializeFieldError>() {
        Some(field) => (field.field_name.as_deref(), &field.error),
        // Rows of `sql_query`.
        None => (None, error),
    };
    let found = cause.downcast_ref::<UnknownNumber>()?;
    Some((column.unwrap_or("?").to_owned(), *found))
}

impl Error {
    /// A row that makes no sense.
    pub fn nonsense(table: &'static str, column: &'static str, what: impl ToString) -> Self {
        Self::Nonsense {
            table,
            column,
            what: what.to_string(),
        }
    }

    /// Whether the same transaction may succeed when it is run again: a busy SQLite, or
    /// PostgreSQL's serialization failure (40001) and deadlock (40P01).
    pub fn is_transient(&self) -> bool {
        if matches!(self, Self::Overtaken) {
            return true;
        }
        let Self::Database(DieselError::DatabaseError(kind, information)) = self else {
            return false;
        };
        match kind {
            DatabaseErrorKind::SerializationFailure => true,
            DatabaseErrorKind::Unknown => {
                let message = information.message();
                message.contains("deadlock detected") || message.contains("database is locked")
            }
            _ => false,
        }
    }
}

/// An operation's error, of which storage must know whether it was storage that failed.
pub trait StorageFailure: From<Error> {
    /// The storage error inside, if it is one.
    fn storage(&self) -> Option<&Error>;
}

impl StorageFailure for Error {
    fn storage(&self) -> Option<&Error> {
        Some(self)
    }
}
