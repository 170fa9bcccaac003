//! `/ho-so/{id}/giay-to`: the papers of an application: which are asked for, which were sent, and
//! sending more. Each file is taken or refused on its own.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Payload;
use askama::Template;

use super::applying::Applying;
use super::received::{file_fault, keep, receive_papers};
use super::wizard;
use crate::dossiers::{
    AskedPaper, Attachment, Error, OTHER_PAPERS, OpenDraft, WizardStep, choose_case,
};
use crate::portal::person_request::PersonRequest;
use crate::web::{
    Choice, Faults, Frame, PageError, Posted, ReceivedFile, Step, page as answer, page_with_faults,
};

/// The prefix of a paper's key in the name of its control.
const CONTROL: &str = "paper.";
/// The name of the button that goes on to the next step; the other button stays on the page.
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
    application: &'a OpenDraft,
    steps: Vec<Step>,
    papers: Vec<PaperView<'a>>,
    others: Vec<&'a Attachment>,
    cases: Vec<Choice>,
    faults: Faults,
    largest: String,
    accepted: &'static str,
    back: Option<String>,
}

impl<'a> PapersPage<'a> {
    fn new(request: &PersonRequest, application: &'a OpenDraft, faults: Faults) -> Self {
        let frame = request.frame();
        let uploads = |key: &str| -> Vec<&'a Attachment> {
            let papers = application.attachments.iter();
            papers.filter(|paper| paper.component == key).collect()
        };
        let of_case = application.draft.case.as_deref();
        let case = of_case.and_then(|key| application.papers.case(key));
        let of_case = case.into_iter().flat_map(|case| &case.papers);
        let asked_for = application.papers.common.iter().chain(of_case);
        let papers: Vec<PaperView<'a>> = asked_for
            .map(|asked| PaperView {
                asked,
                uploads: uploads(&asked.key),
            })
            .collect();
        // Files that were sent for another case are still shown, so that they can be removed.
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
        Self {
            steps: wizard::steps(application, &WizardStep::Papers, frame.words),
            others,
            papers,
            cases: cases
                .map(|case| Choice::named(&case.key, &case.name))
                .collect(),
            faults,
            accepted: request.env.accepted_endings(),
            largest: frame
                .words
                .file_size(&u64::try_from(request.env.largest_file).unwrap_or(0)),
            back: wizard::back(application, &WizardStep::Papers, frame.words),
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

pub(super) async fn page(applying: Applying) -> Result<HttpResponse, PageError> {
    if let Some(elsewhere) = applying.elsewhere(&WizardStep::Papers) {
        return Ok(elsewhere);
    }
    let Applying {
        request,
        application,
    } = &applying;
    answer(&PapersPage::new(request, application, Faults::default()))
}

/// Keeps what was sent. Who may send is settled before the first file is stored.
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
    let frame = request.frame();
    let mut refused: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for received in &upload.files {
        if let Some(message) = take(&request, received).await? {
            refused.entry(&received.field).or_default().push(message);
        }
    }
    let mut faults = Faults::default();
    for (field, messages) in refused {
        faults.add(field, messages.join("; "));
    }
    let Some(application) = request.draft().await? else {
        return Ok(request.to_dossier());
    };
    if upload.has(GO_ON) {
        for paper in application.missing_papers() {
            let message = frame.with("apply.papers.missing", &[("name", &paper.name)]);
            faults.add(&format!("{CONTROL}{}", paper.key), message);
        }
    }
    if !faults.is_empty() {
        return page_with_faults(&PapersPage::new(&request, &application, faults));
    }
    Ok(request.to_step(if upload.has(GO_ON) {
        &WizardStep::ResultDelivery
    } else {
        &WizardStep::Papers
    }))
}

/// Keeps one file; gives back what to say when it was not kept.
async fn take(
    request: &PersonRequest,
    received: &ReceivedFile,
) -> Result<Option<String>, PageError> {
    let component = received.field.strip_prefix(CONTROL).unwrap_or_default();
    let words = request.frame().words;
    let taken = match &received.outcome {
        Err(fault) => return Ok(Some(file_fault(words, &request.env, received, *fault))),
        Ok(taken) => taken,
    };
    let kept = keep(request, component, &received.name, taken).await?;
    Ok((!kept).then(|| words.t("apply.papers.too_many").to_owned()))
}

/// Chooses the case of the procedure, which decides on the papers that are asked for.
pub(super) async fn choose(
    request: PersonRequest,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let applying = match request.applying().await? {
        Ok(applying) => applying,
        Err(filed) => return Ok(filed),
    };
    let Applying {
        request,
        application,
    } = &applying;
    let case = posted.text("case").to_owned();
    let chosen = request.change(move |tx, cx, id| choose_case(tx, cx, id, &case));
    match chosen.await {
        Ok(_) => Ok(request.to_step(&WizardStep::Papers)),
        Err(Error::Invalid { field, .. }) => {
            let mut faults = Faults::default();
            faults.add(field, request.frame().t("apply.papers.choose_case"));
            page_with_faults(&PapersPage::new(request, application, faults))
        }
        Err(other) => Err(other.into()),
    }
}
