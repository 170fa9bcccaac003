//! Throwing away an application that is not filed yet; also one for a service that has ended.

use actix_web::HttpResponse;
use askama::Template;

use crate::dossiers::{self, Draft, discard_draft};
use crate::portal::paths;
use crate::portal::person_request::PersonRequest;
use crate::web::{Frame, PageError, Posted, page as answer, see_other_saying};

#[derive(Template)]
#[template(path = "portal/apply/discard.html")]
struct DiscardPage {
    frame: Frame,
    draft: Draft,
    procedure: String,
}

impl DiscardPage {
    fn action(&self) -> String {
        self.frame.path(&paths::below(self.draft.id, "xoa"))
    }
}

pub(super) async fn page(request: PersonRequest) -> Result<HttpResponse, PageError> {
    let account = request.cx.account().ok_or(PageError::Forbidden)?;
    let id = request.id;
    let storage = &request.env.storage;
    let (draft, filed) = storage
        .reading(move |conn| -> dossiers::Result<_> {
            let draft = dossiers::draft_owned_by(conn, id, account)?;
            Ok((draft, dossiers::dossier_of_person(conn, id, account)?))
        })
        .await?;
    let Some(draft) = draft else {
        return filed
            .map(|_| request.to_dossier())
            .ok_or(PageError::NotFound);
    };
    answer(&DiscardPage {
        frame: request.frame(),
        procedure: request.cx.catalogue.procedure_name(&draft.procedure),
        draft,
    })
}

pub(super) async fn discard(
    request: PersonRequest,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    request.change(discard_draft).await?;
    let notice = "apply.notice.discarded";
    Ok(see_other_saying(
        &request.http,
        &request.env,
        paths::DOSSIERS,
        notice,
    ))
}
