//! The papers of an application: which are asked for, which are there, and sending more. Every
//! file stands for itself: one that is refused takes no other with it.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::{Application, already_filed, find};
use super::received::{file_fault, keep};
use super::wizard::{self, WizardPage};
use crate::catalogue::CatalogueCache;
use crate::dossiers::{AskedPaper, Attachment, DraftChange, OTHER_PAPERS, save_draft};
use crate::web::{
    Choice, Environment, Faults, Frame, PageError, Posted, SignedIn, Step, Upload, page as answer,
    page_with_faults, see_other,
};

/// What stands before a paper's key in the name of its control.
const CONTROL: &str = "paper.";
/// The button that goes on; the other stays on the page.
const GO_ON: &str = "_next";

/// A paper with its uploads.
struct PaperView<'a> {
    asked: &'a AskedPaper,
    uploads: Vec<&'a Attachment>,
}

#[derive(Template)]
#[template(path = "portal/apply/papers.html")]
struct PapersPage<'a> {
    frame: Frame,
    application: &'a Application,
    steps: Vec<Step>,
    papers: Vec<PaperView<'a>>,
    others: Vec<&'a Attachment>,
    cases: Vec<Choice>,
    faults: Faults,
    largest: String,
    back: Option<String>,
}

impl<'a> PapersPage<'a> {
    fn new(frame: Frame, env: &Environment, application: &'a Application, faults: Faults) -> Self {
        let uploads = |key: &str| -> Vec<&'a Attachment> {
            let papers = application.attachments.iter();
            papers.filter(|paper| paper.component == key).collect()
        };
        let of_case = application.draft.case.as_deref();
        let case = of_case.and_then(|key| application.papers.case(key));
        let asked = application
            .papers
            .common
            .iter()
            .chain(case.into_iter().flat_map(|case| &case.papers));
        let papers: Vec<PaperView<'a>> = asked
            .map(|asked| PaperView {
                asked,
                uploads: uploads(&asked.key),
            })
            .collect();
        // What was sent for a case that is no longer the one stays visible, so that it can go.
        let is_shown = |paper: &&Attachment| {
            papers
                .iter()
                .any(|shown| shown.asked.key == paper.component)
        };
        let others = application
            .attachments
            .iter()
            .filter(|paper| !is_shown(paper))
            .collect();
        let cases = application.papers.cases.iter();
        let back = wizard::previous(application, &WizardPage::Papers);
        Self {
            steps: wizard::steps(application, &WizardPage::Papers, frame.words),
            others,
            papers,
            cases: cases
                .map(|case| Choice::named(&case.key, &case.name))
                .collect(),
            faults,
            largest: frame
                .words
                .file_size(&u64::try_from(env.largest_file).unwrap_or(0)),
            back: back.map(|page_of| frame.path(&page_of.path(application))),
            frame,
            application,
        }
    }

    fn control(&self, key: &str) -> String {
        format!("{CONTROL}{key}")
    }

    fn other(&self) -> &'static str {
        OTHER_PAPERS
    }

    fn case(&self) -> String {
        self.application.draft.case.clone().unwrap_or_default()
    }
}

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    if !wizard::may_open(&application, &WizardPage::Papers) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    answer(&PapersPage::new(
        Frame::of(&request),
        &env,
        &application,
        Faults::default(),
    ))
}

pub(super) async fn add(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    // Who may send is settled before the first file is stored.
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    let upload = Upload::read(&request, &env, payload).await?;
    let frame = Frame::of(&request);
    let mut refused: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for received in &upload.files {
        if let Some(message) = take(&frame, &env, &application, received).await? {
            refused.entry(&received.field).or_default().push(message);
        }
    }
    let mut faults = Faults::default();
    for (field, messages) in refused {
        faults.add(field, messages.join("; "));
    }
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    if upload.has(GO_ON) {
        for paper in application.papers.missing(&application.given()) {
            let message = frame.with("apply.papers.missing", &[("name", &paper.name)]);
            faults.add(&format!("{CONTROL}{}", paper.key), message);
        }
    }
    if !faults.is_empty() {
        return page_with_faults(&PapersPage::new(frame, &env, &application, faults));
    }
    let next = if upload.has(GO_ON) {
        WizardPage::ResultDelivery
    } else {
        WizardPage::Papers
    };
    Ok(see_other(&request, &next.path(&application)))
}

/// Keeps one file; gives back what to say when it was not kept.
async fn take(
    frame: &Frame,
    env: &Environment,
    application: &Application,
    received: &crate::web::ReceivedFile,
) -> Result<Option<String>, PageError> {
    let component = received.field.strip_prefix(CONTROL).unwrap_or_default();
    if !application.papers.takes(component) {
        return Err(PageError::BadRequest);
    }
    let taken = match &received.outcome {
        Err(fault) => return Ok(Some(file_fault(frame.words, env, received, *fault))),
        Ok(taken) => taken,
    };
    let (account, id) = (application.account.id, application.draft.id);
    let kept = keep(env, account, id, component, &received.name, taken).await?;
    Ok((!kept).then(|| frame.t("apply.papers.too_many").to_owned()))
}

/// Chooses the case of the procedure, which decides on the papers that are asked for.
pub(super) async fn choose_case(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    let chosen = posted.text("case").to_owned();
    if application.papers.case(&chosen).is_none() {
        let frame = Frame::of(&request);
        let mut faults = Faults::default();
        faults.add("case", frame.t("apply.papers.choose_case"));
        return page_with_faults(&PapersPage::new(frame, &env, &application, faults));
    }
    let (account, id, moment) = (application.account.id, application.draft.id, env.moment());
    let change = DraftChange::Case(Some(chosen));
    env.storage
        .writing(move |tx| save_draft(tx, &moment, account, id, &change))
        .await?;
    Ok(see_other(&request, &WizardPage::Papers.path(&application)))
}
