//! The way of an application, page by page: sections of the form, papers, how the result comes,
//! check your answers. A page cannot be reached by typing its address early.

use actix_web::{HttpRequest, HttpResponse};

use super::application::Application;
use crate::forms::{Wizard, Words as _};
use crate::portal::paths;
use crate::web::{Step, StepState, Words, see_other};

/// A page of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WizardPage {
    /// A section of the form, by its key.
    Section(String),
    /// The papers.
    Papers,
    /// How the result should come.
    ResultDelivery,
    /// Check your answers.
    Review,
}

impl WizardPage {
    /// Its address in the application.
    pub fn path(&self, application: &Application) -> String {
        match self {
            Self::Section(key) => paths::section(application.draft.id, key),
            Self::Papers => application.below("giay-to"),
            Self::ResultDelivery => application.below("nhan-ket-qua"),
            Self::Review => application.below("kiem-tra"),
        }
    }
}

/// Every page, in order.
pub fn pages(application: &Application) -> Vec<WizardPage> {
    let context = application.context();
    let wizard = Wizard::new(&application.form, &application.answers, &context);
    let sections = wizard
        .sections()
        .map(|section| WizardPage::Section(section.key.clone()));
    sections
        .chain([
            WizardPage::Papers,
            WizardPage::ResultDelivery,
            WizardPage::Review,
        ])
        .collect()
}

/// Sends on to the first page where something is left to do.
pub fn to_first_open(request: &HttpRequest, application: &Application) -> HttpResponse {
    let first_open = pages(application)
        .into_iter()
        .find(|page_of| !is_done(application, page_of))
        .unwrap_or(WizardPage::Review);
    see_other(request, &first_open.path(application))
}

/// Whether everything before this page is done, and there is such a page.
pub fn may_open(application: &Application, page_of: &WizardPage) -> bool {
    let pages = pages(application);
    pages.contains(page_of)
        && pages
            .iter()
            .take_while(|before| *before != page_of)
            .all(|before| is_done(application, before))
}

/// The page after this one.
pub fn next(application: &Application, page_of: &WizardPage) -> WizardPage {
    let pages = pages(application).into_iter();
    pages
        .skip_while(|other| other != page_of)
        .nth(1)
        .unwrap_or(WizardPage::Review)
}

/// The page before this one.
pub fn previous(application: &Application, page_of: &WizardPage) -> Option<WizardPage> {
    pages(application)
        .into_iter()
        .take_while(|other| other != page_of)
        .last()
}

fn is_done(application: &Application, page_of: &WizardPage) -> bool {
    match page_of {
        WizardPage::Section(key) => {
            let context = application.context();
            let wizard = Wizard::new(&application.form, &application.answers, &context);
            wizard
                .section(key)
                .is_some_and(|section| wizard.is_complete(section))
        }
        WizardPage::Papers => application.has_required_papers(),
        WizardPage::ResultDelivery => application.has_delivery(),
        WizardPage::Review => false,
    }
}

/// The steps as a page shows them.
pub fn steps(application: &Application, here: &WizardPage, words: Words) -> Vec<Step> {
    let mut reachable = true;
    let mut passed = false;
    let mut steps = Vec::new();
    for page_of in pages(application) {
        let is_here = page_of == *here;
        passed |= is_here;
        let done = is_done(application, &page_of);
        // Papers and the way of the result have no fault before they were seen.
        let ticked = done && (!passed || matches!(page_of, WizardPage::Section(_)));
        let state = match (is_here, ticked) {
            (true, _) => StepState::Current,
            (false, true) => StepState::Done,
            (false, false) => StepState::Ahead,
        };
        steps.push(Step {
            label: label(application, &page_of, words),
            href: (reachable && !is_here).then(|| words.locale().path(&page_of.path(application))),
            state,
        });
        reachable &= done;
    }
    steps
}

fn label(application: &Application, page_of: &WizardPage, words: Words) -> String {
    match page_of {
        WizardPage::Section(key) => application.form.section(key).map_or_else(
            || key.clone(),
            |section| words.of(&section.title).to_owned(),
        ),
        WizardPage::Papers => words.t("apply.step.papers").to_owned(),
        WizardPage::ResultDelivery => words.t("apply.step.delivery").to_owned(),
        WizardPage::Review => words.t("apply.step.review").to_owned(),
    }
}
