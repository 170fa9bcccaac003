//! The reason that a clerk or operator must give for something that others have to put up with.

use std::fmt;
use std::str::FromStr;

/// A reason in somebody's own words: trimmed, not empty, of at most [`Reason::LONGEST`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// The text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reason of 1 to {} characters must be given", Reason::LONGEST)]
pub struct NoReason;

impl Reason {
    /// The most characters.
    pub const LONGEST: usize = 500;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = NoReason;

    fn from_str(text: &str) -> Result<Self, NoReason> {
        // PostgreSQL keeps no such character in a text.
        let reason = text.replace('\0', "");
        let reason = reason.trim();
        match reason.chars().count() {
            1..=Self::LONGEST => Ok(Self(reason.to_owned())),
            _ => Err(NoReason),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_something_and_not_too_much() {
        let longest = "ư".repeat(Reason::LONGEST);
        for (typed, read) in [
            (" trùng hồ sơ \n", Some("trùng hồ sơ")),
            ("a\0b", Some("ab")),
            (longest.as_str(), Some(longest.as_str())),
            (&format!("{longest}x"), None),
            ("", None),
            (" \n\0", None),
        ] {
            let reason = typed.parse::<Reason>();
            let reason = reason.as_ref().map(Reason::as_str);
            assert_eq!(reason.ok(), read, "{typed}");
        }
    }
}
