//! What is left in a folder of uploads that never ended: the portal was killed while they came.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::error::{Error, Result};
use crate::kernel::Instant;

/// Removes the files that were last written before this time; how many.
pub(super) fn remove_unfinished(folder: &Path, before: Instant) -> Result<usize> {
    let before = SystemTime::from(DateTime::<Utc>::from(before));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // Nobody has sent anything yet.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(failed(&error)),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(|error| failed(&error))?.path();
        if remove_if_old(&path, before).map_err(|error| failed(&error))? {
            removed += 1;
        }
    }
    Ok(removed)
}

/// An upload that ends at this very moment takes its file away: that is no failure.
fn remove_if_old(path: &Path, before: SystemTime) -> io::Result<bool> {
    let removed = fs::metadata(path)
        .and_then(|found| found.modified())
        .and_then(|written| {
            let is_old = written < before;
            if is_old {
                fs::remove_file(path)?;
            }
            Ok(is_old)
        });
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        outcome => outcome,
    }
}

fn failed(error: &io::Error) -> Error {
    Error::Files(error.to_string())
}
