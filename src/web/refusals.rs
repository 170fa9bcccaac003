//! What refusals and faults of the rooms become as answers, where no page has words of its own for
//! them.

use std::convert::Infallible;

use super::PageError;
use crate::accounts::{self, HasherError};
use crate::dossiers;
use crate::storage;

/// Without a connection the portal is busy or its database away, which passes; the rest is a fault.
impl From<storage::Error> for PageError {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Connection(reason) => {
                tracing::error!(%reason, "no database connection");
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}

impl From<accounts::Error<Infallible>> for PageError {
    fn from(error: accounts::Error<Infallible>) -> Self {
        match error {
            accounts::Error::Refused(never) => match never {},
            accounts::Error::Hasher(HasherError::Busy) => Self::Unavailable,
            accounts::Error::Hasher(error) => Self::internal(error),
            accounts::Error::Storage(error) => error.into(),
        }
    }
}

/// What is wrong in a form is said beside its field by the page that has it, so `Invalid` here is a
/// request that no page of ours sends.
impl From<dossiers::Error> for PageError {
    fn from(error: dossiers::Error) -> Self {
        use dossiers::Error;
        match error {
            Error::NotFound => Self::NotFound,
            Error::Blocked(blocked) if blocked.is_of_person() => Self::Forbidden,
            Error::NotTheirs(_) => Self::Forbidden,
            Error::Stale
            | Error::Blocked(_)
            | Error::NotTaken
            | Error::NobodyAnswers
            | Error::Incomplete { .. }
            | Error::TooManyDrafts { .. } => Self::Conflict,
            Error::TooFast { seconds } => Self::TooMany {
                retry_after: u64::try_from(seconds).unwrap_or(0),
            },
            Error::Invalid { .. } => Self::BadRequest,
            Error::Storage(error) => error.into(),
        }
    }
}
