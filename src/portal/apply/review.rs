//! Check your answers: everything that will be filed, with a way to change each that leads back here.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::applying::{Applying, Surroundings};
use super::leaving::change_query;
use crate::dossiers::{Attachment, OTHER_PAPERS, OpenDraft, WizardStep};
use crate::forms::{Review, ReviewView};
use crate::portal::paths;
use crate::portal::services::Costs;
use crate::web::{Faults, Frame, PageError, page_with_status};

#[derive(Template)]
#[template(path = "portal/apply/review.html")]
struct ReviewPage<'a> {
    frame: Frame,
    application: &'a OpenDraft,
    around: Surroundings,
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

    fn below(&self, page: &str) -> String {
        self.frame
            .path(&paths::below(self.application.draft.id, page))
    }

    /// A page that leads back here.
    fn change(&self, page: &str) -> String {
        format!("{}{}", self.below(page), change_query())
    }

    /// Whether the applicant chooses how the result comes.
    fn chooses_delivery(&self) -> bool {
        let steps = self.application.steps();
        let mut steps = steps.iter();
        steps.any(|(step, _)| *step == WizardStep::ResultDelivery)
    }

    fn case(&self) -> Option<&str> {
        let case = self
            .application
            .papers
            .case(self.application.draft.case.as_deref()?)?;
        Some(&case.name)
    }

    /// What filing declares: in the words of the official form, where it has some.
    fn oath(&self) -> &str {
        let own = self.application.form.oath.as_ref();
        own.map_or(self.frame.t("apply.review.agree"), |oath| {
            oath.text(self.frame.words)
        })
    }
}

pub(super) async fn page(applying: Applying) -> Result<HttpResponse, PageError> {
    if let Some(elsewhere) = applying.elsewhere(&WizardStep::Review) {
        return Ok(elsewhere);
    }
    show(&applying, Faults::default(), StatusCode::OK)
}

/// What it costs as it was answered.
fn costs(applying: &Applying, frame: &Frame) -> Costs {
    let (application, cx) = (&applying.application, &applying.request.cx);
    let catalogue = &cx.catalogue;
    let agency = catalogue.agency(application.draft.agency);
    let province = agency.and_then(|agency| catalogue.catalogue.agencies.province_of(agency));
    Costs::of_application(
        frame.words,
        &application.procedure,
        &application.service,
        cx.now().vietnam_date(),
        (province, &application.answers),
    )
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
    let query = change_query();
    let answers = ReviewView::new(&review, Some(&change), frame.words)
        .returning(&query)
        .render()
        .map_err(PageError::internal)?;
    let shown = ReviewPage {
        around: applying.surroundings(&WizardStep::Review),
        answers,
        costs: costs(applying, &frame),
        faults,
        has_changed: status == StatusCode::CONFLICT,
        frame,
        application,
    };
    page_with_status(status, &shown)
}
