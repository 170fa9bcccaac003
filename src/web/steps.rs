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
    /// Its page, if it may be opened.
    pub href: Option<String>,
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
