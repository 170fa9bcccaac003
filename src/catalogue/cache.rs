//! The catalogue as a running process has it: one snapshot, replaced whole when an import has changed
//! something.

use std::sync::{Arc, PoisonError, RwLock};

use super::snapshot::Snapshot;

/// Where a process keeps its snapshot. Reading it costs no more than a counter.
pub struct CatalogueCache(RwLock<Arc<Snapshot>>);

impl CatalogueCache {
    /// A cache with its first snapshot.
    pub fn new(snapshot: impl Into<Arc<Snapshot>>) -> Self {
        Self(RwLock::new(snapshot.into()))
    }

    /// The catalogue as it is now. A page takes it once, so that it does not change under it.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the snapshot.
    pub fn replace(&self, snapshot: Arc<Snapshot>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
    }
}
