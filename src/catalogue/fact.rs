//! How far a fact may be trusted. A page says so beside the fact; what is not verified is never
//! shown as law.

use serde::{Deserialize, Serialize};

/// Where a fact was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactStatus {
    /// In the national portal's own data, or on an agency's official page.
    #[default]
    Verified,
    /// Follows from verified facts beside it, as a number in a series, but was not itself seen.
    Derived,
    /// In a public repository or in the press, or read back from official text by a machine that
    /// may have joined or misnumbered lines.
    ThirdParty,
    /// In no source that was read; to be checked before it is relied on.
    GeneralKnowledge,
    /// Not known.
    Missing,
}

impl FactStatus {
    /// Whether a page shows the fact without a remark.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Verified)
    }

    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether the text was cut when it was gathered; the rest is in the official database only.
pub fn is_cut(text: &str) -> bool {
    text.trim_end().ends_with('…')
}
