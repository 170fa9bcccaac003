//! What the handlers and jobs of a process share: storage, files, clock and chance.

use std::sync::Arc;

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
    /// What looks like guessing or snooping.
    pub security: SecurityCounts,
    /// The day from which staff needs a second factor; without one nobody does.
    pub second_factor_from: Option<NaiveDate>,
}

impl Environment {
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
