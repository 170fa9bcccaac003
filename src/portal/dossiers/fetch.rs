//! Fetching one's own papers and results.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::dossiers::{self, ResultFile, State};
use crate::kernel::{AccountId, AttachmentId, DossierId, ResultId};
use crate::storage::Conn;
use crate::web::{Environment, PageError, SignedIn, download};

/// A paper of one's own draft or dossier.
pub(super) async fn paper(
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.0.parse().map_err(|_| PageError::NotFound)?;
    let paper: AttachmentId = path.1.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.0.account;
    let found = env
        .storage
        .reading(move |conn| -> dossiers::Result<_> {
            let is_own = dossiers::draft_owned_by(conn, id, account)?.is_some()
                || dossiers::dossier_of_person(conn, id, account)?.is_some();
            let found = dossiers::attachment_of(conn, id, paper)?;
            Ok(found.filter(|_| is_own))
        })
        .await?
        .ok_or(PageError::NotFound)?;
    download(&env, &found.file, found.media, &found.file_name).await
}

/// A result of one's own dossier.
pub(super) async fn result(
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.0.parse().map_err(|_| PageError::NotFound)?;
    let result: ResultId = path.1.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.0.account;
    let found = env
        .storage
        .reading(move |conn| own_result(conn, id, result, account))
        .await?
        .ok_or(PageError::NotFound)?;
    download(&env, &found.file, found.media, &found.name).await
}

/// The file of a result that was handed over: before that a fee may be owed for it.
fn own_result(
    conn: &mut Conn,
    id: DossierId,
    result: ResultId,
    account: AccountId,
) -> dossiers::Result<Option<ResultFile>> {
    let dossier = dossiers::dossier_of_person(conn, id, account)?;
    if dossier.is_none_or(|dossier| dossier.state() != State::Returned) {
        return Ok(None);
    }
    let results = dossiers::results_of(conn, id)?.into_iter();
    Ok(results
        .filter(|found| found.id == result)
        .find_map(|found| found.file))
}
