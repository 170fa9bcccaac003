//! How dates are shown, and the bounds a form may set.
//!
//! A date is one text input: on a phone three inputs mean three keyboards and two jumps, and a
//! native date picker is slow for a year of birth. The spellings people use are all understood
//! (`kernel::read_date`).

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

use crate::agencies::Calendar;

/// The spelling for pages: `01/02/2020`.
pub(super) fn shown(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// The suffix of a bound in years, and of one in working days.
const YEARS: char = 'y';
const WORKING_DAYS: &str = "wd";
const MONTHS_A_YEAR: u32 = 12;
/// The most working days of a bound: they are walked one by one.
const MOST_WORKING_DAYS: u32 = 1_000;

/// A bound on a date: `2020-02-01`, `today`, `today-60` or `today+3` (days), `today-18y` (years),
/// `today+3wd` (working days).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateBound {
    /// A fixed day.
    On(NaiveDate),
    /// So many days from the present day; negative is in the past.
    Today(i32),
    /// The same day so many years before the present one: who was born by then is so old.
    YearsAgo(u32),
    /// So many working days after the present day.
    WorkingDays(u32),
}

impl DateBound {
    /// The day the bound means on `today`, by the calendar of the agency.
    pub fn resolve(self, today: NaiveDate, calendar: &Calendar) -> NaiveDate {
        match self {
            Self::YearsAgo(years) => {
                let months = Months::new(years.saturating_mul(MONTHS_A_YEAR));
                today.checked_sub_months(months).unwrap_or(today)
            }
            Self::WorkingDays(count) => calendar.add_working_days(today, count),
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
#[error("a bound is a day like 2020-02-01, or today, today-60, today+3, today-18y, today+3wd")]
pub struct DateBoundError;

impl FromStr for DateBound {
    type Err = DateBoundError;

    fn from_str(text: &str) -> Result<Self, DateBoundError> {
        match text.strip_prefix("today") {
            Some("") => Ok(Self::Today(0)),
            Some(offset) => offset_from_today(offset).ok_or(DateBoundError),
            None => text.parse().map(Self::On).map_err(|_| DateBoundError),
        }
    }
}

/// What stands behind `today`.
fn offset_from_today(offset: &str) -> Option<DateBound> {
    let (sign, number) = (offset.chars().next()?, offset.get(1..)?);
    match (
        sign,
        number.strip_suffix(YEARS),
        number.strip_suffix(WORKING_DAYS),
    ) {
        ('-', Some(years), _) => years.parse().ok().map(DateBound::YearsAgo),
        ('+', _, Some(count)) => {
            let count = count.parse().ok();
            let count = count.filter(|count| *count <= MOST_WORKING_DAYS);
            count.map(DateBound::WorkingDays)
        }
        ('+' | '-', None, None) => offset.parse().ok().map(DateBound::Today),
        _ => None,
    }
}

impl fmt::Display for DateBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => date.fmt(f),
            Self::Today(0) => f.write_str("today"),
            Self::Today(offset) => write!(f, "today{offset:+}"),
            Self::YearsAgo(years) => write!(f, "today-{years}{YEARS}"),
            Self::WorkingDays(count) => write!(f, "today+{count}{WORKING_DAYS}"),
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
        let calendar = Calendar::default();
        let resolve = |text: &str| {
            text.parse()
                .map(|bound: DateBound| bound.resolve(today, &calendar))
        };
        assert_eq!(resolve("today"), Ok(today));
        assert_eq!(resolve("today-60"), Ok(day(2026, 9, 23)));
        assert_eq!(resolve("today+9"), Ok(day(2026, 12, 1)));
        assert_eq!(resolve("1990-01-01"), Ok(day(1990, 1, 1)));
        assert_eq!(resolve("today-18y"), Ok(day(2008, 11, 22)));
        // 22 November 2026 is a Sunday.
        assert_eq!(resolve("today+3wd"), Ok(day(2026, 11, 25)));
        for wrong in [
            "todayish",
            "today+18y",
            "today-3wd",
            "today+",
            "today+9999wd",
            "today+é",
        ] {
            assert_eq!(resolve(wrong), Err(DateBoundError), "{wrong}");
        }
    }

    #[test]
    fn an_age_is_counted_in_years_and_a_notice_in_working_days() {
        let calendar = Calendar::default();
        let adult = DateBound::YearsAgo(18);
        assert_eq!(
            adult.resolve(day(2026, 11, 30), &calendar),
            day(2008, 11, 30)
        );
        // Who was born on 29 February 2008 is not 18 the day before 1 March 2026.
        assert_eq!(adult.resolve(day(2026, 2, 28), &calendar), day(2008, 2, 28));
        assert_eq!(adult.resolve(day(2028, 2, 29), &calendar), day(2010, 2, 28));
        let friday = day(2026, 11, 27);
        let bound = DateBound::WorkingDays(3);
        assert_eq!(bound.resolve(friday, &calendar), day(2026, 12, 2));
    }

    proptest::proptest! {
        #[test]
        fn a_bound_reads_back(count in 0_u32..1_000, days in -40_000_i32..40_000) {
            for bound in [
                DateBound::Today(days),
                DateBound::YearsAgo(count),
                DateBound::WorkingDays(count),
            ] {
                proptest::prop_assert_eq!(bound.to_string().parse(), Ok(bound));
            }
        }

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
