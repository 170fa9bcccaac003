//! Vietnamese telephone numbers (Circular 22/2014/TT-BTTTT and the renumberings of 2017 and 2018).

use std::str::FromStr;

use super::digits::{self, is_dash, masked};
use super::half_width;

/// A telephone number of a person or office in Vietnam, kept in E.164 form (`+84912345678`).
///
/// Debug and Display show the last four digits only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);
masked!(Phone);

/// Why a text is not such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was typed.
    #[error("no number")]
    Empty,
    /// Something else than digits and the usual separators was typed.
    #[error("not only digits")]
    NotDigits,
    /// It begins with the code of another country.
    #[error("not a number of Vietnam")]
    Foreign,
    /// It begins neither like a mobile (03, 05, 07, 08, 09) nor like a landline (02).
    #[error("begins like neither a mobile nor a landline")]
    UnknownPrefix,
    /// A mobile has ten digits with its leading zero, a landline eleven.
    #[error("{found} digits instead of {expected}")]
    WrongLength {
        /// How many digits such a number has, its leading zero counted.
        expected: usize,
        /// How many were typed, counted in the same way.
        found: usize,
    },
}

impl PhoneError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "phone.empty",
            Self::NotDigits => "phone.not_digits",
            Self::Foreign => "phone.foreign",
            Self::UnknownPrefix => "phone.unknown_prefix",
            Self::WrongLength { .. } => "phone.wrong_length",
        }
    }
}

/// Digits of a mobile number behind the leading zero.
const MOBILE_LENGTH: usize = 9;
/// Digits of a landline number behind the leading zero, the area code counted.
const LANDLINE_LENGTH: usize = 10;

impl Phone {
    /// The whole number in E.164 form.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The whole number as people in Vietnam write it, without separators: `0912345678`.
    pub fn national(&self) -> String {
        format!("0{}", self.behind_zero())
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        digits::last_four(&self.0)
    }

    /// Whether messages can be sent to it.
    pub fn is_mobile(&self) -> bool {
        self.behind_zero().len() == MOBILE_LENGTH
    }

    fn behind_zero(&self) -> &str {
        self.0.strip_prefix("+84").unwrap_or_default()
    }
}

/// Reads `0912 345 678`, `+84 912.345.678`, `0084912345678`, `84912345678`, `(024) 3825 1234`,
/// `+84 (0)24 3825 1234`.
impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let is_separator = |letter: char| {
            letter.is_whitespace() || is_dash(letter) || matches!(letter, '.' | '(' | ')' | '/')
        };
        let bare: String = text
            .chars()
            .map(half_width)
            .filter(|letter| !is_separator(*letter))
            .collect();
        let digits = bare.strip_prefix('+').unwrap_or(&bare);
        if digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneError::NotDigits);
        }
        let number = behind_prefix(&bare)?;
        let expected = match number.as_bytes().first() {
            Some(b'2') => LANDLINE_LENGTH,
            Some(b'3' | b'5' | b'7' | b'8' | b'9') => MOBILE_LENGTH,
            _ => return Err(PhoneError::UnknownPrefix),
        };
        if number.len() == expected {
            Ok(Self(format!("+84{number}")))
        } else {
            Err(PhoneError::WrongLength {
                expected: expected + 1,
                found: number.len() + 1,
            })
        }
    }
}

/// What stands behind the leading zero or the code of the country.
fn behind_prefix(bare: &str) -> Result<&str, PhoneError> {
    let international = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
    if let Some(rest) = international {
        let number = rest.strip_prefix("84").ok_or(PhoneError::Foreign)?;
        return Ok(number.strip_prefix('0').unwrap_or(number));
    }
    if let Some(number) = bare.strip_prefix('0') {
        return Ok(number);
    }
    // Without a zero, 84 is the country's code only if a whole number follows.
    bare.strip_prefix("84")
        .filter(|number| number.len() >= MOBILE_LENGTH)
        .ok_or(PhoneError::UnknownPrefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84912345678",
            "+84 912-345-678",
            "0084 912 345 678",
            "84912345678",
            "+840912345678",
            "+84 (0)912 345 678",
            "＋８４ ９１２ ３４５ ６７８",
            "0912\u{a0}345\u{202f}678",
        ] {
            let phone: Phone = text.parse().unwrap();
            assert_eq!(phone.expose(), "+84912345678", "{text}");
            assert!(phone.is_mobile());
        }
        for text in [
            "(024) 3825 1234",
            "024-3825-1234",
            "+84 24 3825 1234",
            "842438251234",
        ] {
            let phone: Phone = text.parse().unwrap();
            assert_eq!(phone.expose(), "+842438251234", "{text}");
            assert_eq!(phone.national(), "02438251234");
            assert!(!phone.is_mobile());
        }
        assert_eq!(
            "0841234567".parse::<Phone>().unwrap().expose(),
            "+84841234567"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<Phone>().unwrap_err();
        assert_eq!(error(" "), PhoneError::Empty);
        assert_eq!(error("+"), PhoneError::Empty);
        assert_eq!(error("09123x5678"), PhoneError::NotDigits);
        assert_eq!(error("0912+345678"), PhoneError::NotDigits);
        assert_eq!(error("+1 202 555 0123"), PhoneError::Foreign);
        assert_eq!(error("0012025550123"), PhoneError::Foreign);
        assert_eq!(error("01234567890"), PhoneError::UnknownPrefix);
        assert_eq!(error("19001009"), PhoneError::UnknownPrefix);
        assert_eq!(error("912345678"), PhoneError::UnknownPrefix);
        assert_eq!(
            error("091234567"),
            PhoneError::WrongLength {
                expected: 10,
                found: 9
            }
        );
        assert_eq!(
            error("+8491234567890"),
            PhoneError::WrongLength {
                expected: 10,
                found: 12
            }
        );
        assert_eq!(
            error("0243825123"),
            PhoneError::WrongLength {
                expected: 11,
                found: 10
            }
        );
    }

    #[test]
    fn only_the_last_four_digits_are_shown() {
        let phone: Phone = "0912345678".parse().unwrap();
        assert_eq!(format!("{phone} {phone:?}"), "••••••••5678 ••••••••5678");
        assert_eq!(phone.last_four(), "5678");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(rest in "[35789][0-9]{8}|2[0-9]{9}") {
            let phone: Phone = format!("0{rest}").parse().unwrap();
            prop_assert_eq!(&phone.national().parse::<Phone>().unwrap(), &phone);
            prop_assert_eq!(&phone.expose().parse::<Phone>().unwrap(), &phone);
        }

        #[test]
        fn no_text_panics(text in "[+0-9 ()a./-]{0,20}|\\PC{0,20}") {
            let _ = text.parse::<Phone>();
        }
    }
}
