//! One section of the declaration form a page. What validates is saved with every press of a
//! button, also when something else on the page does not.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::applying::Applying;
use super::wizard;
use crate::dossiers::{Error, OpenDraft, PostedSection, SavedSection, WizardStep, save_section};
use crate::forms::{Review, ReviewView, SectionView, SummaryView, Typed, error_summary};
use crate::portal::paths;
use crate::portal::person_request::PersonRequest;
use crate::speech::Words;
use crate::web::{
    Frame, PageError, Posted, Step, page as answer, page_with_status, see_other_saying,
};

/// The button that saves and goes away.
const LEAVE: &str = "_leave";
/// The version of the draft that the page shows.
const VERSION: &str = "_version";

#[derive(Template)]
#[template(path = "portal/apply/section.html")]
struct SectionPage<'a> {
    frame: Frame,
    application: &'a OpenDraft,
    steps: Vec<Step>,
    view: SectionView,
    summary: Option<SummaryView>,
    /// What was saved elsewhere meanwhile, as HTML.
    overwritten: Option<String>,
    back: Option<String>,
}

impl<'a> SectionPage<'a> {
    fn new(
        frame: Frame,
        application: &'a OpenDraft,
        step: &WizardStep,
        view: SectionView,
        summary: Option<SummaryView>,
    ) -> Self {
        Self {
            steps: wizard::steps(application, step, frame.words),
            back: wizard::back(application, step, frame.words),
            frame,
            application,
            view,
            summary,
            overwritten: None,
        }
    }
}

/// The first page where something is left to do.
pub(super) async fn first(applying: Applying) -> HttpResponse {
    let steps = applying.application.steps();
    applying.request.to_step(steps.first_open())
}

pub(super) async fn page(
    applying: Applying,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (_, key) = path.into_inner();
    let application = &applying.application;
    let section = application.form.section(&key).ok_or(PageError::NotFound)?;
    let step = WizardStep::Section(key.clone());
    if let Some(elsewhere) = applying.elsewhere(&step) {
        return Ok(elsewhere);
    }
    let frame = applying.request.frame();
    let context = application.context();
    let typed = Typed::opening(section, &application.answers, &context);
    let view = SectionView::new(
        &application.form,
        section,
        &application.answers,
        &typed,
        &[],
        &context,
        frame.words,
    );
    answer(&SectionPage::new(frame, application, &step, view, None))
}

pub(super) async fn save(
    request: PersonRequest,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let (_, key) = path.into_inner();
    let applying = match request.applying().await? {
        Ok(applying) => applying,
        Err(filed) => return Ok(filed),
    };
    let request = &applying.request;
    let post = PostedSection {
        key: key.clone(),
        pairs: posted.pairs().to_vec(),
        // A page that does not say what it showed has seen nothing.
        seen: posted.text(VERSION).parse().unwrap_or(0),
    };
    let saved = request.change(move |tx, cx, id| save_section(tx, cx, id, &post));
    let saved = match saved.await {
        Ok(saved) => saved,
        Err(Error::Incomplete { step, .. }) => return Ok(request.to_step(&step)),
        Err(other) => return Err(other.into()),
    };
    let step = WizardStep::Section(key.clone());
    let wants_rows = saved.outcome.typed.wants_rows().is_some();
    if saved.overwritten.is_empty() && posted.has(LEAVE) {
        let notice = "apply.notice.saved";
        return Ok(see_other_saying(
            &request.http,
            &request.env,
            paths::DOSSIERS,
            notice,
        ));
    }
    if saved.overwritten.is_empty() && saved.outcome.errors.is_empty() && !wants_rows {
        return Ok(request.to_step(saved.application.steps().next(&step)));
    }
    again(request.frame(), &saved, &key)
}

/// The page as it was typed: with its faults, with another row, or with what was saved elsewhere.
fn again(frame: Frame, saved: &SavedSection, key: &str) -> Result<HttpResponse, PageError> {
    let (application, outcome) = (&saved.application, &saved.outcome);
    let section = application.form.section(key).ok_or(PageError::NotFound)?;
    let wants_rows = outcome.typed.wants_rows().is_some();
    // Asking for another row is no mistake, and nothing is said about what is not typed yet.
    let errors = if wants_rows { &[][..] } else { &outcome.errors };
    let view = SectionView::new(
        &application.form,
        section,
        &outcome.answers,
        &outcome.typed,
        errors,
        &application.context(),
        frame.words,
    );
    let summary = error_summary(&application.form, errors, frame.words);
    let overwritten = overwritten(saved, frame.words)?;
    let status = match (&overwritten, wants_rows) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let step = WizardStep::Section(key.to_owned());
    let shown = SectionPage {
        overwritten,
        ..SectionPage::new(frame, application, &step, view, summary)
    };
    page_with_status(status, &shown)
}

/// The stored answers that the post would have overwritten.
fn overwritten(saved: &SavedSection, words: Words) -> Result<Option<String>, PageError> {
    if saved.overwritten.is_empty() {
        return Ok(None);
    }
    let mut review = Review::new(&saved.application.form, &saved.application.answers, words);
    for section in &mut review.sections {
        let rows = &mut section.rows;
        rows.retain(|row| saved.overwritten.contains(&row.key));
        for row in rows {
            row.control = None;
        }
    }
    review.sections.retain(|section| !section.rows.is_empty());
    let html = ReviewView::new(&review, None, words).render();
    html.map(Some).map_err(PageError::internal)
}
