//! Days that an answer may mean: one day, or all of a year. Comparisons refuse only what is wrong
//! whichever of these days is meant.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Answer;

/// The first and the last day that an answer may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Span {
    /// The days that a date, or a part of one, may mean; none for other answers.
    pub fn of(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Date(day) => Some(Self {
                first: *day,
                last: *day,
            }),
            Answer::PartialDate(date) => Some(Self {
                first: date.first(),
                last: date.last(),
            }),
            Answer::Year(year) => Some(Self {
                first: NaiveDate::from_ymd_opt(*year, 1, 1)?,
                last: NaiveDate::from_ymd_opt(*year, 12, 31)?,
            }),
            _ => None,
        }
    }

    /// Whether it is one day.
    pub fn is_day(self) -> bool {
        self.first == self.last
    }
}

/// How far two dates may lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    Days(u32),
    Months(u32),
    Years(u32),
}

impl Distance {
    /// The day so much later; a day beyond the calendar is its last.
    pub(super) fn after(self, day: NaiveDate) -> NaiveDate {
        let later = match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.into())),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
            Self::Years(years) => day.checked_add_months(Months::new(years.saturating_mul(12))),
        };
        later.unwrap_or(NaiveDate::MAX)
    }
}

/// Whole years from one day to a later one; negative if it is earlier.
pub(super) fn age(born: NaiveDate, on: NaiveDate) -> i64 {
    let years = i64::from(on.year()) - i64::from(born.year());
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    years - i64::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_age_counts_whole_years() {
        for (born, on, years) in [
            ("2008-11-30", "2026-11-30", 18),
            ("2008-12-01", "2026-11-30", 17),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2026-12-01", "2026-11-30", -1),
        ] {
            assert_eq!(age(day(born), day(on)), years, "{born} {on}");
        }
    }

    #[test]
    fn a_year_may_mean_any_of_its_days() {
        let span = Span::of(&Answer::Year(1990)).unwrap();
        assert_eq!(
            (span.first, span.last),
            (day("1990-01-01"), day("1990-12-31"))
        );
        assert!(!span.is_day() && Span::of(&Answer::Date(day("1990-01-01"))).unwrap().is_day());
        assert_eq!(Span::of(&Answer::Ticked), None);
        assert_eq!(
            Distance::Years(u32::MAX).after(day("1990-01-01")),
            NaiveDate::MAX
        );
    }
}
