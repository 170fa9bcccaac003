//! Dates of birth as people type them.

use chrono::{Datelike, NaiveDate};

/// Why a birth date cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// Nothing was typed.
    #[error("no date")]
    Empty,
    /// It is no day of the calendar, or written in another order.
    #[error("not a day, month and year")]
    NotADate,
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
            Self::NotADate => "birth_date.not_a_date",
            Self::InFuture => "birth_date.in_future",
            Self::OtherYear => "birth_date.other_year",
        }
    }
}

/// Personal numbers begin with the century of 1900.
const EARLIEST_YEAR: i32 = 1900;

/// Reads day, month and year with `/`, `-`, `.` or spaces between, or the eight digits alone.
///
/// # Errors
/// `Empty` or `NotADate`.
pub fn read_birth_date(text: &str) -> Result<NaiveDate, BirthDateError> {
    let typed = text.trim();
    if typed.is_empty() {
        return Err(BirthDateError::Empty);
    }
    let parts: Vec<&str> = match (typed.get(..2), typed.get(2..4), typed.get(4..)) {
        (Some(day), Some(month), Some(year)) if typed.len() == 8 && is_digits(typed) => {
            vec![day, month, year]
        }
        _ => typed
            .split(['/', '-', '.', ' '])
            .filter(|part| !part.is_empty())
            .collect(),
    };
    let [day, month, year] = parts.as_slice() else {
        return Err(BirthDateError::NotADate);
    };
    let number = |text: &str, most: usize| {
        let fits = text.len() <= most && is_digits(text);
        fits.then(|| text.parse::<u32>().ok())
            .flatten()
            .ok_or(BirthDateError::NotADate)
    };
    let (day, month, year) = (number(day, 2)?, number(month, 2)?, number(year, 4)?);
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|date| date.year() >= EARLIEST_YEAR)
        .ok_or(BirthDateError::NotADate)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_date_is_named() {
        assert_eq!(read_birth_date("  "), Err(BirthDateError::Empty));
        for text in [
            "31/2/1990",
            "1990/3/8",
            "8/3",
            "8/3/90",
            "8/3/1990/1",
            "mùng 8",
            "+8/3/1990",
            "8/3/1899",
            "8é031990",
        ] {
            assert_eq!(
                read_birth_date(text),
                Err(BirthDateError::NotADate),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_way_of_writing_a_day_gives_it(days in 0_i64..60_000, form in 0_usize..5) {
            let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
            let date = first + chrono::Duration::days(days);
            let forms = ["%d/%m/%Y", "%-d/%-m/%Y", " %d-%m-%Y ", "%d.%m.%Y", "%d%m%Y"];
            prop_assert_eq!(read_birth_date(&date.format(forms[form]).to_string()), Ok(date));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            let _ = read_birth_date(&text);
        }
    }
}
