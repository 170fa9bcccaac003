//! Links by which a partner fetches a paper: each opens one paper until its day, and nothing else.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use subtle::ConstantTimeEq;

use crate::context::Environment;
use crate::dossiers;
use crate::kernel::{AttachmentId, DossierId, Instant};
use crate::storage::KeyRing;
use crate::web::{PageError, download};

/// The address of a paper.
pub const FILE_ROUTE: &str = "/mapi/tep/{dossier}/{paper}/{until}/{mark}";

/// The path of a paper, open until a time.
pub(super) fn path(
    keys: &KeyRing,
    dossier: DossierId,
    paper: AttachmentId,
    until: Instant,
) -> String {
    let until = until.utc().timestamp();
    let mark = hex::encode(mark(keys, dossier, paper, until));
    format!("/mapi/tep/{dossier}/{paper}/{until}/{mark}")
}

fn mark(keys: &KeyRing, dossier: DossierId, paper: AttachmentId, until: i64) -> Vec<u8> {
    let what = format!("{dossier}/{paper}/{until}");
    keys.blind("exchange.link", what.as_bytes())
}

/// Gives the paper to whoever has its link.
///
/// # Errors
/// `NotFound` for a link that is none of ours or has run out.
pub async fn serve_file(
    path: Path<(DossierId, AttachmentId, i64, String)>,
    env: Data<Environment>,
) -> Result<HttpResponse, PageError> {
    let (dossier, paper, until, sent) = path.into_inner();
    let wanted = mark(env.storage.keys(), dossier, paper, until);
    let sent = hex::decode(sent).unwrap_or_default();
    let is_ours: bool = wanted.ct_eq(&sent).into();
    if !is_ours || until <= env.clock.now().utc().timestamp() {
        return Err(PageError::NotFound);
    }
    let found = env
        .storage
        .reading(move |conn| dossiers::attachment_of(conn, dossier, paper))
        .await?;
    let paper = found.ok_or(PageError::NotFound)?;
    download(&env, &paper.file, paper.media, &paper.file_name).await
}
