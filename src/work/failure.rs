//! Why a job was not done.

use crate::dossiers;
use crate::jobs::Verdict;
use crate::letters::DeliveryError;
use crate::storage::{self, StorageFailure};

/// Why a job failed. The text is kept with the job, so it holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum JobFailure {
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// A letter did not leave.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// A partner did not take a message, or gave no file.
    #[error("{why}")]
    Partner {
        /// What becomes of the job.
        verdict: Option<Verdict>,
        /// What happened.
        why: String,
    },
    /// The work was interrupted.
    #[error("the work was interrupted")]
    Interrupted,
    /// An operation on a dossier was refused.
    #[error(transparent)]
    Dossier(#[from] dossiers::Error),
}

impl JobFailure {
    /// What becomes of the job, where the failure itself says so.
    pub(super) const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Partner { verdict, .. } => *verdict,
            _ => None,
        }
    }
}

impl StorageFailure for JobFailure {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Dossier(error) => error.storage(),
            Self::Delivery(_) | Self::Partner { .. } | Self::Interrupted => None,
        }
    }
}
