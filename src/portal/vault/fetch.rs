//! Fetching a paper of one's own.

use actix_web::web::Path;

use crate::kernel::PaperId;
use crate::vault::paper_owned_by;
use crate::web::{PageError, PageRequest, PageResult, download};

pub(super) async fn paper(request: PageRequest, path: Path<String>) -> PageResult {
    let id: PaperId = path.parse().map_err(|_| PageError::NotFound)?;
    let owner = request.viewer()?.account;
    let found = request.read(move |conn, _| paper_owned_by(conn, owner, id));
    let found = found.await?.ok_or(PageError::NotFound)?;
    let name = found.download_name();
    download(&request.env, &found.file, found.media, &name).await
}
