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

/// Names that say nothing of what a file is: agencies' systems give them to every result.
const NAMELESS: [&str; 3] = ["ket-qua", "ketqua", "result"];

/// A title, unless it is only the name of a file that says nothing.
pub fn telling_title(title: &str) -> Option<&str> {
    let stem = title.rsplit_once('.').map_or(title, |(stem, _)| stem);
    let says_nothing = NAMELESS.contains(&&*stem.trim().to_lowercase());
    (!says_nothing).then_some(title)
}

impl Paper {
    /// What a list calls it: its title, or the name of its file where that says more.
    pub fn shown_title(&self) -> &str {
        telling_title(&self.title).unwrap_or(&self.file_name)
    }

    /// The name under which it is saved: its title, with the ending of its file.
    pub fn download_name(&self) -> String {
        match telling_title(&self.title) {
            Some(title) => format!("{title}.{}", self.media.extension()),
            None => self.file_name.clone(),
        }
    }
}

/// Where a paper came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub dossier: DossierId,
    /// The result of it that the paper is.
    pub result: ResultId,
}
