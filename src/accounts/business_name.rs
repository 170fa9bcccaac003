//! Names of businesses.

use std::fmt;
use std::str::FromStr;

/// A business's full name as it stands in its certificate, with single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessName(String);

/// Why a text is not such a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BusinessNameError {
    /// Nothing was typed.
    #[error("no name")]
    Empty,
    /// No letter in it (Law on Enterprises 2020, article 37: letters, digits and signs).
    #[error("no letter in the name")]
    NoLetter,
    /// A control character, which no name has.
    #[error("a control character in the name")]
    Control,
    /// It is longer than any registered name.
    #[error("{found} characters instead of at most {MAX_LENGTH}")]
    TooLong {
        /// How many characters were typed.
        found: usize,
    },
}

impl BusinessNameError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "business_name.empty",
            Self::NoLetter => "business_name.no_letter",
            Self::Control => "business_name.control",
            Self::TooLong { .. } => "business_name.too_long",
        }
    }
}

const MAX_LENGTH: usize = 250;

impl BusinessName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BusinessName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BusinessName {
    type Err = BusinessNameError;

    fn from_str(text: &str) -> Result<Self, BusinessNameError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(BusinessNameError::Empty);
        }
        if name.chars().any(char::is_control) {
            return Err(BusinessNameError::Control);
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(BusinessNameError::NoLetter);
        }
        match name.chars().count() {
            found if found > MAX_LENGTH => Err(BusinessNameError::TooLong { found }),
            _ => Ok(Self(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spaced_once() {
        let name: BusinessName = "  Công ty  TNHH 1 thành viên A&B\t".parse().unwrap();
        assert_eq!(name.as_str(), "Công ty TNHH 1 thành viên A&B");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<BusinessName>().unwrap_err();
        assert_eq!(error("  "), BusinessNameError::Empty);
        assert_eq!(error("123 & 4"), BusinessNameError::NoLetter);
        assert_eq!(error("A\u{0}B"), BusinessNameError::Control);
        assert_eq!(
            error(&"a".repeat(251)),
            BusinessNameError::TooLong { found: 251 }
        );
    }
}
