//! How dates are shown, and the bounds a form may set.
//!
//! A date is one text input: on a phone three inputs mean three keyboards and two jumps, and a
//! native date picker is slow for a year of birth. The spellings people use are all understood
//! (`kernel::read_date`).

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};

/// The spelling for pages: `01/02/2020`.
pub(super) fn shown(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A bound on a date: `2020-02-01`, `today`, `today-60` or `today+3` (days).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateBound {
    /// A fixed day.
    On(NaiveDate),
    /// So many days from the present day; negative is in the past.
    Today(i32),
}

impl DateBound {
    /// The day the bound means on `today`.
    pub fn resolve(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::On(date) => date,
            Self::Today(offset) => {
                let span = Days::new(u64::from(offset.unsigned_abs()));
                let moved = if offset < 0 {
                    today.checked_sub_days(span)
                } else {
                    today.checked_add_days(span)
                };
                moved.unwrap_or(today)
            }
        }
    }
}

/// The text is not a bound on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bound is a day like 2020-02-01, or today, today-60, today+3")]
pub struct DateBoundError;

impl FromStr for DateBound {
    type Err = DateBoundError;

    fn from_str(text: &str) -> Result<Self, DateBoundError> {
        match text.strip_prefix("today") {
            Some("") => Ok(Self::Today(0)),
            Some(offset) if offset.starts_with(['+', '-']) => {
                offset.parse().map(Self::Today).map_err(|_| DateBoundError)
            }
            Some(_) => Err(DateBoundError),
            None => text.parse().map(Self::On).map_err(|_| DateBoundError),
        }
    }
}

impl fmt::Display for DateBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => date.fmt(f),
            Self::Today(0) => f.write_str("today"),
            Self::Today(offset) => write!(f, "today{offset:+}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::read_date;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn bounds_move_with_today() {
        let today = day(2026, 11, 22);
        let resolve = |text: &str| text.parse().map(|bound: DateBound| bound.resolve(today));
        assert_eq!(resolve("today"), Ok(today));
        assert_eq!(resolve("today-60"), Ok(day(2026, 9, 23)));
        assert_eq!(resolve("today+9"), Ok(day(2026, 12, 1)));
        assert_eq!(resolve("1990-01-01"), Ok(day(1990, 1, 1)));
        assert_eq!(resolve("todayish"), Err(DateBoundError));
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(days in 0_u64..300_000) {
            let date = day(1800, 1, 1).checked_add_days(Days::new(days)).unwrap();
            proptest::prop_assert_eq!(read_date(&shown(date)), Ok(date));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<DateBound>();
        }
    }
}
