//! Names of persons.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::char::is_combining_mark;

use super::{is_apostrophe, is_dash};

/// A person's full name, with its marks, with single spaces and with one sign each for the apostrophe
/// and the hyphen.
///
/// Display shows it, Debug does not: a name belongs on pages and not in logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing was typed.
    #[error("no name")]
    Empty,
    /// It is longer than any name in the civil-status registers.
    #[error("{found} characters instead of at most {MAX_LENGTH}")]
    TooLong {
        /// How many characters were typed.
        found: usize,
    },
    /// A name has no digits (Civil Code 2015, article 26).
    #[error("a digit in a name")]
    Digit,
    /// A sign that stands in no name.
    #[error("{found:?} in a name")]
    Sign {
        /// The first such sign.
        found: char,
    },
}

impl PersonNameError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "person_name.empty",
            Self::TooLong { .. } => "person_name.too_long",
            Self::Digit => "person_name.digit",
            Self::Sign { .. } => "person_name.sign",
        }
    }
}

/// The longest name, in characters.
const MAX_LENGTH: usize = 100;

impl PersonName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<Self, PersonNameError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String = name.chars().map(plain_sign).collect();
        if !name.chars().any(char::is_alphanumeric) {
            return Err(name.chars().next().map_or(PersonNameError::Empty, |found| {
                PersonNameError::Sign { found }
            }));
        }
        if name.chars().any(char::is_numeric) {
            return Err(PersonNameError::Digit);
        }
        if let Some(found) = name.chars().find(|letter| !stands_in_names(*letter)) {
            return Err(PersonNameError::Sign { found });
        }
        match name.chars().count() {
            found if found > MAX_LENGTH => Err(PersonNameError::TooLong { found }),
            _ => Ok(Self(name)),
        }
    }
}

/// Quotation marks and dashes stand in no name, so that whatever looks like one is the name's own sign.
const fn plain_sign(letter: char) -> char {
    match letter {
        sign if is_apostrophe(sign) => '\'',
        sign if is_dash(sign) => '-',
        other => other,
    }
}

/// Besides letters: names of ethnic minorities and foreigners have apostrophes, hyphens and dots.
fn stands_in_names(letter: char) -> bool {
    letter.is_alphabetic() || is_combining_mark(letter) || matches!(letter, ' ' | '\'' | '-' | '.')
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spaces_and_spelling_are_put_in_order() {
        let name = |text: &str| text.parse::<PersonName>().unwrap().0;
        assert_eq!(name("  Nguyễn\tVăn \u{a0} An\n"), "Nguyễn Văn An");
        for typed in [
            "H'Hen Niê",
            "H’Hen Niê",
            "H’ Hen Niê",
            "HʼHen Niê",
            "H`Hen  Niê",
            "H´Hen Niê",
        ] {
            assert_eq!(name(typed).replace("' ", "'"), "H'Hen Niê", "{typed}");
        }
        assert_eq!(name("Smith–Jones"), "Smith-Jones");
        assert_eq!(name("Y Moan Ênuôl"), "Y Moan Ênuôl");
        assert_eq!(name("O'Brien-Smith Jr."), "O'Brien-Smith Jr.");
        assert_eq!(name("Ý"), "Ý");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<PersonName>().unwrap_err();
        assert_eq!(error(" \u{a0} "), PersonNameError::Empty);
        assert_eq!(error("Nguyễn Văn 2"), PersonNameError::Digit);
        assert_eq!(error("٣"), PersonNameError::Digit);
        assert_eq!(error("---"), PersonNameError::Sign { found: '-' });
        assert_eq!(error("<b>An</b>"), PersonNameError::Sign { found: '<' });
        assert_eq!(error("An\0"), PersonNameError::Sign { found: '\0' });
        assert_eq!(
            error(&"a".repeat(101)),
            PersonNameError::TooLong { found: 101 }
        );
    }

    #[test]
    fn logs_do_not_show_it() {
        let name: PersonName = "Phạm Văn An".parse().unwrap();
        assert_eq!(format!("{name}"), "Phạm Văn An");
        assert_eq!(format!("{name:?}"), "PersonName(•••)");
    }

    proptest! {
        #[test]
        fn a_name_is_read_back_as_it_is(text in "[\\p{L}\\p{M} '.-]{0,40}|\\PC{0,20}") {
            if let Ok(name) = text.parse::<PersonName>() {
                prop_assert_eq!(&name.0.parse::<PersonName>().unwrap(), &name);
                prop_assert!(!name.0.contains("  ") && name.0.trim() == name.0);
                prop_assert!(!name.0.chars().any(|letter| letter.is_control() || letter.is_numeric()));
            }
        }
    }
}
