//! Dates as people type them and as browsers fill them in. Every date of every form is read here.

use chrono::NaiveDate;

use super::half_width;

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedDateError {
    /// Not in a shape that could be a date.
    #[error("not a day, month and year")]
    NotADate,
    /// Digits without a sign between them, which can be read in no way or in several.
    #[error("digits that are not eight")]
    Joined,
    /// The year alone, or with zeros for day and month.
    #[error("no day and month beside the year {year}")]
    YearAlone { year: i32 },
    /// In the shape of a date, but the calendar has no such day.
    #[error("the calendar has no day {day}/{month}/{year}")]
    NoSuchDay {
        /// Day as typed.
        day: u32,
        /// Month as typed.
        month: u32,
        /// Year as typed.
        year: i32,
    },
}

/// Longer texts are no dates.
const LONGEST: usize = 40;
/// Years that digits without a sign between them may mean; of two readings only one has such a year.
const YEARS: std::ops::Range<i32> = 1800..2300;

/// Day, month and year as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    day: u32,
    month: u32,
    year: i32,
}

/// Reads `1/2/2020`, `01-02-2020`, `1.2.2020`, `1 2 2020`, `01022020` (day first), `2020-02-01` and
/// `20200201` (year first); seven digits where only one day can be meant. Years have four digits.
///
/// # Errors
/// What is wrong, so that its owner can be told how to write it.
pub fn read_date(text: &str) -> Result<NaiveDate, TypedDateError> {
    if text.chars().count() > LONGEST {
        return Err(TypedDateError::NotADate);
    }
    let text: String = text.chars().map(half_width).collect();
    let parts: Vec<&str> = text
        .split(|c: char| matches!(c, '/' | '.' | ',') || super::is_dash(c) || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let read = match *parts.as_slice() {
        [joined] => return joined_digits(joined),
        [year, month, day] if year.len() == 4 => parts_of(day, month, year),
        [day, month, year] => parts_of(day, month, year),
        _ => None,
    };
    day_of(read.ok_or(TypedDateError::NotADate)?)
}

fn day_of(parts: Parts) -> Result<NaiveDate, TypedDateError> {
    let Parts { day, month, year } = parts;
    if (day, month) == (0, 0) {
        return Err(TypedDateError::YearAlone { year });
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(TypedDateError::NoSuchDay { day, month, year })
}

fn parts_of(day: &str, month: &str, year: &str) -> Option<Parts> {
    Some(Parts {
        day: digits(day, 1..=2)?,
        month: digits(month, 1..=2)?,
        year: i32::try_from(digits(year, 4..=4)?).ok()?,
    })
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Digits without signs between them.
fn joined_digits(text: &str) -> Result<NaiveDate, TypedDateError> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TypedDateError::NotADate);
    }
    let cut = |day: usize, month: usize| {
        let (day, rest) = text.split_at_checked(day)?;
        let (month, year) = rest.split_at_checked(month)?;
        parts_of(day, month, year)
    };
    match text.len() {
        4 => match digits(text, 4..=4).and_then(|year| i32::try_from(year).ok()) {
            Some(year) if YEARS.contains(&year) => Err(TypedDateError::YearAlone { year }),
            _ => Err(TypedDateError::Joined),
        },
        7 => {
            let readings = [cut(1, 2), cut(2, 1)];
            let mut days = readings.into_iter().flatten().filter_map(likely_day);
            match (days.next(), days.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(TypedDateError::Joined),
            }
        }
        8 => {
            let year_first = text.split_at_checked(4).and_then(|(year, rest)| {
                let (month, day) = rest.split_at_checked(2)?;
                likely_day(parts_of(day, month, year)?)
            });
            year_first.map_or_else(|| day_of(cut(2, 2).ok_or(TypedDateError::NotADate)?), Ok)
        }
        _ => Err(TypedDateError::Joined),
    }
}

fn likely_day(parts: Parts) -> Option<NaiveDate> {
    day_of(parts).ok().filter(|_| YEARS.contains(&parts.year))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            "1\u{a0}2\u{a0}2020",
            "1,2,2020",
            "01022020",
            "2020-02-01",
            "2020/2/1",
            "20200201",
            " 01 / 02 / 2020 ",
            "1–2–2020",
            "１／２／２０２０",
        ] {
            assert_eq!(read_date(text), Ok(day(2020, 2, 1)), "{text}");
        }
    }

    #[test]
    fn seven_digits_are_read_where_one_day_can_be_meant() {
        for (text, date) in [
            ("5112026", day(2026, 11, 5)),
            ("2732026", day(2026, 3, 27)),
            ("8031990", day(1990, 3, 8)),
        ] {
            assert_eq!(read_date(text), Ok(date), "{text}");
        }
        // The first of November or the eleventh of January; the third or the thirtieth of September.
        for text in [
            "1112026",
            "3092026",
            "512026",
            "051126",
            "12",
            "123456789",
            "0002026",
        ] {
            assert_eq!(read_date(text), Err(TypedDateError::Joined), "{text}");
        }
    }

    #[test]
    fn a_year_alone_is_told_from_no_date() {
        for text in [
            "1945",
            "00/00/1945",
            "0/0/1945",
            "00001945",
            "1945-00-00",
            "--/--/1945",
        ] {
            assert_eq!(
                read_date(text),
                Err(TypedDateError::YearAlone { year: 1945 }),
                "{text}"
            );
        }
    }

    #[test]
    fn an_impossible_day_is_named() {
        for text in ["31/2/2020", "31022020", "2020-02-31"] {
            let fault = TypedDateError::NoSuchDay {
                day: 31,
                month: 2,
                year: 2020,
            };
            assert_eq!(read_date(text), Err(fault), "{text}");
        }
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
            "8é031990",
            "mùng 8",
            "٣/2/2020",
        ] {
            assert_eq!(read_date(text), Err(TypedDateError::NotADate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_way_of_writing_a_day_gives_it(days in 0_u64..150_000, form in 0_usize..9) {
            let date = day(1850, 1, 1).checked_add_days(chrono::Days::new(days)).unwrap();
            let forms = [
                "%d/%m/%Y", "%-d/%-m/%Y", " %d-%m-%Y ", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d", "%Y%m%d",
                "%-d\u{a0}%-m\u{a0}%Y", "%Y/%-m/%-d",
            ];
            prop_assert_eq!(read_date(&date.format(forms[form]).to_string()), Ok(date));
        }

        #[test]
        fn joined_digits_are_never_read_as_another_day(days in 0_u64..150_000) {
            let date = day(1850, 1, 1).checked_add_days(chrono::Days::new(days)).unwrap();
            for form in ["%-d%m%Y", "%d%-m%Y", "%-d%-m%Y"] {
                if let Ok(read) = read_date(&date.format(form).to_string()) {
                    prop_assert_eq!(read, date);
                }
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,44}|[0-9]{0,9}") {
            let _ = read_date(&text);
        }
    }
}
