//! Check your answers: everything that will be filed, with a link to change each.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::{Application, already_filed, find};
use super::wizard::{self, WizardPage};
use crate::catalogue::CatalogueCache;
use crate::dossiers::{Attachment, OTHER_PAPERS};
use crate::forms::{Review, ReviewView};
use crate::portal::services::Costs;
use crate::web::{
    Environment, Faults, Frame, PageError, SignedIn, Step, page as answer, page_with_status,
};

#[derive(Template)]
#[template(path = "portal/apply/review.html")]
struct ReviewPage<'a> {
    frame: Frame,
    application: &'a Application,
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
        self.frame.path(&self.application.below(page))
    }

    fn case(&self) -> Option<&str> {
        let case = self
            .application
            .papers
            .case(self.application.draft.case.as_deref()?)?;
        Some(&case.name)
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
    if !wizard::may_open(&application, &WizardPage::Review) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    show(&request, &application, Faults::default(), StatusCode::OK)
}

/// The page with this status; at 409 it says that the answers changed meanwhile.
pub(super) fn show(
    request: &HttpRequest,
    application: &Application,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(request);
    let review = Review::to_change(
        &application.form,
        &application.answers,
        &application.context(),
        &frame.words,
    );
    let change = frame.path(&application.below("to-khai"));
    let answers = ReviewView::new(&review, Some(&change), &frame.words)
        .render()
        .map_err(PageError::internal)?;
    let shown = ReviewPage {
        steps: wizard::steps(application, &WizardPage::Review, frame.words),
        answers,
        costs: Costs::of(
            frame.words,
            &application.procedure,
            Some(&application.service),
            application.now.vietnam_date(),
        ),
        faults,
        has_changed: status == StatusCode::CONFLICT,
        frame,
        application,
    };
    if status == StatusCode::OK {
        answer(&shown)
    } else {
        page_with_status(status, &shown)
    }
}
