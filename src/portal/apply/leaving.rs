//! Leaving a page of an application by its buttons. Without script a link would lose what is typed, so
//! whatever leads away posts the form first: it is kept as it is, and then the browser goes on.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::wizard::{self, REVIEW};
use crate::dossiers::{OpenDraft, WizardStep};
use crate::portal::paths;
use crate::portal::person_request::PersonRequest;

/// The button that saves and goes to the list of applications.
const LEAVE: &str = "_leave";
/// The button that goes to the page that it names.
const GO: &str = "_go";
/// The button that goes to the same page in the other language.
pub(super) const LANGUAGE: &str = "_language";
/// What the query of a page says that was opened to change one answer, and leads back.
const RETURN: &str = "ve";

/// Where a post leads that does not go on.
pub(super) enum Leaving {
    /// To the list of applications.
    ToList,
    /// To another step.
    To(WizardStep),
    /// To this page in the other language.
    ToOtherLanguage,
}

/// Whether a button was pressed that does not go on.
pub(super) fn leaves<'a>(value: impl Fn(&str) -> Option<&'a str>) -> bool {
    [LANGUAGE, GO, LEAVE]
        .iter()
        .any(|button| value(button).is_some())
}

/// What the pressed button wants, unless it goes on. `value` gives what a field of the post says.
pub(super) fn leaving<'a>(
    application: &OpenDraft,
    value: impl Fn(&str) -> Option<&'a str>,
) -> Option<Leaving> {
    if value(LANGUAGE).is_some() {
        return Some(Leaving::ToOtherLanguage);
    }
    if let Some(target) = value(GO) {
        let first = application.steps().first_open().clone();
        let step = wizard::step_at(application, target.trim());
        return Some(Leaving::To(step.unwrap_or(first)));
    }
    value(LEAVE).map(|_| Leaving::ToList)
}

impl PersonRequest {
    /// Sends the browser where a button wants it.
    pub(super) fn leave(&self, to: &Leaving) -> HttpResponse {
        match to {
            Leaving::ToList => self.to_saying(paths::DOSSIERS, "apply.notice.saved"),
            Leaving::To(step) => self.to_step(step),
            Leaving::ToOtherLanguage => to_address(self.frame().other_language()),
        }
    }

    /// Sends the browser to a page of this application in the other language.
    pub(super) fn to_other_language(&self, page: &str) -> HttpResponse {
        let other = self.words().locale().other();
        to_address(other.path(&paths::below(self.id, page)))
    }

    /// Whether the page was opened from the last look at everything, to change one answer.
    pub(super) fn is_change(&self) -> bool {
        self.query(RETURN).as_deref() == Some(REVIEW)
    }

    /// Sends the browser on after a step is done: to the next one; from a page that was opened to
    /// change an answer back to the last look at everything, or first to what the change asks for.
    pub(super) fn on_from(&self, application: &OpenDraft, step: &WizardStep) -> HttpResponse {
        let steps = application.steps();
        if !self.is_change() {
            return self.to_step(steps.next(step));
        }
        match steps.first_open() {
            WizardStep::Review => self.to_step(&WizardStep::Review),
            open => self.stay_at(open),
        }
    }

    /// Sends the browser to a step that leads where the page does that was posted.
    pub(super) fn stay_at(&self, step: &WizardStep) -> HttpResponse {
        let path = wizard::path(self.id, step);
        match self.is_change() {
            true => self.to(&format!("{path}{}", change_query())),
            false => self.to(&path),
        }
    }
}

fn to_address(address: String) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// The query of a page that is opened to change an answer.
pub(super) fn change_query() -> String {
    format!("?{RETURN}={REVIEW}")
}
