//! `/ho-so/{id}/giay-to`: the papers of an application: which are asked for, which were sent, and
//! sending more. All of the page is one form, so that no button of it loses a file that was chosen.
//! Each file is taken or refused on its own.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Payload;
use askama::Template;

use super::applying::{Applying, Surroundings};
use super::leaving::leaving;
use super::received::{file_fault, keep, receive_papers, take_away};
use super::vault_papers::{FROM_VAULT, take_from_vault, vault_choices};
use crate::dossiers::{AskedPaper, Attachment, Error, OTHER_PAPERS, WizardStep, choose_case};
use crate::portal::person_request::PersonRequest;
use crate::web::{
    Choice, Faults, Frame, PageError, ReceivedFile, Upload, page as answer, page_with_faults,
};

/// The prefix of a paper's key in the name of its control.
const CONTROL: &str = "paper.";
/// The name of the button that goes on to the next step; others stay on the page.
const GO_ON: &str = "_next";
/// The button that takes a paper away, and the one that shows the papers of the chosen case.
const REMOVE: &str = "_remove";
const SHOW_CASE: &str = "_case";
/// The case of the procedure.
const CASE: &str = "case";
/// The step of this page.
const HERE: WizardStep = WizardStep::Papers;

/// A paper with its uploads.
struct PaperView<'a> {
    asked: &'a AskedPaper,
    uploads: Vec<&'a Attachment>,
}

#[derive(Template)]
#[template(path = "portal/apply/papers.html")]
struct PapersPage<'a> {
    frame: Frame,
    around: Surroundings,
    /// The address of the application.
    path: String,
    papers: Vec<PaperView<'a>>,
    /// Papers of cases that the form does not ask about.
    rare: Vec<PaperView<'a>>,
    others: Vec<&'a Attachment>,
    cases: Vec<Choice>,
    case: String,
    /// What the vault of the applicant holds.
    vault: Vec<Choice>,
    may_continue: bool,
    faults: Faults,
    largest: String,
    accepted: &'static str,
}

impl<'a> PapersPage<'a> {
    fn new(applying: &'a Applying, vault: Vec<Choice>, faults: Faults) -> Self {
        let (request, application) = (&applying.request, &applying.application);
        let frame = request.frame();
        let uploads = |key: &str| -> Vec<&'a Attachment> {
            let papers = application.attachments.iter();
            papers.filter(|paper| paper.component == key).collect()
        };
        let of_case = application.draft.case.as_deref();
        let case = of_case.and_then(|key| application.papers.case(key));
        let of_case = case.into_iter().flat_map(|case| &case.papers);
        let known = application.papers.common.iter().chain(of_case);
        let views = known.map(|asked| PaperView {
            asked,
            uploads: uploads(&asked.key),
        });
        let asked: Vec<PaperView<'a>> = views.filter(|paper| paper.asked.is_asked).collect();
        // Files that were sent for another case are still shown, so that they can be removed.
        let is_shown = |upload: &&Attachment| {
            let mut papers = asked.iter();
            papers.any(|paper| paper.asked.key == upload.component)
        };
        let others = application.attachments.iter();
        let others = others.filter(|upload| !is_shown(upload)).collect();
        let (rare, papers) = asked.into_iter().partition(|paper| paper.asked.is_rare);
        let cases = application.papers.cases.iter();
        let largest = u64::try_from(request.env.largest_file).unwrap_or(0);
        Self {
            around: applying.surroundings(&HERE),
            path: frame.path(&crate::portal::paths::dossier(request.id)),
            papers,
            rare,
            others,
            cases: cases
                .map(|case| Choice::named(&case.key, &case.name))
                .collect(),
            case: application.draft.case.clone().unwrap_or_default(),
            vault,
            may_continue: application.papers.may_continue,
            faults,
            accepted: request.env.accepted_endings(),
            largest: frame.words.file_size(&largest),
            frame,
        }
    }

    fn control(&self, key: &str) -> String {
        format!("{CONTROL}{key}")
    }

    fn vault_control(&self, key: &str) -> String {
        format!("{FROM_VAULT}{key}")
    }

    fn other(&self) -> &'static str {
        OTHER_PAPERS
    }

    fn rare_count(&self) -> i64 {
        i64::try_from(self.rare.len()).unwrap_or(i64::MAX)
    }

    /// Whether a paper of a rare case was sent, or is at fault.
    fn uses_rare(&self) -> bool {
        let is_used = |paper: &PaperView<'_>| {
            let control = self.control(&paper.asked.key);
            !paper.uploads.is_empty() || self.faults.of(&control).is_some()
        };
        self.rare.iter().any(is_used)
    }
}

pub(super) async fn page(applying: Applying) -> Result<HttpResponse, PageError> {
    if let Some(elsewhere) = applying.elsewhere(&HERE) {
        return Ok(elsewhere);
    }
    let vault = vault_choices(&applying.request).await?;
    answer(&PapersPage::new(&applying, vault, Faults::default()))
}

/// Keeps what was sent, whichever button was pressed. Who may send is settled before the first file
/// is stored.
pub(super) async fn add(applying: Applying, payload: Payload) -> Result<HttpResponse, PageError> {
    let Applying {
        request,
        application,
    } = applying;
    let takes = |control: &str| {
        let key = control.strip_prefix(CONTROL);
        key.is_some_and(|key| application.papers.takes(key))
    };
    let upload = receive_papers(&request, payload, &takes).await?;
    let mut faults = take_files(&request, &upload).await?;
    let is_paper = |key: &str| application.papers.takes(key);
    for (key, message) in take_from_vault(&request, &upload.texts, &is_paper).await? {
        faults.add(&format!("{CONTROL}{key}"), message);
    }
    if let Some(paper) = upload.value(REMOVE) {
        take_away(&request, paper).await?;
    }
    let known = application.draft.case.as_deref();
    if let Some(message) = take_case(&request, &upload, known).await? {
        faults.add(CASE, message);
    }
    let Some(application) = request.draft().await? else {
        return Ok(request.to_dossier());
    };
    if faults.is_empty()
        && let Some(to) = leaving(&application, |name| upload.value(name))
    {
        return Ok(request.leave(&to));
    }
    let goes_on = upload.has(GO_ON);
    if goes_on {
        let frame = request.frame();
        for paper in application.missing_papers() {
            let message = frame.with("apply.papers.missing", &[("name", &paper.name)]);
            faults.add(&format!("{CONTROL}{}", paper.key), message);
        }
    }
    if faults.is_empty() && goes_on {
        return Ok(request.on_from(&application, &HERE));
    }
    if faults.is_empty() {
        return Ok(request.stay_at(&HERE));
    }
    let vault = vault_choices(&request).await?;
    let applying = Applying {
        request,
        application,
    };
    page_with_faults(&PapersPage::new(&applying, vault, faults))
}

async fn take_files(request: &PersonRequest, upload: &Upload) -> Result<Faults, PageError> {
    let mut refused: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for received in &upload.files {
        if let Some(message) = take(request, received).await? {
            refused.entry(&received.field).or_default().push(message);
        }
    }
    let mut faults = Faults::default();
    for (field, messages) in refused {
        faults.add(field, messages.join("; "));
    }
    Ok(faults)
}

/// Keeps one file; gives back what to say when it was not kept.
async fn take(
    request: &PersonRequest,
    received: &ReceivedFile,
) -> Result<Option<String>, PageError> {
    let component = received.field.strip_prefix(CONTROL).unwrap_or_default();
    let words = request.frame().words;
    match &received.outcome {
        Err(fault) => Ok(Some(file_fault(words, &request.env, received, *fault))),
        Ok(taken) => keep(request, component, &received.name, taken).await,
    }
}

/// Keeps the case of the procedure that was chosen, which decides on the papers that are asked for.
async fn take_case(
    request: &PersonRequest,
    upload: &Upload,
    known: Option<&str>,
) -> Result<Option<String>, PageError> {
    let case = upload.text(CASE).to_owned();
    if case.is_empty() {
        let message = request.words().t("apply.papers.choose_case").to_owned();
        return Ok(upload.has(SHOW_CASE).then_some(message));
    }
    if known == Some(case.as_str()) {
        return Ok(None);
    }
    let chosen = request.change(move |tx, cx, id| choose_case(tx, cx, id, &case));
    match chosen.await {
        Ok(_) => Ok(None),
        Err(Error::Invalid { .. }) => Ok(Some(
            request.words().t("apply.papers.choose_case").to_owned(),
        )),
        // Filed meanwhile: whoever asked is sent on to the dossier.
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
