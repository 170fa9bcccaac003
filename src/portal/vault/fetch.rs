//! Fetching a paper of one's own.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::context::Environment;
use crate::kernel::PaperId;
use crate::vault::paper_owned_by;
use crate::web::{PageError, SignedIn, download};

pub(super) async fn paper(
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let id: PaperId = path.parse().map_err(|_| PageError::NotFound)?;
    let owner = viewer.0.account;
    let found = env
        .storage
        .reading(move |conn| paper_owned_by(conn, owner, id))
        .await?
        .ok_or(PageError::NotFound)?;
    download(&env, &found.file, found.media, &found.file_name).await
}
