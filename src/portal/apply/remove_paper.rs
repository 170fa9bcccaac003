//! Taking a paper away again, as long as it is not filed: from a draft or from the answer to a
//! supplement request.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::dossiers::{self, detach};
use crate::kernel::{AttachmentId, DossierId};
use crate::portal::paths;
use crate::web::{Environment, PageError, Posted, SignedIn, see_other};

pub(super) async fn remove(
    request: HttpRequest,
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let paper: AttachmentId = posted
        .text("paper")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    let (account, moment) = (viewer.0.account, env.moment());
    let is_draft = env
        .storage
        .writing(move |tx| -> dossiers::Result<bool> {
            let is_draft = dossiers::draft_owned_by(tx, id, account)?.is_some();
            match detach(tx, &moment, account, id, paper) {
                // Pressed twice: it is gone, as was wanted.
                Err(dossiers::Error::NotFound) if is_draft => Ok(true),
                outcome => outcome.map(|()| is_draft),
            }
        })
        .await?;
    let page = if is_draft { "giay-to" } else { "bo-sung" };
    Ok(see_other(&request, &paths::below(id, page)))
}
