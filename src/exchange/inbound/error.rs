//! Why a message was not answered with success.

use crate::dossiers::{self, SyncRefusal};
use crate::exchange::wire::MessageError;
use crate::storage::{self, StorageFailure};

/// Why a message was not answered with success.
#[derive(Debug, thiserror::Error)]
pub(in crate::exchange) enum Error {
    /// It is wrong, or speaks of a dossier that is not there. If it was to be recorded, it waits in
    /// quarantine for somebody to mend it, or for the dossier.
    #[error("{}", .0.text())]
    Message(MessageError),
    /// All of it is known; there is nothing to wait for.
    #[error("{}", .0.text())]
    Known(MessageError),
    /// Storage failed; nothing of it was taken, and the sender will repeat it.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl From<MessageError> for Error {
    fn from(error: MessageError) -> Self {
        Self::Message(error)
    }
}

impl StorageFailure for Error {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Message(_) | Self::Known(_) => None,
        }
    }
}

impl From<SyncRefusal> for Error {
    fn from(refusal: SyncRefusal) -> Self {
        let about = |key, code: String| {
            let error = MessageError::new(key).with("code", &code);
            error.in_dossier(Some(&code))
        };
        match refusal {
            SyncRefusal::Known(code) => Self::Known(about("known", code)),
            SyncRefusal::Unknown(code) | SyncRefusal::NotYours(code) => {
                Self::Message(about("unknown", code))
            }
            SyncRefusal::Untied(code) => Self::Message(about("untied", code)),
            SyncRefusal::Failed(dossiers::Error::Storage(error)) => Self::Storage(error),
            SyncRefusal::Failed(_) => Self::Message(MessageError::new("refused")),
        }
    }
}
