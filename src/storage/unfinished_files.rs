//! Uploads that a process was receiving when it died. Nothing names them, so their age alone tells
//! that nobody waits for them.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use futures_util::{StreamExt, TryStreamExt, future};
use object_store::{ObjectStore, ObjectStoreExt};

use super::error::{Error, Result};
use crate::kernel::Instant;

/// In a folder an upload is a file from its first byte on, under a name that the store itself does
/// not list.
pub(super) fn sweep_folder(folder: &Path, before: Instant) -> std::io::Result<usize> {
    let before = SystemTime::from(before.utc());
    let mut removed = 0;
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(removed),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.metadata()?.modified()? < before {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// In a bucket an upload is seen once all its parts are there; parts without an end are removed by
/// a rule of the bucket.
pub(super) async fn sweep_bucket(
    objects: &dyn ObjectStore,
    folder: &object_store::path::Path,
    before: Instant,
) -> Result<usize> {
    let before = before.utc();
    let old: Vec<_> = objects
        .list(Some(folder))
        .try_filter(|object| future::ready(object.last_modified < before))
        .take(1_000)
        .try_collect()
        .await
        .map_err(|error| Error::Files(error.to_string()))?;
    for object in &old {
        match objects.delete(&object.location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(Error::Files(error.to_string())),
        }
    }
    Ok(old.len())
}
