//! Dates in Vietnamese words, as civil-status declarations want them beside the figures
//! (Circular 04/2020/TT-BTP, form of the birth declaration). The words are part of the legal
//! document, not of the page, so they stay Vietnamese in every language.

use chrono::{Datelike, NaiveDate};

const DIGITS: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];

/// `22/11/2026` is "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu".
pub fn date_in_words(date: NaiveDate) -> String {
    format!(
        "ngày {} tháng {} năm {}",
        below_hundred(date.day()),
        month(date.month()),
        year(date.year().unsigned_abs() % 10_000)
    )
}

fn digit(number: u32) -> &'static str {
    DIGITS
        .get(number as usize % 10)
        .copied()
        .unwrap_or_default()
}

/// The fourth month has a name of its own: "tháng tư".
fn month(number: u32) -> String {
    if number == 4 {
        "tư".to_owned()
    } else {
        below_hundred(number)
    }
}

fn below_hundred(number: u32) -> String {
    let (tens, ones) = (number / 10, number % 10);
    match (tens, ones) {
        (0, _) => digit(ones).to_owned(),
        (1, 0) => "mười".to_owned(),
        (1, 5) => "mười lăm".to_owned(),
        (1, _) => format!("mười {}", digit(ones)),
        (_, 0) => format!("{} mươi", digit(tens)),
        (_, 1) => format!("{} mươi mốt", digit(tens)),
        (_, 4) => format!("{} mươi tư", digit(tens)),
        (_, 5) => format!("{} mươi lăm", digit(tens)),
        (_, _) => format!("{} mươi {}", digit(tens), digit(ones)),
    }
}

fn year(number: u32) -> String {
    let (thousands, hundreds, rest) = (number / 1000, number / 100 % 10, number % 100);
    let head = format!("{} nghìn", digit(thousands));
    match (hundreds, rest) {
        (0, 0) => head,
        (_, 0) => format!("{head} {} trăm", digit(hundreds)),
        (_, 1..=9) => format!("{head} {} trăm linh {}", digit(hundreds), digit(rest)),
        (_, _) => format!("{head} {} trăm {}", digit(hundreds), below_hundred(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_dates_as_registrars_write_them() {
        let words = |y, m, d| date_in_words(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(
            words(2026, 11, 22),
            "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu"
        );
        assert_eq!(
            words(2005, 4, 15),
            "ngày mười lăm tháng tư năm hai nghìn không trăm linh năm"
        );
        assert_eq!(
            words(1991, 1, 31),
            "ngày ba mươi mốt tháng một năm một nghìn chín trăm chín mươi mốt"
        );
        assert_eq!(words(2000, 5, 10), "ngày mười tháng năm năm hai nghìn");
    }
}
