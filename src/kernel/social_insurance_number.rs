//! The number under which a person is known to social insurance.

use std::str::FromStr;

use super::digits::{self, DigitsError, masked};

/// A social insurance number (mã số BHXH): ten digits, without a check digit.
///
/// Debug and Display show the last four digits only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SocialInsuranceNumber(String);
masked!(SocialInsuranceNumber);

const LENGTH: usize = 10;

impl SocialInsuranceNumber {
    /// All ten digits.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Reads ten digits, with or without spaces, dots or dashes between them.
impl FromStr for SocialInsuranceNumber {
    type Err = DigitsError;

    fn from_str(text: &str) -> Result<Self, DigitsError> {
        digits::exactly(LENGTH, text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_are_read_and_masked() {
        let number: SocialInsuranceNumber = "79 1234 5678".parse().unwrap();
        assert_eq!(number.expose(), "7912345678");
        assert_eq!(format!("{number:?}"), "••••••5678");
        assert_eq!(
            "791234567".parse::<SocialInsuranceNumber>(),
            Err(DigitsError::WrongLength {
                expected: 10,
                found: 9
            })
        );
    }
}
