//! The steps of an application as pages: their addresses, and how they are called.

use crate::dossiers::{OpenDraft, WizardStep};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::speech::Words;
use crate::web::{Step, StepState};

/// The address of a step's page.
pub fn path(id: DossierId, step: &WizardStep) -> String {
    match step {
        WizardStep::Section(key) => paths::section(id, key),
        WizardStep::Papers => paths::below(id, "giay-to"),
        WizardStep::ResultDelivery => paths::below(id, "nhan-ket-qua"),
        WizardStep::Review => paths::below(id, "kiem-tra"),
    }
}

/// The address of the page before a step's, in the language of the page.
pub fn back(application: &OpenDraft, here: &WizardStep, words: Words) -> Option<String> {
    let steps = application.steps();
    let previous = steps.previous(here)?;
    Some(words.locale().path(&path(application.draft.id, previous)))
}

/// The steps as a page shows them.
pub fn steps(application: &OpenDraft, here: &WizardStep, words: Words) -> Vec<Step> {
    let mut reachable = true;
    let mut passed = false;
    let mut shown = Vec::new();
    for (step, is_done) in application.steps().iter() {
        let is_here = step == here;
        passed |= is_here;
        // Papers and the way of the result have no fault before they were seen.
        let ticked = is_done && (!passed || matches!(step, WizardStep::Section(_)));
        let state = match (is_here, ticked) {
            (true, _) => StepState::Current,
            (false, true) => StepState::Done,
            (false, false) => StepState::Ahead,
        };
        let address = path(application.draft.id, step);
        shown.push(Step {
            label: label(application, step, words),
            href: (reachable && !is_here).then(|| words.locale().path(&address)),
            state,
        });
        reachable &= is_done;
    }
    shown
}

fn label(application: &OpenDraft, step: &WizardStep, words: Words) -> String {
    match step {
        WizardStep::Section(key) => application.form.section(key).map_or_else(
            || key.clone(),
            |section| section.title.text(words).to_owned(),
        ),
        WizardStep::Papers => words.t("apply.step.papers").to_owned(),
        WizardStep::ResultDelivery => words.t("apply.step.delivery").to_owned(),
        WizardStep::Review => words.t("apply.step.review").to_owned(),
    }
}
