//! The steps of an application as pages: their addresses, and how they are called.

use crate::dossiers::{OpenDraft, WizardStep};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::speech::Words;
use crate::web::{Step, StepState};

const SECTIONS: &str = "to-khai/";
const PAPERS: &str = "giay-to";
const DELIVERY: &str = "nhan-ket-qua";
/// The page of the last step; also what an address says that leads back there.
pub const REVIEW: &str = "kiem-tra";

/// The address of a step's page.
pub fn path(id: DossierId, step: &WizardStep) -> String {
    paths::below(id, &target(step))
}

/// The address of a step's page below its application's.
pub fn target(step: &WizardStep) -> String {
    match step {
        WizardStep::Section(key) => format!("{SECTIONS}{key}"),
        WizardStep::Papers => PAPERS.to_owned(),
        WizardStep::ResultDelivery => DELIVERY.to_owned(),
        WizardStep::Review => REVIEW.to_owned(),
    }
}

/// The step that a form names, if the application has it.
pub fn step_at(application: &OpenDraft, target_named: &str) -> Option<WizardStep> {
    let steps = application.steps();
    let mut steps = steps.iter().map(|(step, _)| step);
    steps.find(|step| target(step) == target_named).cloned()
}

/// The page before a step's, as a form names it.
pub fn back(application: &OpenDraft, here: &WizardStep) -> Option<String> {
    application.steps().previous(here).map(target)
}

/// The steps as a page shows them: with those that may still be asked, so that their number does not
/// grow.
pub fn steps(application: &OpenDraft, here: &WizardStep, words: Words) -> Vec<Step> {
    let mut reachable = true;
    let mut passed = false;
    let mut shown = Vec::new();
    for (step, is_done) in application.outline().iter() {
        let is_here = step == here;
        passed |= is_here;
        // Papers and the way of the result have no fault before they were seen.
        let ticked = is_done && (!passed || matches!(step, WizardStep::Section(_)));
        let state = match (is_here, ticked) {
            (true, _) => StepState::Current,
            (false, true) => StepState::Done,
            (false, false) => StepState::Ahead,
        };
        shown.push(Step {
            label: label(application, step, words),
            target: (reachable && !is_here).then(|| target(step)),
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
