//! Giving what the agency asks for: words, papers, or both, in one form. A file that is refused
//! takes nothing else with it: the words stay in the form and the other files stay attached.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use askama::Template;

use super::act::act;
use crate::dossiers::{
    self, Act, ActBlocked, ActInput, Attachment, Dossier, LONGEST_TEXT, OTHER_PAPERS,
    SupplementRequest,
};
use crate::portal::apply::{
    FROM_VAULT, file_fault, keep, receive_papers, take_away, take_from_vault, vault_choices,
};
use crate::portal::paths;
use crate::portal::person_request::{Own, PersonRequest};
use crate::web::{Choice, Faults, Frame, PageError, PageResult, SHOW, Upload, page_with_status};

/// The control of the form that sends papers.
const PAPERS: &str = "papers";
/// The button that takes a paper away, and keeps what is typed and chosen.
const REMOVE: &str = "_remove";

/// What is awaited, and what has come of it.
struct Awaited {
    dossier: Dossier,
    seen: usize,
    request: SupplementRequest,
    asked: String,
    papers: Vec<Attachment>,
}

/// What is awaited of the viewer; none where nothing is any more, or it is asked for elsewhere.
async fn awaited(request: &PersonRequest) -> Result<Option<Awaited>, PageError> {
    let unsaid = request.frame().words.t("dossiers.asked_without_words");
    let Own::Dossier(opened) = request.own().await? else {
        return Err(PageError::NotFound);
    };
    let dossier = opened.dossier();
    let is_possible =
        dossier.is_open_here() && dossier.standing.after(Act::AnswerSupplement).is_ok();
    let Some(request) = opened.case.awaited().filter(|_| is_possible).cloned() else {
        return Ok(None);
    };
    let asked = request.note.and_then(|note| opened.history.text(note));
    Ok(Some(Awaited {
        asked: asked.unwrap_or(unsaid).to_owned(),
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
    /// What the vault of the applicant holds.
    vault: Vec<Choice>,
    largest: String,
    accepted: &'static str,
    faults: Faults,
    has_changed: bool,
}

impl SupplementPage {
    fn back(&self) -> String {
        self.frame.path(&paths::dossier(self.awaited.dossier.id))
    }

    fn vault_control(&self) -> String {
        format!("{FROM_VAULT}{OTHER_PAPERS}")
    }
}

pub(super) async fn page(request: PersonRequest) -> PageResult {
    show(&request, String::new(), Faults::default(), StatusCode::OK).await
}

async fn show(
    request: &PersonRequest,
    answer: String,
    faults: Faults,
    status: StatusCode,
) -> PageResult {
    let Some(awaited) = awaited(request).await? else {
        return Ok(request.to_dossier());
    };
    let vault = vault_choices(request).await?;
    let frame = request.frame();
    let largest = u64::try_from(request.env.largest_file).unwrap_or(0);
    let shown = SupplementPage {
        largest: frame.words.file_size(&largest),
        accepted: request.env.accepted_endings(),
        frame,
        awaited,
        answer,
        vault,
        faults,
        has_changed: status == StatusCode::CONFLICT,
    };
    page_with_status(status, &shown)
}

pub(super) async fn answer(request: PersonRequest, payload: Payload) -> PageResult {
    // Who may send is settled before the first file is stored.
    if awaited(&request).await?.is_none() {
        return Ok(request.to_dossier());
    }
    let received = receive_papers(&request, payload, &|control| control == PAPERS).await;
    let upload = match received {
        Ok(upload) => upload,
        // Answered meanwhile, perhaps by this very form.
        Err(PageError::Conflict) => return Ok(request.to_dossier()),
        Err(other) => return Err(other),
    };
    let text = upload.text("answer").to_owned();
    let mut faults = take_files(&request, &upload).await?;
    let is_paper = |key: &str| key == OTHER_PAPERS;
    for (_, message) in take_from_vault(&request, &upload.texts, &is_paper).await? {
        faults.add(PAPERS, message);
    }
    if let Some(paper) = upload.value(REMOVE) {
        take_away(&request, paper).await?;
    }
    // All that is wrong is said at once.
    if text.chars().count() > LONGEST_TEXT {
        let message = request.words().t("dossiers.supplement.fault.too_long");
        faults.add("answer", message);
    }
    if faults.is_empty() && (upload.has(REMOVE) || upload.has(SHOW)) {
        return show(&request, text, faults, StatusCode::OK).await;
    }
    if !faults.is_empty() {
        return show(&request, text, faults, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let version = upload.text("version").parse();
    let version = version.map_err(|_| PageError::BadRequest)?;
    let input = ActInput::AnswerSupplement {
        answer: text.clone(),
    };
    let status = match act(&request, version, input).await {
        Ok(()) => return Ok(request.to_dossier_saying("dossiers.notice.answered")),
        Err(dossiers::Error::Stale | dossiers::Error::Blocked(ActBlocked::NotNow(_))) => {
            StatusCode::CONFLICT
        }
        Err(dossiers::Error::Invalid { problem, .. }) => {
            let words = request.words();
            let message = words.under("dossiers.supplement.fault", problem.key());
            faults.add("answer", message);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(other) => return Err(other.into()),
    };
    show(&request, text, faults, status).await
}

async fn take_files(request: &PersonRequest, upload: &Upload) -> Result<Faults, PageError> {
    let words = request.words();
    let mut refused = Vec::new();
    for received in &upload.files {
        match &received.outcome {
            Err(fault) => refused.push(file_fault(words, &request.env, received, *fault)),
            Ok(taken) => {
                match keep(request, OTHER_PAPERS, &received.name, taken).await {
                    Ok(None) => {}
                    Ok(Some(message)) => refused.push(message),
                    // Answered meanwhile, perhaps by this very form: the act finds out.
                    Err(PageError::Conflict) => break,
                    Err(other) => return Err(other),
                }
            }
        }
    }
    let mut faults = Faults::default();
    if !refused.is_empty() {
        faults.add(PAPERS, refused.join("; "));
    }
    Ok(faults)
}
