//! Check your answers: everything that will be filed, with a link to change each.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::applying::Applying;
use super::wizard;
use crate::dossiers::{Attachment, OTHER_PAPERS, OpenDraft, WizardStep};
use crate::forms::{Review, ReviewView};
use crate::portal::paths;
use crate::portal::services::Costs;
use crate::web::{Faults, Frame, PageError, Step, page_with_status};

#[derive(Template)]
#[template(path = "portal/apply/review.html")]
struct ReviewPage<'a> {
    frame: Frame,
    application: &'a OpenDraft,
    steps: Vec<Step>,
    answers: String,
    costs: Costs,
    faults: Faults,
    has_changed: bool,
}

impl ReviewPage<'_> {
    fn paper_name(&self, paper: &Attachment) -> &str {
        self.application
            .papers
            .name_of(&paper.component)
            .unwrap_or_default()
    }

    fn is_other(&self, paper: &Attachment) -> bool {
        paper.component == OTHER_PAPERS
    }

    fn change(&self, page: &str) -> String {
        self.frame
            .path(&paths::below(self.application.draft.id, page))
    }

    fn case(&self) -> Option<&str> {
        let case = self
            .application
            .papers
            .case(self.application.draft.case.as_deref()?)?;
        Some(&case.name)
    }
}

pub(super) async fn page(applying: Applying) -> Result<HttpResponse, PageError> {
    if let Some(elsewhere) = applying.elsewhere(&WizardStep::Review) {
        return Ok(elsewhere);
    }
    show(&applying, Faults::default(), StatusCode::OK)
}

/// The page with this status; at 409 it says that the answers changed meanwhile.
pub(super) fn show(
    applying: &Applying,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse, PageError> {
    let (frame, application) = (applying.request.frame(), &applying.application);
    let review = Review::to_change(
        &application.form,
        &application.answers,
        &application.context(),
        frame.words,
    );
    let change = frame.path(&paths::below(application.draft.id, "to-khai"));
    let answers = ReviewView::new(&review, Some(&change), frame.words)
        .render()
        .map_err(PageError::internal)?;
    let shown = ReviewPage {
        steps: wizard::steps(application, &WizardStep::Review, frame.words),
        answers,
        costs: Costs::of(
            frame.words,
            &application.procedure,
            Some(&application.service),
            applying.request.cx.now().vietnam_date(),
        ),
        faults,
        has_changed: status == StatusCode::CONFLICT,
        frame,
        application,
    };
    page_with_status(status, &shown)
}
