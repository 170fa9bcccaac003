//! Units of an agency that dossiers are handed to, and their names.

use std::fmt;
use std::str::FromStr;

use crate::kernel::{HandlingUnitId, fold};

/// A unit that dossiers can be handed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlingUnit {
    pub id: HandlingUnitId,
    pub name: String,
}

/// A unit's name, with single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName(String);

/// Why a text is not such a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnitNameError {
    /// Nothing was typed.
    #[error("no name")]
    Empty,
    /// It has no word of two letters: people read it on their dossier, and "0" tells them nothing.
    #[error("no word of two letters")]
    NoName,
    /// It does not fit into a line.
    #[error("{found} characters instead of at most {MAX_LENGTH}")]
    TooLong {
        /// How many characters were typed.
        found: usize,
    },
}

/// The longest name, in characters.
const MAX_LENGTH: usize = 120;

impl UnitName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a reader would take it for `other`.
    pub(super) fn reads_like(&self, other: &str) -> bool {
        fold(&self.0) == fold(other)
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UnitName {
    type Err = UnitNameError;

    fn from_str(text: &str) -> Result<Self, UnitNameError> {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let name = words.join(" ");
        if name.is_empty() {
            return Err(UnitNameError::Empty);
        }
        let is_word = |word: &str| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
        if !name.split(' ').any(is_word) {
            return Err(UnitNameError::NoName);
        }
        match name.chars().count() {
            found if found > MAX_LENGTH => Err(UnitNameError::TooLong { found }),
            _ => Ok(Self(name)),
        }
    }
}

/// Why nothing was done to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitRefusal {
    /// Only a manager of the agency or an operator orders its units.
    NotYours,
    /// The agency has no such unit, or no longer.
    NoUnit,
    /// The text is no name.
    Name(UnitNameError),
    /// Another unit of the agency is called so.
    Taken,
}

impl UnitRefusal {
    /// The refusal's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotYours => "not_yours",
            Self::NoUnit => "no_unit",
            Self::Name(UnitNameError::Empty) => "empty",
            Self::Name(UnitNameError::NoName) => "no_name",
            Self::Name(UnitNameError::TooLong { .. }) => "too_long",
            Self::Taken => "taken",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_tidied_and_compared_as_they_read() {
        let name: UnitName = "  Bộ phận\tTư pháp\u{0}– Hộ  tịch ".parse().unwrap();
        assert_eq!(name.as_str(), "Bộ phận Tư pháp – Hộ tịch");
        assert!(name.reads_like("bộ phận tư pháp, hộ tịch"));
        assert!(!name.reads_like("Bộ phận Địa chính"));
        assert_eq!(" \t ".parse::<UnitName>(), Err(UnitNameError::Empty));
        for text in ["0", " – ", "<b>", "12/3", "B 1"] {
            assert_eq!(
                text.parse::<UnitName>(),
                Err(UnitNameError::NoName),
                "{text}"
            );
        }
        for text in ["Tổ 1", "Phòng TN&MT", "Văn phòng (tầng 2)"] {
            assert!(text.parse::<UnitName>().is_ok(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_name_reads_as_it_is_written(text in "\\PC{0,140}") {
            if let Ok(name) = text.parse::<UnitName>() {
                prop_assert!(name.as_str().chars().count() <= MAX_LENGTH);
                prop_assert_eq!(name.as_str().parse(), Ok(name.clone()));
            }
        }
    }
}
