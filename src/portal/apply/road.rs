//! The way of an application, page by page: sections of the form, papers, how the result comes,
//! check your answers. A page cannot be reached by typing its address early.

use actix_web::{HttpRequest, HttpResponse};

use super::application::Application;
use crate::forms::{Journey, Words as _};
use crate::portal::paths;
use crate::web::{Step, StepState, Words, see_other};

/// A page of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A section of the form, by its key.
    Section(String),
    /// The papers.
    Papers,
    /// How the result should come.
    Handover,
    /// Check your answers.
    Review,
}

impl Stop {
    /// Its address in the application.
    pub fn path(&self, application: &Application) -> String {
        match self {
            Self::Section(key) => paths::section(application.draft.id, key),
            Self::Papers => application.below("giay-to"),
            Self::Handover => application.below("nhan-ket-qua"),
            Self::Review => application.below("kiem-tra"),
        }
    }
}

/// Every page, in order.
pub fn stops(application: &Application) -> Vec<Stop> {
    let context = application.context();
    let journey = Journey::new(&application.form, &application.answers, &context);
    let sections = journey
        .sections()
        .map(|section| Stop::Section(section.key.clone()));
    sections
        .chain([Stop::Papers, Stop::Handover, Stop::Review])
        .collect()
}

/// Sends on to the first page where something is left to do.
pub fn to_first_open(request: &HttpRequest, application: &Application) -> HttpResponse {
    let first_open = stops(application)
        .into_iter()
        .find(|stop| !is_done(application, stop))
        .unwrap_or(Stop::Review);
    see_other(request, &first_open.path(application))
}

/// Whether everything before this page is done, and there is such a page.
pub fn may_open(application: &Application, stop: &Stop) -> bool {
    let stops = stops(application);
    stops.contains(stop)
        && stops
            .iter()
            .take_while(|before| *before != stop)
            .all(|before| is_done(application, before))
}

/// The page after this one.
pub fn next(application: &Application, stop: &Stop) -> Stop {
    let stops = stops(application).into_iter();
    stops
        .skip_while(|other| other != stop)
        .nth(1)
        .unwrap_or(Stop::Review)
}

/// The page before this one.
pub fn previous(application: &Application, stop: &Stop) -> Option<Stop> {
    stops(application)
        .into_iter()
        .take_while(|other| other != stop)
        .last()
}

fn is_done(application: &Application, stop: &Stop) -> bool {
    match stop {
        Stop::Section(key) => {
            let context = application.context();
            let journey = Journey::new(&application.form, &application.answers, &context);
            journey
                .section(key)
                .is_some_and(|section| journey.is_complete(section))
        }
        Stop::Papers => application.has_required_papers(),
        Stop::Handover => application.has_handover(),
        Stop::Review => false,
    }
}

/// The steps as a page shows them.
pub fn steps(application: &Application, here: &Stop, words: Words) -> Vec<Step> {
    let mut reachable = true;
    let mut passed = false;
    let mut steps = Vec::new();
    for stop in stops(application) {
        let is_here = stop == *here;
        passed |= is_here;
        let done = is_done(application, &stop);
        // Papers and the way of the result have no fault before they were seen.
        let ticked = done && (!passed || matches!(stop, Stop::Section(_)));
        let state = match (is_here, ticked) {
            (true, _) => StepState::Current,
            (false, true) => StepState::Done,
            (false, false) => StepState::Ahead,
        };
        steps.push(Step {
            label: label(application, &stop, words),
            href: (reachable && !is_here).then(|| words.locale().path(&stop.path(application))),
            state,
        });
        reachable &= done;
    }
    steps
}

fn label(application: &Application, stop: &Stop, words: Words) -> String {
    match stop {
        Stop::Section(key) => application.form.section(key).map_or_else(
            || key.clone(),
            |section| words.of(&section.title).to_owned(),
        ),
        Stop::Papers => words.t("apply.step.papers").to_owned(),
        Stop::Handover => words.t("apply.step.handover").to_owned(),
        Stop::Review => words.t("apply.step.review").to_owned(),
    }
}
