//! What a fault of a room below becomes as a page. Refusals have pages that tell them.

use std::convert::Infallible;

use crate::accounts::{self, HasherError};
use crate::web::PageError;

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
