//! One section of the declaration form a page. What validates is saved with every press of a
//! button, also when something else on the page does not.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::{Application, already_filed, find};
use super::wizard::{self, WizardPage};
use crate::catalogue::CatalogueCache;
use crate::dossiers::{DraftChange, save_draft};
use crate::forms::{Answers, SectionView, SummaryView, Typed, error_summary, validate};
use crate::portal::paths;
use crate::web::{
    Environment, Frame, PageError, Posted, SignedIn, Step, page as answer, page_with_faults,
    see_other, see_other_saying,
};

/// The button that saves and goes away.
const LEAVE: &str = "_leave";

#[derive(Template)]
#[template(path = "portal/apply/section.html")]
struct SectionPage<'a> {
    frame: Frame,
    application: &'a Application,
    steps: Vec<Step>,
    view: SectionView,
    summary: Option<SummaryView>,
    back: Option<String>,
}

impl<'a> SectionPage<'a> {
    fn new(
        frame: Frame,
        application: &'a Application,
        page_of: &WizardPage,
        view: SectionView,
        summary: Option<SummaryView>,
    ) -> Self {
        let back = wizard::previous(application, page_of);
        Self {
            steps: wizard::steps(application, page_of, frame.words),
            back: back.map(|page_of| frame.path(&page_of.path(application))),
            frame,
            application,
            view,
            summary,
        }
    }
}

/// The first page where something is left to do.
pub(super) async fn first(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    Ok(wizard::to_first_open(&request, &application))
}

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (id, step) = path.into_inner();
    let Some(application) = find(&env, &cache, &viewer.0, &id).await? else {
        return Ok(already_filed(&request, &id));
    };
    let page_of = WizardPage::Section(step.clone());
    let section = application.form.section(&step).ok_or(PageError::NotFound)?;
    if !wizard::may_open(&application, &page_of) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    let frame = Frame::of(&request);
    let context = application.context();
    let typed = Typed::opening(section, &application.answers, &context);
    let view = SectionView::new(
        &application.form,
        section,
        &application.answers,
        &typed,
        &[],
        &context,
        &frame.words,
    );
    answer(&SectionPage::new(frame, &application, &page_of, view, None))
}

pub(super) async fn save(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let (id, step) = path.into_inner();
    let Some(mut application) = find(&env, &cache, &viewer.0, &id).await? else {
        return Ok(already_filed(&request, &id));
    };
    let page_of = WizardPage::Section(step.clone());
    let section = application
        .form
        .section(&step)
        .cloned()
        .ok_or(PageError::NotFound)?;
    if !wizard::may_open(&application, &page_of) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    let typed = Typed::from_pairs(&section, posted.pairs());
    let wants_rows = typed.wants_rows().is_some();
    let outcome = validate(
        &application.form,
        &section,
        typed,
        &application.answers,
        &application.context(),
    );
    application.draft = store(&env, &application, &outcome.answers).await?;
    application.answers = outcome.answers;
    if posted.has(LEAVE) {
        return Ok(see_other_saying(
            &request,
            &env,
            paths::DOSSIERS,
            "apply.notice.saved",
        ));
    }
    if outcome.errors.is_empty() && !wants_rows {
        return Ok(see_other(
            &request,
            &wizard::next(&application, &page_of).path(&application),
        ));
    }
    let frame = Frame::of(&request);
    // Asking for another row is no mistake, and nothing is said about what is not typed yet.
    let errors = if wants_rows { &[][..] } else { &outcome.errors };
    let view = SectionView::new(
        &application.form,
        &section,
        &application.answers,
        &outcome.typed,
        errors,
        &application.context(),
        &frame.words,
    );
    let summary = error_summary(&application.form, errors, &frame.words);
    let shown = SectionPage::new(frame, &application, &page_of, view, summary);
    if wants_rows {
        answer(&shown)
    } else {
        page_with_faults(&shown)
    }
}

async fn store(
    env: &Environment,
    application: &Application,
    answers: &Answers,
) -> Result<crate::dossiers::Draft, PageError> {
    let document = answers.to_document().map_err(PageError::internal)?;
    let change = DraftChange::Answers(document);
    let (account, id) = (application.account.id, application.draft.id);
    let moment = env.moment();
    let saved = env
        .storage
        .writing(move |tx| save_draft(tx, &moment, account, id, &change))
        .await?;
    Ok(saved)
}
