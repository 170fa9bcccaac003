//! Taking a paper away again, as long as it is not filed: from a draft or from the answer to a
//! supplement request.

use actix_web::HttpResponse;

use crate::dossiers::{Error, detach, draft_owned_by};
use crate::kernel::AttachmentId;
use crate::portal::person_request::PersonRequest;
use crate::web::{PageError, Posted};

pub(super) async fn remove(
    request: PersonRequest,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let paper = posted.text("paper").parse();
    let paper: AttachmentId = paper.map_err(|_| PageError::BadRequest)?;
    let account = request.cx.account().ok_or(PageError::Forbidden)?;
    let is_draft = request.change(move |tx, cx, id| {
        let is_draft = draft_owned_by(tx, id, account)?.is_some();
        match detach(tx, cx, id, paper) {
            // Pressed twice: it is gone, as was wanted.
            Err(Error::NotFound) if is_draft => Ok(true),
            outcome => outcome.map(|()| is_draft),
        }
    });
    let page = if is_draft.await? {
        "giay-to"
    } else {
        "bo-sung"
    };
    Ok(request.to_page(page))
}
