//! Fetching one's own papers and results.

use actix_web::web::Path;

use crate::dossiers::{self, FileOf};
use crate::kernel::{AttachmentId, ResultId};
use crate::portal::person_request::PersonRequest;
use crate::web::{PageResult, download};

/// A paper of one's own draft or dossier.
pub(super) async fn paper(
    request: PersonRequest,
    path: Path<(String, AttachmentId)>,
) -> PageResult {
    serve(&request, FileOf::Paper(path.1)).await
}

/// A result of one's own dossier.
pub(super) async fn result(request: PersonRequest, path: Path<(String, ResultId)>) -> PageResult {
    serve(&request, FileOf::Result(path.1)).await
}

async fn serve(request: &PersonRequest, file: FileOf) -> PageResult {
    let (id, account) = (request.id, request.viewer()?.account);
    let found = request.read(move |conn, _| dossiers::file_for_person(conn, account, id, file));
    let found = found.await?;
    download(&request.env, &found.file, found.media, &found.name).await
}
