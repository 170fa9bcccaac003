//! Throwing away an application that is not filed yet; also one for a service that has ended.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::already_filed;
use crate::catalogue::CatalogueCache;
use crate::dossiers::{self, Draft, discard_draft};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::web::{
    Environment, Frame, PageError, Posted, SignedIn, page as answer, see_other_saying,
};

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

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.0.account;
    let (draft, filed) = env
        .storage
        .reading(move |conn| -> dossiers::Result<_> {
            let draft = dossiers::draft_owned_by(conn, id, account)?;
            Ok((draft, dossiers::dossier_of_person(conn, id, account)?))
        })
        .await?;
    let Some(draft) = draft else {
        return filed
            .map(|_| already_filed(&request, &path))
            .ok_or(PageError::NotFound);
    };
    let procedure = cache.current().procedure_name(&draft.procedure);
    answer(&DiscardPage {
        frame: Frame::of(&request),
        draft,
        procedure,
    })
}

pub(super) async fn discard(
    request: HttpRequest,
    env: Data<Environment>,
    viewer: SignedIn,
    path: Path<String>,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let (account, moment) = (viewer.0.account, env.moment());
    env.storage
        .writing(move |tx| {
            if dossiers::dossier_of_person(tx, id, account)?.is_some() {
                return Err(dossiers::Error::Stale);
            }
            discard_draft(tx, &moment, account, id)
        })
        .await?;
    Ok(see_other_saying(
        &request,
        &env,
        paths::DOSSIERS,
        "apply.notice.discarded",
    ))
}
