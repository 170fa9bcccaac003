//! What a handler stands on: storage, files, clock and chance of this process.

use std::sync::Arc;

use url::Url;

use crate::kernel::{Chance, Clock, Moment};
use crate::storage::{FileStore, Storage};

/// Put into the application once; handlers take it as `web::Data<Ground>`.
pub struct Ground {
    /// The database.
    pub storage: Storage,
    /// The files.
    pub files: FileStore,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// The address by which people reach the portal, for links in letters and QR codes.
    pub base_url: Url,
    /// The largest file that is accepted, in bytes.
    pub largest_file: i64,
}

impl Ground {
    /// The moment of one request.
    pub fn moment(&self) -> Moment {
        Moment::of(self.clock.as_ref(), Arc::clone(&self.chance))
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
