//! Money: whole dong. Its tenths and hundredths (hào, xu) are out of use, so a fee is an integer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::half_width;

/// An amount of money in whole dong, never below zero.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Dong(i64);

/// Why a text or number is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DongError {
    /// Nothing was typed.
    #[error("no amount")]
    Empty,
    /// The text is not a number.
    #[error("not a number")]
    NotANumber,
    /// Thousands are not grouped by three, as in `13.50` or `1.35.000`.
    #[error("thousands are not grouped by three")]
    Grouping,
    /// The amount is below zero.
    #[error("below zero")]
    Negative,
    /// The amount does not fit.
    #[error("too large")]
    TooLarge,
}

impl DongError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "dong.empty",
            Self::NotANumber => "dong.not_a_number",
            Self::Grouping => "dong.grouping",
            Self::Negative => "dong.negative",
            Self::TooLarge => "dong.too_large",
        }
    }
}

impl Dong {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);
    /// The most that is asked for or taken in one sum: a hundred billion dong, beyond the land-use
    /// money of any household. What is larger is a slip of the keyboard.
    pub const MOST_AT_ONCE: Self = Self(100_000_000_000);

    /// An amount from storage or the wire.
    ///
    /// # Errors
    /// `Negative` when it is below zero.
    pub const fn new(amount: i64) -> Result<Self, DongError> {
        if amount < 0 {
            Err(DongError::Negative)
        } else {
            Ok(Self(amount))
        }
    }

    /// The bare number of dong.
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// The sum; none when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; none when `other` is larger.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        (self.0 >= other.0).then(|| Self(self.0 - other.0))
    }
}

impl From<u32> for Dong {
    fn from(amount: u32) -> Self {
        Self(i64::from(amount))
    }
}

impl TryFrom<i64> for Dong {
    type Error = DongError;

    fn try_from(amount: i64) -> Result<Self, DongError> {
        Self::new(amount)
    }
}

impl From<Dong> for i64 {
    fn from(amount: Dong) -> Self {
        amount.0
    }
}

/// Writes `135.000 đ`, on Vietnamese and English pages alike; the sign never stands alone on the
/// next line.
impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut written = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push('.');
            }
            written.push(digit);
        }
        f.pad(&format!("{written}\u{a0}đ"))
    }
}

/// What people write after an amount.
const CURRENCY_WORDS: [&str; 6] = ["vnđ", "vnd", "đồng", "dong", "đ", "₫"];

/// Reads `135000`, `135.000`, `135,000`, `135 000` with or without a currency word behind.
impl FromStr for Dong {
    type Err = DongError;

    fn from_str(text: &str) -> Result<Self, DongError> {
        let lower: String = text.chars().map(half_width).collect();
        let lower = lower.trim().to_lowercase();
        let number = CURRENCY_WORDS
            .iter()
            .find_map(|word| lower.strip_suffix(word))
            .unwrap_or(&lower)
            .trim_end();
        if number.is_empty() {
            return Err(DongError::Empty);
        }
        if number.starts_with(['-', '\u{2212}']) {
            return Err(DongError::Negative);
        }
        if !number
            .chars()
            .all(|letter| letter.is_ascii_digit() || is_mark(letter))
        {
            return Err(DongError::NotANumber);
        }
        without_marks(number)?
            .parse()
            .map(Self)
            .map_err(|_| DongError::TooLarge)
    }
}

/// What stands between thousands.
fn is_mark(letter: char) -> bool {
    matches!(letter, '.' | ',') || letter.is_whitespace()
}

/// Takes the thousands marks out, when they are one and the same mark, by three from the right.
fn without_marks(number: &str) -> Result<String, DongError> {
    let Some(mark) = number.chars().find(|letter| is_mark(*letter)) else {
        return Ok(number.to_owned());
    };
    let mut groups = number.split(mark);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let by_three = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    // A leading zero before a mark is how a fraction begins: 0,135 is not 135 dong.
    if !by_three || first.starts_with('0') || rest.iter().any(|group| group.contains(is_mark)) {
        return Err(DongError::Grouping);
    }
    Ok(format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for text in [
            "135000",
            "135.000",
            "135,000",
            "135 000 đ",
            "135\u{a0}000đ",
            " 135.000 VNĐ ",
            "135000 vnd",
            "135.000 Đồng",
            "135.000₫",
        ] {
            assert_eq!(text.parse(), Ok(Dong(135_000)), "{text}");
        }
        assert_eq!("0".parse(), Ok(Dong::ZERO));
        assert_eq!("1.135.000".parse(), Ok(Dong(1_135_000)));
    }

    #[test]
    fn what_is_not_an_amount_is_named() {
        let error = |text: &str| text.parse::<Dong>().unwrap_err();
        assert_eq!(error("  "), DongError::Empty);
        assert_eq!(error("đ"), DongError::Empty);
        assert_eq!(error("-5.000"), DongError::Negative);
        assert_eq!(error("miễn phí"), DongError::NotANumber);
        assert_eq!(error("abc"), DongError::NotANumber);
        assert_eq!(error("12a.000"), DongError::NotANumber);
        for text in [
            "13.50",
            "1.35.000",
            "0,135",
            "1.000,000",
            "1234.000",
            ".500",
            "1..000",
        ] {
            assert_eq!(error(text), DongError::Grouping, "{text}");
        }
        assert_eq!(error("9223372036854775808"), DongError::TooLarge);
    }

    #[test]
    fn sums_do_not_wrap() {
        assert_eq!(Dong(2).checked_add(Dong(3)), Some(Dong(5)));
        assert_eq!(Dong(i64::MAX).checked_add(Dong(1)), None);
        assert_eq!(Dong(2).checked_sub(Dong(3)), None);
        assert_eq!(Dong(3).checked_sub(Dong(3)), Some(Dong::ZERO));
        assert_eq!(Dong::new(-1), Err(DongError::Negative));
    }

    #[test]
    fn display_groups_by_three() {
        assert_eq!(Dong(0).to_string(), "0\u{a0}đ");
        assert_eq!(Dong(999).to_string(), "999\u{a0}đ");
        assert_eq!(Dong(135_000).to_string(), "135.000\u{a0}đ");
        assert_eq!(Dong(1_000_000).to_string(), "1.000.000\u{a0}đ");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(amount in 0..=i64::MAX) {
            prop_assert_eq!(Dong(amount).to_string().parse(), Ok(Dong(amount)));
            prop_assert_eq!(amount.to_string().parse(), Ok(Dong(amount)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = text.parse::<Dong>();
        }
    }
}
