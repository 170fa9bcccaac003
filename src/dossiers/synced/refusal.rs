//! Why a batch from a partner was not taken.

use crate::dossiers::error::Error;
use crate::storage::{self, StorageFailure};

/// The reason, with the code of the dossier concerned. Nothing of the batch is kept then.
#[derive(Debug, thiserror::Error)]
pub enum SyncRefusal {
    /// The dossier is known, and the message says that it is new.
    #[error("{0} is known already")]
    Known(String),
    /// No dossier of the sender has this code.
    #[error("{0} is not known")]
    Unknown(String),
    /// The dossier was filed on this portal; its own code comes first, with DongBoTrangThaiHoSo.
    #[error("{0} waits to be tied to the dossier that was filed here")]
    Untied(String),
    /// Another system sends this dossier, or the agency works on it in the portal itself.
    #[error("{0} is another's")]
    NotYours(String),
    /// The operation failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<storage::Error> for SyncRefusal {
    fn from(error: storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl StorageFailure for SyncRefusal {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Failed(error) => error.storage(),
            _ => None,
        }
    }
}
