//! Dates as people type them, and the bounds a form may set.
//!
//! A date is one text input: on a phone three inputs mean three keyboards and two jumps, and a
//! native date picker is slow for a year of birth. The spellings people use are all understood.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// Not in a shape that could be a date.
    NotADate,
    /// In the shape of a date, but the calendar has no such day.
    NoSuchDay {
        /// Day as typed.
        day: u32,
        /// Month as typed.
        month: u32,
        /// Year as typed.
        year: i32,
    },
}

/// Reads `1/2/2020`, `01-02-2020`, `1.2.2020`, `1 2 2020`, `01022020` (day first) and
/// `2020-02-01` (year first). Years have four digits.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateError> {
    let text = text.trim();
    if text.len() > 32 {
        return Err(DateError::NotADate);
    }
    let parts: Vec<&str> = text
        .split(|c: char| matches!(c, '/' | '-' | '.') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let (day, month, year) = match *parts.as_slice() {
        [joined] if joined.len() == 8 && joined.is_ascii() => {
            let (day, rest) = joined.split_at(2);
            let (month, year) = rest.split_at(2);
            (day, month, year)
        }
        [year, month, day] if year.len() == 4 => (day, month, year),
        [day, month, year] => (day, month, year),
        _ => return Err(DateError::NotADate),
    };
    let (Some(day), Some(month), Some(year)) = (digits(day, 2), digits(month, 2), digits4(year))
    else {
        return Err(DateError::NotADate);
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay { day, month, year })
}

fn digits(text: &str, at_most: usize) -> Option<u32> {
    let fits =
        !text.is_empty() && text.len() <= at_most && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn digits4(text: &str) -> Option<i32> {
    let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

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

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn the_usual_spellings_mean_the_same_day() {
        for text in [
            "1/2/2020",
            "01-02-2020",
            "01.02.2020",
            "1 2 2020",
            "01022020",
            "2020-02-01",
            " 01 / 02 / 2020 ",
        ] {
            assert_eq!(parse_date(text), Ok(day(2020, 2, 1)), "{text}");
        }
    }

    #[test]
    fn an_impossible_day_is_named() {
        let fault = DateError::NoSuchDay {
            day: 31,
            month: 2,
            year: 2020,
        };
        assert_eq!(parse_date("31/2/2020"), Err(fault));
    }

    #[test]
    fn other_texts_are_not_dates() {
        for text in [
            "",
            "hôm qua",
            "1/2/20",
            "1/2",
            "1/2/3/2020",
            "+1/2/2020",
            "123456789",
            "１/2/2020",
        ] {
            assert_eq!(parse_date(text), Err(DateError::NotADate), "{text}");
        }
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
            proptest::prop_assert_eq!(parse_date(&shown(date)), Ok(date));
            proptest::prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse_date(&text);
            let _ = text.parse::<DateBound>();
        }
    }
}
