//! A paper in a vault.

use crate::kernel::{AccountId, DossierId, Instant, PaperId, ResultId};
use crate::storage::{MediaType, StoredFile};

/// What a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// Whose it is.
    pub owner: AccountId,
    /// What it is.
    pub title: String,
    /// The name of its file.
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
    /// The dossier.
    pub dossier: DossierId,
    /// The result of it that the paper is.
    pub result: ResultId,
}
