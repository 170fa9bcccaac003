//! Numbers that are told apart by their digits alone, in the spellings people type, and how they
//! look where the whole number must not be seen.

use std::fmt;

use super::half_width;

/// Why a text is not a number of so many digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DigitsError {
    /// Nothing was typed.
    #[error("no digits")]
    Empty,
    /// Something else than digits and the usual separators was typed.
    #[error("not only digits")]
    NotDigits,
    /// There are too few or too many digits.
    #[error("{found} digits instead of {expected}")]
    WrongLength {
        /// How many digits such a number has.
        expected: usize,
        /// How many were typed.
        found: usize,
    },
}

impl DigitsError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "digits.empty",
            Self::NotDigits => "digits.not_digits",
            Self::WrongLength { .. } => "digits.wrong_length",
        }
    }
}

/// The hyphens and dashes that keyboards, phones and word processors put where ASCII has one.
pub const fn is_dash(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Takes spaces, dots and dashes out of `text`, and full-width digits for digits.
///
/// # Errors
/// `Empty` when nothing is left, `NotDigits` when something else than ASCII digits is.
pub(super) fn digits_of(text: &str) -> Result<String, DigitsError> {
    let bare: String = text
        .chars()
        .map(half_width)
        .filter(|letter| !letter.is_whitespace() && *letter != '.' && !is_dash(*letter))
        .collect();
    if bare.is_empty() {
        Err(DigitsError::Empty)
    } else if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(bare)
    } else {
        Err(DigitsError::NotDigits)
    }
}

/// Like [`digits_of`], and exactly `expected` of them.
pub(super) fn exactly(expected: usize, text: &str) -> Result<String, DigitsError> {
    let digits = digits_of(text)?;
    match digits.len() {
        found if found == expected => Ok(digits),
        found => Err(DigitsError::WrongLength { expected, found }),
    }
}

/// The last four characters of an ASCII `number`.
pub(super) fn last_four(number: &str) -> &str {
    number
        .get(number.len().saturating_sub(4)..)
        .unwrap_or_default()
}

/// Writes an ASCII `number` with a dot for all but its last four characters.
pub(super) fn write_masked(f: &mut fmt::Formatter<'_>, number: &str) -> fmt::Result {
    let tail = last_four(number);
    write!(f, "{:•<1$}{tail}", "", number.len() - tail.len())
}

/// Debug and Display that show the last four characters only.
macro_rules! masked {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::kernel::digits::write_masked(f, self.expose())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(super) use masked;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_dropped_and_the_rest_must_be_digits() {
        assert_eq!(digits_of(" 012.345\u{a0}67–8 "), Ok("012345678".into()));
        assert_eq!(digits_of("０１２\u{3000}３－４"), Ok("01234".into()));
        assert_eq!(digits_of(" . "), Err(DigitsError::Empty));
        assert_eq!(digits_of("12a"), Err(DigitsError::NotDigits));
        assert_eq!(digits_of("١٢٣"), Err(DigitsError::NotDigits));
        assert_eq!(
            exactly(4, "123"),
            Err(DigitsError::WrongLength {
                expected: 4,
                found: 3
            })
        );
    }
}
