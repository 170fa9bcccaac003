//! How far a fact may be trusted. A page says so beside the fact; what is not verified is never
//! shown as law.

use std::str::FromStr;

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

    /// Whether it is what a file need not say.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The text is not the name of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a status is verified, derived, third_party, general_knowledge or missing")]
pub struct FactStatusError;

impl FromStr for FactStatus {
    type Err = FactStatusError;

    fn from_str(text: &str) -> Result<Self, FactStatusError> {
        match text {
            "verified" => Ok(Self::Verified),
            "derived" => Ok(Self::Derived),
            "third_party" => Ok(Self::ThirdParty),
            "general_knowledge" => Ok(Self::GeneralKnowledge),
            "missing" => Ok(Self::Missing),
            _ => Err(FactStatusError),
        }
    }
}

/// Whether the text was cut when it was gathered; the rest is in the official database only.
pub fn is_cut(text: &str) -> bool {
    text.trim_end().ends_with('…')
}
