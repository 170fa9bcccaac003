//! Giving what the agency asks for: words, papers, or both, in one form. A file that is refused
//! takes nothing else with it: the words stay in the form and the other files stay attached.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::catalogue::CatalogueCache;
use crate::context::{Context, Principal};
use crate::dossiers::{
    self, Act, At, Attachment, Dossier, OTHER_PAPERS, SupplementRequest, answer_supplement,
};
use crate::kernel::{AccountId, DossierId, Viewer};
use crate::portal::apply::{file_fault, keep};
use crate::portal::paths;
use crate::storage::Conn;
use crate::web::{
    Environment, Faults, Frame, PageError, SignedIn, Upload, page_with_status, see_other,
    see_other_saying,
};

/// What is awaited, and what has come of it.
struct Awaited {
    dossier: Dossier,
    request: SupplementRequest,
    asked: String,
    papers: Vec<Attachment>,
}

fn awaited(
    conn: &mut Conn,
    id: DossierId,
    account: AccountId,
) -> Result<Option<Awaited>, PageError> {
    let dossier = dossiers::dossier_of_person(conn, id, account)?.ok_or(PageError::NotFound)?;
    let is_possible =
        dossier.is_open_here() && dossier.standing.after(Act::AnswerSupplement).is_ok();
    let requests = dossiers::supplements_of(conn, id)?.into_iter();
    let open = requests
        .filter(|_| is_possible)
        .rfind(|one| one.answered_at.is_none());
    let Some(request) = open else {
        return Ok(None);
    };
    let papers = dossiers::attachments_of(conn, id)?.into_iter();
    Ok(Some(Awaited {
        asked: dossiers::note(conn, id, request.note)?.unwrap_or_default(),
        papers: papers
            .filter(|paper| paper.supplement == Some(request.id))
            .collect(),
        request,
        dossier,
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
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let nothing = (String::new(), Faults::default(), StatusCode::OK);
    show(&request, &env, &viewer.0, id, nothing).await
}

async fn show(
    request: &HttpRequest,
    env: &Environment,
    viewer: &Viewer,
    id: DossierId,
    (answer, faults, status): (String, Faults, StatusCode),
) -> Result<HttpResponse, PageError> {
    let account = viewer.account;
    let found = env
        .storage
        .reading(move |conn| awaited(conn, id, account))
        .await?;
    let Some(awaited) = found else {
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
    let account = viewer.0.account;
    // Who may send is settled before the first file is stored.
    let found = env
        .storage
        .reading(move |conn| awaited(conn, id, account))
        .await?;
    if found.is_none() {
        return Ok(see_other(&request, &paths::dossier(id)));
    }
    let upload = Upload::read(&request, &env, payload).await?;
    let frame = Frame::of(&request);
    let text = upload.text("answer").to_owned();
    let cx = Context::new(&env, &cache, Principal::Account(viewer.0.clone()));
    let mut faults = take_files(&frame, &env, &cx, id, &upload).await?;
    let status = if faults.is_empty() {
        let at = At {
            dossier: id,
            version: upload
                .text("version")
                .parse()
                .map_err(|_| PageError::BadRequest)?,
        };
        match send(&env, &cache, &viewer.0, at, &text).await {
            Ok(()) => {
                let path = paths::dossier(id);
                return Ok(see_other_saying(
                    &request,
                    &env,
                    &path,
                    "dossiers.notice.answered",
                ));
            }
            Err(dossiers::Error::Stale | dossiers::Error::NotNow(_)) => StatusCode::CONFLICT,
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
    show(&request, &env, &viewer.0, id, (text, faults, status)).await
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

async fn send(
    env: &Environment,
    cache: &CatalogueCache,
    viewer: &Viewer,
    at: At,
    text: &str,
) -> dossiers::Result<()> {
    let (moment, catalogue) = (env.moment(), cache.current());
    let (who, text) = (viewer.clone(), text.to_owned());
    env.storage
        .writing(move |tx| {
            let known = dossiers::dossier_of_person(tx, at.dossier, who.account)?;
            let known = known.ok_or(dossiers::Error::NotFound)?;
            let calendar = catalogue.calendar(known.agency);
            answer_supplement(tx, &moment, &who, at, &text, calendar)?;
            Ok(())
        })
        .await
}
