//! How good or bad a thing is that a tag, a notice or a step of a trail says. Colour never stands
//! alone (WCAG 1.4.1): the words beside it say the same.

/// The tone of a tag or notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Nothing to be glad or worried about.
    #[default]
    Plain,
    /// For your knowledge.
    Info,
    /// It went well.
    Good,
    /// Something is asked of you.
    Warn,
    /// It went wrong.
    Bad,
}

impl Tone {
    /// The suffix of the style's class: `tag--good`, `notice--good`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}
