//! Tax codes. Ten digits with a check digit name a taxpayer, thirteen a branch of it (Circular
//! 105/2020/TT-BTC, appendix 1); since 2025-07-01 a person's tax code is the personal number.

use std::fmt;
use std::str::FromStr;

use super::PersonalNumber;
use super::digits::{self, DigitsError, write_masked};

/// A tax code (mã số thuế).
///
/// Business codes are public, so Display shows them; a person's is masked. Debug masks both,
/// because ten digits may also be the old code of a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaxCode(Taxpayer);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Taxpayer {
    /// Ten digits, or ten, a hyphen and the three of the branch.
    Business(String),
    Person(PersonalNumber),
}

/// Why a text is not a business's tax code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeError {
    /// It is empty, or not of digits.
    #[error(transparent)]
    Digits(DigitsError),
    /// It has neither ten nor thirteen digits.
    #[error("{found} digits instead of 10 or 13")]
    WrongLength {
        /// How many digits were typed.
        found: usize,
    },
    /// The tenth digit does not follow from the nine before it: most likely a typing error.
    #[error("the check digit is wrong")]
    CheckDigit,
    /// Branches are numbered from 001.
    #[error("there is no branch 000")]
    NoSuchBranch,
}

impl TaxCodeError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Digits(error) => error.key(),
            Self::WrongLength { .. } => "tax_code.wrong_length",
            Self::CheckDigit => "tax_code.check_digit",
            Self::NoSuchBranch => "tax_code.no_such_branch",
        }
    }
}

const MAIN_LENGTH: usize = 10;
const BRANCH_LENGTH: usize = 13;
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

impl TaxCode {
    /// The tax code of a person: the personal number itself.
    pub const fn of_person(number: PersonalNumber) -> Self {
        Self(Taxpayer::Person(number))
    }

    /// The whole code, a branch after a hyphen: for storage and look-up.
    pub fn expose(&self) -> &str {
        match &self.0 {
            Taxpayer::Business(code) => code,
            Taxpayer::Person(number) => number.expose(),
        }
    }

    /// Whether this is a person's own number and not a business's code.
    pub const fn is_person(&self) -> bool {
        matches!(self.0, Taxpayer::Person(_))
    }

    /// The number of the branch, `001` to `999`; none for the business as a whole.
    pub fn branch(&self) -> Option<&str> {
        match &self.0 {
            Taxpayer::Business(code) => code.split_once('-').map(|(_, branch)| branch),
            Taxpayer::Person(_) => None,
        }
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Taxpayer::Business(code) => f.pad(code),
            Taxpayer::Person(number) => number.fmt(f),
        }
    }
}

impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_masked(f, self.expose())
    }
}

/// Reads a business's code, with or without the hyphen before the branch.
impl FromStr for TaxCode {
    type Err = TaxCodeError;

    fn from_str(text: &str) -> Result<Self, TaxCodeError> {
        let digits = digits::digits_of(text).map_err(TaxCodeError::Digits)?;
        if digits.len() != MAIN_LENGTH && digits.len() != BRANCH_LENGTH {
            return Err(TaxCodeError::WrongLength {
                found: digits.len(),
            });
        }
        let (main, branch) = digits.split_at(MAIN_LENGTH);
        if !has_right_check_digit(main) {
            return Err(TaxCodeError::CheckDigit);
        }
        let code = match branch {
            "" => main.to_owned(),
            "000" => return Err(TaxCodeError::NoSuchBranch),
            number => format!("{main}-{number}"),
        };
        Ok(Self(Taxpayer::Business(code)))
    }
}

/// The tenth digit is ten less the weighted sum of the nine before it modulo eleven. Where the
/// remainder is zero that would be ten, and no code is given out.
fn has_right_check_digit(main: &str) -> bool {
    let digits: Vec<u32> = main
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .collect();
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    sum % 11 + check == 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_real_businesses_are_read() {
        for text in ["0100047516", "0100233488", "0314409058", " 0314 409 058 "] {
            let code: TaxCode = text.parse().unwrap();
            assert_eq!(code.branch(), None);
            assert!(!code.is_person());
        }
        for text in ["0100047516-001", "0100047516001", "0100047516 – 001"] {
            let code: TaxCode = text.parse().unwrap();
            assert_eq!(code.expose(), "0100047516-001");
            assert_eq!(code.branch(), Some("001"));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<TaxCode>().unwrap_err();
        assert_eq!(error(""), TaxCodeError::Digits(DigitsError::Empty));
        assert_eq!(
            error("01000A7516"),
            TaxCodeError::Digits(DigitsError::NotDigits)
        );
        assert_eq!(
            error("079185001234"),
            TaxCodeError::WrongLength { found: 12 }
        );
        assert_eq!(error("0100047517"), TaxCodeError::CheckDigit);
        assert_eq!(error("0000000000"), TaxCodeError::CheckDigit);
        assert_eq!(error("0100047516-000"), TaxCodeError::NoSuchBranch);
    }

    #[test]
    fn a_persons_code_is_masked() {
        let code = TaxCode::of_person("079185001234".parse().unwrap());
        assert!(code.is_person());
        assert_eq!(format!("{code} {code:?}"), "••••••••1234 ••••••••1234");
        assert_eq!(code.expose(), "079185001234");
        let business: TaxCode = "0100047516".parse().unwrap();
        assert_eq!(format!("{business} {business:?}"), "0100047516 ••••••7516");
    }

    /// The same rule told another way: the code with its check digit weighed 1, counted from the
    /// back in the odd primes without 11, is ten more than a multiple of eleven.
    fn check_digits_by_trial(body: [u32; 9]) -> Vec<u32> {
        let weights = [3, 5, 7, 13, 17, 19, 23, 29, 31];
        let sum: u32 = body
            .iter()
            .rev()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        (0..10).filter(|check| (sum + check) % 11 == 10).collect()
    }

    proptest! {
        #[test]
        fn exactly_the_right_check_digit_is_accepted(body in prop::array::uniform9(0_u32..10)) {
            let main: String = body.iter().map(u32::to_string).collect();
            let accepted: Vec<u32> =
                (0..10).filter(|check| format!("{main}{check}").parse::<TaxCode>().is_ok()).collect();
            prop_assert_eq!(accepted, check_digits_by_trial(body));
        }
    }
}
