//! Fetching one's own papers and results.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::context::Environment;
use crate::dossiers::{self, FileOf};
use crate::kernel::DossierId;
use crate::web::{PageError, SignedIn, download};

/// A paper of one's own draft or dossier.
pub(super) async fn paper(
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (id, paper) = path.into_inner();
    let paper = paper.parse().map_err(|_| PageError::NotFound)?;
    serve(&env, &viewer, &id, FileOf::Paper(paper)).await
}

/// A result of one's own dossier.
pub(super) async fn result(
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (id, result) = path.into_inner();
    let result = result.parse().map_err(|_| PageError::NotFound)?;
    serve(&env, &viewer, &id, FileOf::Result(result)).await
}

async fn serve(
    env: &Environment,
    viewer: &SignedIn,
    id: &str,
    file: FileOf,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = id.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.0.account;
    let found = env
        .storage
        .reading(move |conn| dossiers::file_for_person(conn, account, id, file))
        .await?;
    download(env, &found.file, found.media, &found.name).await
}
