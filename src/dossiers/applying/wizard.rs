//! The way of an application, step by step: sections of the form, papers, how the result comes, check
//! your answers. A step cannot be reached before those ahead of it are done.

/// A step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WizardStep {
    /// A section of the form, by its key.
    Section(String),
    Papers,
    /// How the result should come.
    ResultDelivery,
    /// Check your answers; done by filing.
    Review,
}

/// The steps of one application in order, and which of them are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WizardSteps(pub(super) Vec<(WizardStep, bool)>);

impl WizardSteps {
    /// Every step with whether it is done.
    pub fn iter(&self) -> impl Iterator<Item = (&WizardStep, bool)> {
        self.0.iter().map(|(step, is_done)| (step, *is_done))
    }

    /// The first step where something is left to do.
    pub fn first_open(&self) -> &WizardStep {
        let mut open = self.iter().filter(|(_, is_done)| !is_done);
        open.next().map_or(&WizardStep::Review, |(step, _)| step)
    }

    /// Whether everything before this step is done, and there is such a step.
    pub fn is_reached(&self, step: &WizardStep) -> bool {
        let mut before = self.iter().take_while(|(other, _)| *other != step);
        before.all(|(_, is_done)| is_done) && self.iter().any(|(other, _)| other == step)
    }

    /// The step after this one.
    pub fn next(&self, step: &WizardStep) -> &WizardStep {
        let mut rest = self.iter().skip_while(|(other, _)| *other != step);
        rest.nth(1).map_or(&WizardStep::Review, |(next, _)| next)
    }

    /// The step before this one.
    pub fn previous(&self, step: &WizardStep) -> Option<&WizardStep> {
        let before = self.iter().take_while(|(other, _)| *other != step);
        before.last().map(|(previous, _)| previous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(done: [bool; 3]) -> WizardSteps {
        let [section, papers, delivery] = done;
        WizardSteps(vec![
            (WizardStep::Section("a".into()), section),
            (WizardStep::Papers, papers),
            (WizardStep::ResultDelivery, delivery),
            (WizardStep::Review, false),
        ])
    }

    #[test]
    fn a_step_is_reached_when_all_before_it_are_done() {
        let steps = steps([true, false, true]);
        assert_eq!(steps.first_open(), &WizardStep::Papers);
        assert!(steps.is_reached(&WizardStep::Papers));
        assert!(!steps.is_reached(&WizardStep::ResultDelivery));
        assert!(!steps.is_reached(&WizardStep::Section("b".into())));
    }

    #[test]
    fn steps_follow_each_other() {
        let steps = steps([true; 3]);
        assert_eq!(steps.first_open(), &WizardStep::Review);
        assert_eq!(steps.next(&WizardStep::Papers), &WizardStep::ResultDelivery);
        assert_eq!(steps.next(&WizardStep::Review), &WizardStep::Review);
        let first = WizardStep::Section("a".into());
        assert_eq!(steps.previous(&WizardStep::Papers), Some(&first));
        assert_eq!(steps.previous(&first), None);
    }
}
