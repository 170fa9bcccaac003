//! Giving what the agency asks for: words, papers, or both, in one form. A file that is refused
//! takes nothing else with it: the words stay in the form and the other files stay attached.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::open::{Own, context, own};
use crate::catalogue::CatalogueCache;
use crate::context::Context;
use crate::context::Environment;
use crate::dossiers::{
    self, Act, ActBlocked, ActInput, At, Attachment, Dossier, OTHER_PAPERS, SupplementRequest,
    carry_out,
};
use crate::kernel::DossierId;
use crate::portal::apply::{file_fault, keep};
use crate::portal::paths;
use crate::web::{
    Faults, Frame, PageError, SignedIn, Upload, page_with_status, see_other, see_other_saying,
};

/// What is awaited, and what has come of it.
struct Awaited {
    dossier: Dossier,
    seen: usize,
    request: SupplementRequest,
    asked: String,
    papers: Vec<Attachment>,
}

/// What is awaited of the viewer; none where nothing is any more, or it is asked for elsewhere.
async fn awaited(
    env: &Environment,
    cx: &Context,
    id: DossierId,
) -> Result<Option<Awaited>, PageError> {
    let Own::Dossier(opened) = own(env, cx, id).await? else {
        return Err(PageError::NotFound);
    };
    let dossier = opened.dossier();
    let is_possible =
        dossier.is_open_here() && dossier.standing.after(Act::AnswerSupplement).is_ok();
    let Some(request) = opened.case.awaited().filter(|_| is_possible).cloned() else {
        return Ok(None);
    };
    let asked = opened.history.text(request.note).unwrap_or_default();
    Ok(Some(Awaited {
        asked: asked.to_owned(),
        papers: opened
            .papers
            .into_iter()
            .filter(|paper| paper.supplement == Some(request.id))
            .collect(),
        request,
        seen: opened.seen,
        dossier: opened.case.dossier,
    }))
}

#[derive(Template)]
#[template(path = "portal/dossiers/supplement.html")]
struct SupplementPage {
    frame: Frame,
    awaited: Awaited,
    answer: String,
    largest: String,
    faults: Faults,
    has_changed: bool,
}

impl SupplementPage {
    fn back(&self) -> String {
        self.frame.path(&paths::dossier(self.awaited.dossier.id))
    }

    fn below(&self, page: &str) -> String {
        self.frame
            .path(&paths::below(self.awaited.dossier.id, page))
    }

    fn size(&self, bytes: &i64) -> String {
        self.frame
            .words
            .file_size(&u64::try_from(*bytes).unwrap_or(0))
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
    let nothing = (String::new(), Faults::default(), StatusCode::OK);
    let cx = context(&env, &cache, &viewer);
    show(&request, &env, &cx, id, nothing).await
}

async fn show(
    request: &HttpRequest,
    env: &Environment,
    cx: &Context,
    id: DossierId,
    (answer, faults, status): (String, Faults, StatusCode),
) -> Result<HttpResponse, PageError> {
    let Some(awaited) = awaited(env, cx, id).await? else {
        return Ok(see_other(request, &paths::dossier(id)));
    };
    let frame = Frame::of(request);
    let shown = SupplementPage {
        largest: frame
            .words
            .file_size(&u64::try_from(env.largest_file).unwrap_or(0)),
        frame,
        awaited,
        answer,
        faults,
        has_changed: status == StatusCode::CONFLICT,
    };
    page_with_status(status, &shown)
}

pub(super) async fn answer(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    // Who may send is settled before the first file is stored.
    let cx = context(&env, &cache, &viewer);
    if awaited(&env, &cx, id).await?.is_none() {
        return Ok(see_other(&request, &paths::dossier(id)));
    }
    let upload = Upload::read(&request, &env, payload).await?;
    let frame = Frame::of(&request);
    let text = upload.text("answer").to_owned();
    let mut faults = take_files(&frame, &env, &cx, id, &upload).await?;
    let status = if faults.is_empty() {
        let at = At {
            dossier: id,
            version: upload
                .text("version")
                .parse()
                .map_err(|_| PageError::BadRequest)?,
        };
        match send(&env, cx.clone(), at, &text).await {
            Ok(()) => {
                let path = paths::dossier(id);
                return Ok(see_other_saying(
                    &request,
                    &env,
                    &path,
                    "dossiers.notice.answered",
                ));
            }
            Err(dossiers::Error::Stale | dossiers::Error::Blocked(ActBlocked::NotNow(_))) => {
                StatusCode::CONFLICT
            }
            Err(dossiers::Error::Invalid { problem, .. }) => {
                let message = frame
                    .words
                    .under("dossiers.supplement.fault", problem.key());
                faults.add("answer", message);
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Err(other) => return Err(other.into()),
        }
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    show(&request, &env, &cx, id, (text, faults, status)).await
}

async fn take_files(
    frame: &Frame,
    env: &Environment,
    cx: &Context,
    id: DossierId,
    upload: &Upload,
) -> Result<Faults, PageError> {
    let mut refused = Vec::new();
    for received in &upload.files {
        match &received.outcome {
            Err(fault) => refused.push(file_fault(frame.words, env, received, *fault)),
            Ok(taken) => {
                if !keep(env, cx, id, OTHER_PAPERS, &received.name, taken).await? {
                    refused.push(frame.t("apply.papers.too_many").to_owned());
                }
            }
        }
    }
    let mut faults = Faults::default();
    if !refused.is_empty() {
        faults.add("papers", refused.join("; "));
    }
    Ok(faults)
}

async fn send(env: &Environment, cx: Context, at: At, text: &str) -> dossiers::Result<()> {
    let input = ActInput::AnswerSupplement {
        answer: text.to_owned(),
    };
    env.storage
        .writing(move |tx| carry_out(tx, &cx, at, &input).map(|_| ()))
        .await
}
