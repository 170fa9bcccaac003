//! Dates of birth.

use chrono::{Datelike, NaiveDate};

use crate::kernel::{TypedDateError, read_date};

/// Why a birth date cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// Nothing was typed.
    #[error("no date")]
    Empty,
    /// It cannot be read, or is no day of the calendar.
    #[error(transparent)]
    Typed(#[from] TypedDateError),
    /// It is before the first year of personal numbers.
    #[error("before {EARLIEST_YEAR}")]
    TooEarly,
    /// It is still to come.
    #[error("in the future")]
    InFuture,
    /// The personal number is of another year.
    #[error("not the year of the personal number")]
    OtherYear,
}

impl BirthDateError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "birth_date.empty",
            Self::Typed(TypedDateError::NotADate) => "birth_date.not_a_date",
            Self::Typed(TypedDateError::Joined) => "birth_date.joined",
            Self::Typed(TypedDateError::YearAlone { .. }) => "birth_date.year_alone",
            Self::Typed(TypedDateError::NoSuchDay { .. }) => "birth_date.no_such_day",
            Self::TooEarly => "birth_date.too_early",
            Self::InFuture => "birth_date.in_future",
            Self::OtherYear => "birth_date.other_year",
        }
    }
}

/// Personal numbers begin with the century of 1900.
const EARLIEST_YEAR: i32 = 1900;

/// Reads a date of birth in any spelling of [`read_date`].
///
/// # Errors
/// What is wrong with it.
pub fn read_birth_date(text: &str) -> Result<NaiveDate, BirthDateError> {
    if text.trim().is_empty() {
        return Err(BirthDateError::Empty);
    }
    match read_date(text)? {
        date if date.year() < EARLIEST_YEAR => Err(BirthDateError::TooEarly),
        date => Ok(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_date_of_birth_is_named() {
        let key = |text: &str| read_birth_date(text).map_err(|error| error.key());
        for (text, wrong) in [
            ("  ", "birth_date.empty"),
            ("8/3/90", "birth_date.not_a_date"),
            ("080390", "birth_date.joined"),
            ("1945", "birth_date.year_alone"),
            ("00/00/1945", "birth_date.year_alone"),
            ("31/2/1990", "birth_date.no_such_day"),
            ("8/3/1899", "birth_date.too_early"),
        ] {
            assert_eq!(key(text), Err(wrong), "{text}");
        }
        let date = NaiveDate::from_ymd_opt(1990, 3, 8);
        for text in ["1990-03-08", "8\u{a0}3\u{a0}1990", "8031990", "08/03/1990"] {
            assert_eq!(key(text).ok(), date, "{text}");
        }
    }
}
