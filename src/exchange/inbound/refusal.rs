//! Why a message was not taken.

use super::context::Trouble;
use crate::dossiers::{self, SyncRefusal};
use crate::exchange::wire::Fault;
use crate::storage::{self, StorageFailure};

/// Why a message was not taken.
#[derive(Debug)]
pub(in crate::exchange) enum Refusal {
    /// It waits in quarantine for somebody to mend it, or for the dossier it speaks of.
    Quarantined(Fault),
    /// All of it is known; there is nothing to wait for.
    Known(Fault),
    /// Storage failed; the sender will repeat it.
    Storage(storage::Error),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Quarantined(fault)
    }
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        Self::Storage(error)
    }
}

impl StorageFailure for Refusal {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Fault(fault) => Self::Quarantined(fault),
            Trouble::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<SyncRefusal> for Refusal {
    fn from(refusal: SyncRefusal) -> Self {
        let fault = |key, code: String| Fault::new(key).with("code", &code).in_dossier(Some(&code));
        match refusal {
            SyncRefusal::Known(code) => Self::Known(fault("known", code)),
            SyncRefusal::Unknown(code) | SyncRefusal::NotYours(code) => {
                Self::Quarantined(fault("unknown", code))
            }
            SyncRefusal::Untied(code) => Self::Quarantined(fault("untied", code)),
            SyncRefusal::Failed(error) => match error {
                dossiers::Error::Storage(error) => Self::Storage(error),
                _ => Self::Quarantined(Fault::new("refused")),
            },
        }
    }
}
