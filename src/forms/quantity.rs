//! Decimal numbers as people write them, to three places.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kernel::half_width;

/// Digits after the decimal mark that are kept.
const PLACES: usize = 3;
const SCALE: i64 = 1000;
/// Digits before the decimal mark; more would not fit.
const MAX_WHOLE_DIGITS: usize = 15;

/// A number with up to three decimal places, kept in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quantity(i64);

/// The text is not a number that a [`Quantity`] can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number")]
pub struct QuantityError;

impl Quantity {
    /// A whole number; `None` if it is too large.
    pub fn whole(value: i64) -> Option<Self> {
        value.checked_mul(SCALE).map(Self)
    }

    /// The number of so many thousandths; `None` if it could not be written.
    pub fn from_thousandths(value: i64) -> Option<Self> {
        (value.unsigned_abs() / SCALE.unsigned_abs() < 10_u64.pow(15)).then_some(Self(value))
    }

    /// The number in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// How many decimal places are needed to write it.
    pub fn decimals(self) -> u8 {
        match self.0 {
            n if n % 1000 == 0 => 0,
            n if n % 100 == 0 => 1,
            n if n % 10 == 0 => 2,
            _ => 3,
        }
    }
}

/// Vietnamese spelling: a comma before the decimals, dots or spaces between thousands. A single
/// dot that cannot separate thousands is read as a decimal mark, as calculators write it.
impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let text: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace())
            .collect();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (whole, fraction) = split_decimals(digits).ok_or(QuantityError)?;
        if whole.is_empty() || whole.len() > MAX_WHOLE_DIGITS || fraction.len() > PLACES {
            return Err(QuantityError);
        }
        let padded = format!("{whole}{fraction:0<PLACES$}");
        if !padded.bytes().all(|b| b.is_ascii_digit()) {
            return Err(QuantityError);
        }
        let thousandths: i64 = padded.parse().map_err(|_| QuantityError)?;
        Ok(Self(if negative { -thousandths } else { thousandths }))
    }
}

fn split_decimals(digits: &str) -> Option<(String, &str)> {
    if let Some((whole, fraction)) = digits.split_once(',') {
        return Some((join_thousands(whole)?, fraction)).filter(|(_, f)| !f.is_empty());
    }
    match join_thousands(digits) {
        Some(whole) => Some((whole, "")),
        None => {
            let (whole, fraction) = digits.split_once('.')?;
            (!fraction.is_empty()).then(|| (whole.to_owned(), fraction))
        }
    }
}

/// Takes out the dots between thousands; `None` where they do not stand between thousands.
pub(super) fn join_thousands(whole: &str) -> Option<String> {
    let mut groups = whole.split('.');
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        if first.is_empty() || first.len() > 3 || group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

/// The spelling for pages: `1.234,5`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let magnitude = self.0.unsigned_abs();
        f.write_str(&with_thousands(magnitude / 1000))?;
        let fraction = format!("{:03}", magnitude % 1000);
        match fraction.trim_end_matches('0') {
            "" => Ok(()),
            rest => write!(f, ",{rest}"),
        }
    }
}

/// Writes dots between thousands.
pub(super) fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

crate::kernel::text_form!(Quantity);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_decimal_marks() {
        let thousandths = |text: &str| text.parse().map(Quantity::thousandths);
        assert_eq!(thousandths("1.500"), Ok(1_500_000));
        assert_eq!(thousandths("1,5"), Ok(1_500));
        assert_eq!(thousandths("1.5"), Ok(1_500));
        assert_eq!(thousandths("-1 234 567,125"), Ok(-1_234_567_125));
        for bad in [
            "", "-", "1,2,3", "1..5", "12.34.5", "1,2345", "1e5", "٣", "1,",
        ] {
            assert_eq!(thousandths(bad), Err(QuantityError), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in -999_999_999_999_i64..999_999_999_999) {
            let quantity = Quantity(thousandths);
            proptest::prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
        }
    }
}
