//! One section of the declaration form a page. What validates is saved with every press of a
//! button, also when something else on the page does not; what does not is kept as it was typed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::applying::{Applying, Surroundings};
use super::leaving::leaving;
use crate::dossiers::{Error, OpenDraft, PostedSection, SavedSection, WizardStep, save_section};
use crate::forms::{Review, ReviewView, SectionView, SummaryView, Typed, error_summary};
use crate::portal::person_request::PersonRequest;
use crate::speech::Words;
use crate::web::{Frame, PageError, Posted, page as answer, page_with_status};

/// The version of the draft that the page shows.
const VERSION: &str = "_version";

#[derive(Template)]
#[template(path = "portal/apply/section.html")]
struct SectionPage<'a> {
    frame: Frame,
    application: &'a OpenDraft,
    around: Surroundings,
    view: SectionView,
    summary: Option<SummaryView>,
    /// What was saved elsewhere meanwhile, as HTML.
    overwritten: Option<String>,
}

/// The most papers that are named beside the questions.
const MOST_NAMED: usize = 6;

impl SectionPage<'_> {
    /// The papers that will be asked for after the form.
    fn needed(&self) -> Vec<&str> {
        let papers = self.application.papers.common.iter();
        let asked = papers.filter(|paper| paper.is_asked && !paper.is_rare);
        asked
            .take(MOST_NAMED)
            .map(|paper| paper.name.as_str())
            .collect()
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
    answer(&SectionPage {
        around: applying.surroundings(&step),
        frame,
        application,
        view,
        summary: None,
        overwritten: None,
    })
}

pub(super) async fn save(
    request: PersonRequest,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let (_, key) = path.into_inner();
    let Applying { request, .. } = match request.applying().await? {
        Ok(applying) => applying,
        Err(filed) => return Ok(filed),
    };
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
    if saved.overwritten.is_empty() {
        let pressed = |name: &str| posted.has(name).then(|| posted.text(name));
        if let Some(to) = leaving(&saved.application, pressed) {
            return Ok(request.leave(&to));
        }
        let step = WizardStep::Section(key.clone());
        let wants_rows = saved.outcome.typed.wants_rows().is_some();
        if saved.outcome.errors.is_empty() && !wants_rows {
            return Ok(request.on_from(&saved.application, &step));
        }
    }
    again(request, saved, &key)
}

/// The page as it was typed: with its faults, with another row, or with what was saved elsewhere.
fn again(
    request: PersonRequest,
    saved: SavedSection,
    key: &str,
) -> Result<HttpResponse, PageError> {
    let frame = request.frame();
    let overwritten = overwritten(&saved, frame.words)?;
    let outcome = saved.outcome;
    let applying = Applying {
        request,
        application: saved.application,
    };
    let application = &applying.application;
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
    let status = match (&overwritten, wants_rows) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = SectionPage {
        around: applying.surroundings(&WizardStep::Section(key.to_owned())),
        frame,
        application,
        view,
        summary,
        overwritten,
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
