//! Keeps a running process on the catalogue that is in force.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::import::ImportError;
use super::{CatalogueCache, Snapshot, store};
use crate::storage::{self, Storage};

/// How often the version is looked at: with the second or so that loading takes, an import is on
/// the pages within five seconds.
const EVERY: Duration = Duration::from_secs(2);

/// Why the newest catalogue could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// It could not be loaded.
    #[error(transparent)]
    Load(#[from] ImportError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// Makes the shelf's catalogue searchable, then follows the imports of every process until told to
/// stop. What fails is tried again; the catalogue that is there goes on serving.
pub async fn keep_current(
    cache: Arc<CatalogueCache>,
    storage: Storage,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        let (cache, storage) = (Arc::clone(&cache), storage.clone());
        let outcome = tokio::task::spawn_blocking(move || refresh(&cache, &storage)).await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the catalogue could not be refreshed"),
            Err(error) => tracing::error!(%error, "refreshing the catalogue stopped"),
        }
        let _ = tokio::time::timeout(EVERY, stop.changed()).await;
    }
}

/// Builds the index if it is missing, and takes over a newer catalogue if there is one. Its pages
/// show at once; until its own index is built it is searched by the one before, so that search
/// never goes away. Blocks.
///
/// # Errors
/// Faults of storage, of what is stored, and of the index.
pub fn refresh(cache: &CatalogueCache, storage: &Storage) -> Result<(), RefreshError> {
    let current = cache.current();
    current.build_index();
    let version = storage.read(store::version)?;
    if version.is_some_and(|version| version > current.version) {
        let newer = Arc::new(storage.read(Snapshot::load)?.after(&current));
        cache.replace(Arc::clone(&newer));
        newer.build_index();
        tracing::info!(version = newer.version, "catalogue replaced");
    }
    Ok(())
}
