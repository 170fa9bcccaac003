//! The list of steps that a form of several pages shows.

/// Where a step lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind: done, and can be opened again.
    Done,
    /// The page that is open.
    Current,
    Ahead,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub label: String,
    /// What the form of the page says to go there, if it may be opened: a link would leave behind
    /// what was typed.
    pub target: Option<String>,
    /// Where it lies.
    pub state: StepState,
}

impl Step {
    pub fn is_done(&self) -> bool {
        self.state == StepState::Done
    }

    /// Its page is open.
    pub fn is_current(&self) -> bool {
        self.state == StepState::Current
    }
}
