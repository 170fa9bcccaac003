//! What the handlers and jobs of a process share: storage, files, clock and chance.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use url::Url;

use crate::journal::SecurityCounts;
use crate::kernel::{Chance, Clock, TimeAndChance};
use crate::storage::{FileStore, Storage};

/// Put into the application once; handlers take it as `web::Data<Environment>`.
pub struct Environment {
    /// The database.
    pub storage: Storage,
    pub files: FileStore,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// The address by which people reach the portal, for links in letters and QR codes.
    pub base_url: Arc<Url>,
    /// The largest file that is accepted, in bytes.
    pub largest_file: i64,
    pub uploads: UploadLimits,
    /// What looks like guessing or snooping.
    pub security: SecurityCounts,
    /// The day from which staff needs a second factor; without one nobody does.
    pub second_factor_from: Option<NaiveDate>,
}

/// How much an account may upload, and how fast it must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// The most bytes of the papers in an account's applications that are not filed.
    pub unfiled: i64,
    /// How long the next part of an upload is waited for.
    pub patience: Duration,
}

impl Environment {
    /// The endings of the files that are taken, for the file controls of forms. HEIC stands there only
    /// where it is converted: a phone that does not find it sends JPEG by itself.
    pub const fn accepted_endings(&self) -> &'static str {
        if self.files.takes_heif() {
            ".pdf,.jpg,.jpeg,.jfif,.png,.docx,.xlsx,.webp,.tif,.tiff,.heic,.heif"
        } else {
            ".pdf,.jpg,.jpeg,.jfif,.png,.docx,.xlsx,.webp,.tif,.tiff"
        }
    }

    /// The moment of one request.
    pub fn moment(&self) -> TimeAndChance {
        TimeAndChance::of(self.clock.as_ref(), Arc::clone(&self.chance))
    }

    /// An address of the portal in full.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// Whether people reach the portal by https.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}
