//! What is typed where a code is asked for. One field takes both kinds, which are told apart by
//! their length, so that nobody has to find another page when the phone is gone.

use unicode_normalization::UnicodeNormalization;

use super::RecoveryCode;

/// Digits of an authenticator's code.
const CODE_DIGITS: usize = 6;

/// A code as it was typed, whether it is right or not.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeAttempt {
    /// The code that an authenticator shows.
    Authenticator(String),
    /// One of the codes that were written down.
    Recovery(RecoveryCode),
}

/// What was typed is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeError {
    Empty,
    /// It has neither the length of the one nor of the other, or is no number.
    NotACode,
}

impl CodeError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotACode => "not_a_code",
        }
    }
}

impl CodeAttempt {
    /// Reads the field. Spaces, dashes and whatever else stands between digits of pasted text are
    /// left out.
    ///
    /// # Errors
    /// [`CodeError`].
    pub fn read(typed: &str) -> Result<Self, CodeError> {
        let plain: String = typed.nfkc().collect();
        if plain.chars().any(char::is_alphabetic) {
            return Err(CodeError::NotACode);
        }
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            0 if plain.trim().is_empty() => Err(CodeError::Empty),
            CODE_DIGITS => Ok(Self::Authenticator(digits)),
            _ => RecoveryCode::read(&digits)
                .map(Self::Recovery)
                .ok_or(CodeError::NotACode),
        }
    }
}

impl std::fmt::Debug for CodeAttempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeAttempt(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_pasted_is_read() {
        let code = || Ok(CodeAttempt::Authenticator("123456".into()));
        for typed in [
            "123456",
            " 123 456\n",
            "123-456",
            "123\u{a0}456\u{200b}",
            "１２３４５６",
        ] {
            assert_eq!(CodeAttempt::read(typed), code(), "{typed:?}");
        }
        for typed in ["1234 5678 9012", "123456789012", "1234–5678–9012"] {
            assert!(
                matches!(CodeAttempt::read(typed), Ok(CodeAttempt::Recovery(_))),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn what_is_no_code_is_told() {
        for (typed, error) in [
            ("", CodeError::Empty),
            ("  ", CodeError::Empty),
            ("12345", CodeError::NotACode),
            ("1234567", CodeError::NotACode),
            ("12345a", CodeError::NotACode),
            ("mã 123456", CodeError::NotACode),
            ("–", CodeError::NotACode),
        ] {
            assert_eq!(CodeAttempt::read(typed), Err(error), "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told(typed in "\\PC{0,40}") {
            let digits = typed.nfkc().filter(char::is_ascii_digit).count();
            if CodeAttempt::read(&typed).is_ok() {
                prop_assert!([6, 12].contains(&digits));
            }
        }
    }
}
