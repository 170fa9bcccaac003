//! Why an operation of this room did not happen.

use super::hasher::HasherError;
use crate::storage::{Error, StorageFailure};
use crate::web::PageError;

/// A refusal by the rules, which the person is told, or a fault, which they are not.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R> {
    /// The rules say no.
    #[error("refused")]
    Refused(R),
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] Error),
}

impl<R> StorageFailure for Failure<R> {
    fn storage(&self) -> Option<&Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Refused(_) | Self::Hasher(_) => None,
        }
    }
}

impl<R> Failure<R> {
    /// The refusal, for the page that tells it.
    ///
    /// # Errors
    /// A fault, as the page that tells that one.
    pub fn refusal(self) -> Result<R, PageError> {
        match self {
            Self::Refused(reason) => Ok(reason),
            Self::Hasher(HasherError::Busy) => Err(PageError::Unavailable),
            Self::Hasher(error) => Err(PageError::internal(error)),
            Self::Storage(error) => Err(PageError::from(error)),
        }
    }

    /// The same failure where another refusal is expected.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(reason) => Failure::Refused(refusal(reason)),
            Self::Hasher(error) => Failure::Hasher(error),
            Self::Storage(error) => Failure::Storage(error),
        }
    }
}
