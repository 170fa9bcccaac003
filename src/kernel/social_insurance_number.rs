//! The number under which a person is known to social insurance.

use chrono::NaiveDate;

use super::digits::{self, DigitsError, masked};
use super::number_lengths::social_insurance_lengths;

/// A social insurance number (mã số BHXH): digits without a check digit. Which lengths it may have
/// depends on the day, because the personal number takes its place.
///
/// Debug and Display show the last four digits only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SocialInsuranceNumber(String);
masked!(SocialInsuranceNumber);

/// Why a text is not such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SocialInsuranceNumberError {
    /// It is empty, not of digits, or not of the one length that is taken.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// It has none of the lengths that are taken.
    #[error("{found} digits instead of {shortest} or {longest}")]
    WrongLength {
        shortest: usize,
        longest: usize,
        /// How many digits were typed.
        found: usize,
    },
}

impl SocialInsuranceNumberError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Digits(error) => error.key(),
            Self::WrongLength { .. } => "social_insurance.wrong_length",
        }
    }
}

impl SocialInsuranceNumber {
    /// All digits.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reads a number as it is taken on this day, with or without spaces, dots or dashes between its
    /// digits.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str, on: NaiveDate) -> Result<Self, SocialInsuranceNumberError> {
        let digits = digits::digits_of(text)?;
        let found = digits.len();
        let lengths = social_insurance_lengths(on);
        if lengths.contains(&found) {
            return Ok(Self(digits));
        }
        let shortest = lengths.first().copied().unwrap_or_default();
        let longest = lengths.last().copied().unwrap_or_default();
        Err(if shortest == longest {
            DigitsError::WrongLength {
                expected: longest,
                found,
            }
            .into()
        } else {
            SocialInsuranceNumberError::WrongLength {
                shortest,
                longest,
                found,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, on: &str) -> Result<String, SocialInsuranceNumberError> {
        SocialInsuranceNumber::read(text, on.parse().unwrap()).map(|number| number.0)
    }

    #[test]
    fn the_personal_number_takes_the_place_of_ten_digits() {
        for on in ["2026-08-31", "2026-09-01", "2027-01-01"] {
            assert_eq!(read("79 1234 5678", on), Ok("7912345678".into()));
        }
        assert_eq!(
            read("048045000017", "2026-09-01"),
            Ok("048045000017".into())
        );
        assert_eq!(
            read("048045000017", "2026-08-31"),
            Err(DigitsError::WrongLength {
                expected: 10,
                found: 12
            }
            .into())
        );
        assert_eq!(
            read("04804500001", "2026-11-30"),
            Err(SocialInsuranceNumberError::WrongLength {
                shortest: 10,
                longest: 12,
                found: 11
            })
        );
        assert_eq!(
            read("79a", "2026-11-30"),
            Err(DigitsError::NotDigits.into())
        );
    }

    #[test]
    fn only_the_last_four_digits_are_shown() {
        let number = SocialInsuranceNumber("7912345678".into());
        assert_eq!(format!("{number} {number:?}"), "••••••5678 ••••••5678");
    }
}
