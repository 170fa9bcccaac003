//! Codes that open once in place of an authenticator that is lost.

use std::fmt;

/// Digits of a code: 40 bits, of which an authenticator's code has 20. Digits alone, because they are
/// typed into the same field on the same keys.
const DIGITS: usize = 12;
const GROUP: usize = 4;

/// One of the codes.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Reads digits; none if there are more or less of them than a code has.
    pub(super) fn read(digits: &str) -> Option<Self> {
        let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| Self(digits.to_owned()))
    }

    /// A code from bytes that nobody can guess.
    pub(super) fn of_chance(bytes: [u8; 8]) -> Self {
        Self(format!(
            "{:0DIGITS$}",
            u64::from_be_bytes(bytes) % 10_u64.pow(12)
        ))
    }

    /// Its digits.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

/// In groups, as people copy it.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::CodeAttempt;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(bytes: [u8; 8]) {
            let code = RecoveryCode::of_chance(bytes);
            let shown = code.to_string();
            prop_assert_eq!(shown.len(), 14);
            prop_assert_eq!(CodeAttempt::read(&shown), Ok(CodeAttempt::Recovery(code)));
        }
    }
}
