//! Dates of which only the year, or the month and the year, may be known.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::dates;
use crate::kernel::{TypedDateError, half_width, is_dash, read_date};

/// A day, a month or a year, stored as `1990-05-03`, `1990-05` or `1990`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PartialDate {
    Year(i32),
    Month { year: i32, month: u32 },
    Day(NaiveDate),
}

/// Years that can be written with four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

impl PartialDate {
    /// The year `year`, if it has four digits.
    pub fn of_year(year: i32) -> Option<Self> {
        YEARS.contains(&year).then_some(Self::Year(year))
    }

    /// A month of a year of four digits.
    pub fn of_month(year: i32, month: u32) -> Option<Self> {
        let fits = YEARS.contains(&year) && (1..=12).contains(&month);
        fits.then_some(Self::Month { year, month })
    }

    /// The first day that may be meant.
    pub fn first(self) -> NaiveDate {
        let (year, month) = match self {
            Self::Year(year) => (year, 1),
            Self::Month { year, month } => (year, month),
            Self::Day(day) => return day,
        };
        NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
    }

    /// The last day that may be meant.
    pub fn last(self) -> NaiveDate {
        let months = match self {
            Self::Year(_) => 12,
            Self::Month { .. } => 1,
            Self::Day(day) => return day,
        };
        let next = self.first().checked_add_months(Months::new(months));
        next.and_then(|day| day.pred_opt())
            .unwrap_or_else(|| self.first())
    }

    /// The spelling for pages: `03/05/1990`, `05/1990` or `1990`.
    pub fn shown(self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Month { year, month } => format!("{month:02}/{year}"),
            Self::Day(day) => dates::shown(day),
        }
    }

    /// Reads `1990`, `5/1990`, `1990-05`, `0/5/1990`, `00/00/1990` and every spelling of a whole date.
    pub fn read(text: &str) -> Result<Self, TypedDateError> {
        let digits: String = text.chars().map(half_width).collect();
        let parts: Vec<&str> = digits
            .split(|c: char| matches!(c, '/' | '.' | ',') || is_dash(c) || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .collect();
        let number = |text: &str, most: usize| {
            let fits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse::<u32>().ok()).flatten()
        };
        let month_of = |month: &str, year: &str| {
            let year = number(year, 4).filter(|_| year.len() == 4)?;
            let year = i32::try_from(year).ok()?;
            match number(month, 2)? {
                0 => Self::of_year(year),
                month => Self::of_month(year, month),
            }
        };
        let read = match *parts.as_slice() {
            [year] if year.len() == 4 => month_of("0", year),
            [year, month] if year.len() == 4 => month_of(month, year),
            [month, year] => month_of(month, year),
            [day, month, year] if number(day, 2) == Some(0) => month_of(month, year),
            _ => None,
        };
        read.map_or_else(|| read_date(text).map(Self::Day), Ok)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => day.fmt(f),
        }
    }
}

/// The text is not a stored date, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a year, a month or a day")]
pub struct PartialDateError;

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        let read = match text.split('-').count() {
            1 => text.parse().ok().and_then(Self::of_year),
            2 => text
                .split_once('-')
                .and_then(|(year, month)| Self::of_month(year.parse().ok()?, month.parse().ok()?)),
            _ => text
                .parse()
                .ok()
                .filter(|day: &NaiveDate| YEARS.contains(&day.year()))
                .map(Self::Day),
        };
        read.ok_or(PartialDateError)
    }
}

crate::kernel::text_form!(PartialDate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_a_month_and_a_day_are_told_apart() {
        let read = |text: &str| PartialDate::read(text).map(|date| date.to_string());
        for (typed, stored) in [
            ("1990", "1990"),
            ("00/00/1990", "1990"),
            ("5/1990", "1990-05"),
            ("05-1990", "1990-05"),
            ("1990-05", "1990-05"),
            ("00/05/1990", "1990-05"),
            ("3/5/1990", "1990-05-03"),
            ("03051990", "1990-05-03"),
            ("１９９０", "1990"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(stored), "{typed}");
        }
        for wrong in [
            "",
            "90",
            "13/1990",
            "5/90",
            "31/2/1990",
            "mồng ba",
            "0999",
            "1/2/3/4",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_day_is_that_of_the_month_or_year() {
        let last = |text: &str| PartialDate::read(text).map(|date| date.last().to_string());
        assert_eq!(last("2/2024").as_deref(), Ok("2024-02-29"));
        assert_eq!(last("2023").as_deref(), Ok("2023-12-31"));
        assert_eq!(last("3/5/1990").as_deref(), Ok("1990-05-03"));
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_and_stored_reads_back(year in 1000_i32..10_000, month in 1_u32..13, day in 1_u32..29) {
            let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            for date in [
                PartialDate::Year(year),
                PartialDate::Month { year, month },
                PartialDate::Day(day),
            ] {
                proptest::prop_assert_eq!(PartialDate::read(&date.shown()), Ok(date));
                proptest::prop_assert_eq!(date.to_string().parse(), Ok(date));
                proptest::prop_assert!(date.first() <= date.last());
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = PartialDate::read(&text);
            let _ = text.parse::<PartialDate>();
        }
    }
}
