//! Putting a paper into a vault.

use super::paper::Paper;
use super::store;
use crate::storage::{Result, Tx, file_name};

/// Keeps a paper; a result that the owner has already is left as it is.
pub fn keep(tx: &mut Tx<'_>, paper: &Paper) -> Result<()> {
    file_name(tx, &paper.file, paper.media, paper.added_at)?;
    store::paper_insert_if_new(tx, paper)?;
    Ok(())
}
