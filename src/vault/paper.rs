//! A paper in a vault.

use crate::kernel::{AccountId, DossierId, Instant, PaperId, ResultId};
use crate::storage::{MediaType, StoredFile};

/// What a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub id: PaperId,
    pub owner: AccountId,
    pub title: String,
    pub file_name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
    /// The dossier that it came from.
    pub origin: Option<Origin>,
    /// When it came.
    pub added_at: Instant,
}

/// Where a paper came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub dossier: DossierId,
    /// The result of it that the paper is.
    pub result: ResultId,
}
