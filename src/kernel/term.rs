//! Terms: how long the law or an agency allows for something, as an amount of a unit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::plain_enum;

plain_enum! {
    /// What a term is counted in.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum TermUnit {
        /// Hours in which the office is open.
        WorkingHour => "working_hour",
        /// Hours by the clock.
        Hour => "hour",
        /// Days on which the office is open.
        WorkingDay => "working_day",
        /// Days of the calendar.
        Day => "day",
        /// Months of the calendar.
        Month => "month",
    }
}

/// A term: a whole number of a unit, and for working days also quarters of one, because agencies
/// promise 7.5 or 6.25 working days. Never zero.
///
/// Written `7.5 working_day`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Term {
    whole: u16,
    quarters: u8,
    unit: TermUnit,
}

/// The text is not a term: an amount above zero, a space, and a unit that may be parted so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a term is an amount and a unit, like 3 working_day; only working days have quarters")]
pub struct TermError;

impl Term {
    /// The most units of a term: ten years in days. No procedure comes near it; it bounds the
    /// reckoning on data from outside.
    pub const MAX: u16 = 3_660;

    /// A term of `amount` whole units; none for zero, or for more than [`Term::MAX`].
    pub const fn new(amount: u16, unit: TermUnit) -> Option<Self> {
        if amount == 0 || amount > Self::MAX {
            None
        } else {
            Some(Self {
                whole: amount,
                quarters: 0,
                unit,
            })
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> TermUnit {
        self.unit
    }

    /// How many whole units it has.
    pub const fn whole(self) -> u16 {
        self.whole
    }

    /// How many quarters of a unit go beyond the whole ones: 0 to 3, and 0 but for working days.
    pub const fn quarters(self) -> u8 {
        self.quarters
    }

    /// Whole units and quarters as one number.
    pub fn amount(self) -> f64 {
        f64::from(self.whole) + f64::from(self.quarters) / 4.0
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.unit.key())
    }
}

impl FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        let (amount, unit) = text.trim().split_once(' ').ok_or(TermError)?;
        let unit = TermUnit::from_key(unit).ok_or(TermError)?;
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
        let whole: u16 = whole.parse().map_err(|_| TermError)?;
        let quarters = match fraction {
            "0" | "00" => 0,
            "25" => 1,
            "5" | "50" => 2,
            "75" => 3,
            _ => return Err(TermError),
        };
        if quarters == 0 {
            Self::new(whole, unit).ok_or(TermError)
        } else if unit == TermUnit::WorkingDay && whole < Self::MAX {
            Ok(Self {
                whole,
                quarters,
                unit,
            })
        } else {
            Err(TermError)
        }
    }
}

crate::kernel::text_form!(Term);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_the_catalogue_are_read_and_written() {
        for text in [
            "5 working_day",
            "7.5 working_day",
            "0.75 working_day",
            "24 hour",
            "8 working_hour",
            "12 month",
        ] {
            let term: Term = text.parse().unwrap();
            assert_eq!(term.to_string(), text);
        }
        let term: Term = "6.25 working_day".parse().unwrap();
        assert_eq!(
            (term.whole(), term.quarters(), term.unit()),
            (6, 1, TermUnit::WorkingDay)
        );
        assert_eq!(
            "5.0 day".parse::<Term>(),
            Term::new(5, TermUnit::Day).ok_or(TermError)
        );
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for text in [
            "",
            "5",
            "0 day",
            "-1 day",
            "3.3 working_day",
            "1.5 month",
            "1.5 hour",
            "5 week",
            "3661 day",
            "x day",
        ] {
            assert_eq!(text.parse::<Term>(), Err(TermError), "{text}");
        }
    }
}
