//! The file that every demonstration result is.

use crate::dossiers::ResultFile;
use crate::storage::{FileStore, MediaType, Result};

const RESULT: &[u8] = include_bytes!("result.pdf");

/// Stores the file; the same bytes are one object however many results name them.
pub(super) async fn result_file(files: &FileStore) -> Result<ResultFile> {
    let file = files.store(RESULT).await?;
    Ok(ResultFile {
        name: "ket-qua.pdf".to_owned(),
        file,
        media: MediaType::Pdf,
    })
}
