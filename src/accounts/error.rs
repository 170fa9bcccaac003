//! Why an operation of this room did not happen.

use std::convert::Infallible;

use super::hasher::HasherError;
use crate::storage::{self, StorageFailure};

/// A refusal by the rules, which the person is told, or a fault, which they are not.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// The rules say no.
    #[error("refused")]
    Refused(R),
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl<R> StorageFailure for Error<R> {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Refused(_) | Self::Hasher(_) => None,
        }
    }
}

impl<R> Error<R> {
    /// The refusal, for whoever tells it.
    ///
    /// # Errors
    /// A fault: there is no refusal to tell.
    pub fn refusal(self) -> Result<R, Error<Infallible>> {
        match self {
            Self::Refused(reason) => Ok(reason),
            Self::Hasher(error) => Err(Error::Hasher(error)),
            Self::Storage(error) => Err(Error::Storage(error)),
        }
    }

    /// The same error where another refusal is expected.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Error<S> {
        match self {
            Self::Refused(reason) => Error::Refused(refusal(reason)),
            Self::Hasher(error) => Error::Hasher(error),
            Self::Storage(error) => Error::Storage(error),
        }
    }
}
