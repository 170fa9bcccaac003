//! The code by which people and agencies name a dossier: `H26.103.25-261123-9000001`.
//!
//! Circular 01/2018/TT-VPCP, now 03/2025/TT-VPCP: the code of the receiving agency, the day of
//! reception, the number within that day. Provinces number in four digits, ministries in up to
//! seven, and systems in the field write the day with its century and three or eight digits too; ours
//! come from a series of their own, so that they never meet the agency's.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::kernel::is_dash;

/// A dossier code (mã hồ sơ) in its one spelling: upper case, ASCII hyphens, no spaces.
///
/// Two spellings of one code are equal; `0042` and `00042` are two codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode {
    agency: String,
    /// As it was written: `0042` and `00042` are two codes, and so are two lengths of a day.
    day: String,
    sequence: String,
}

/// Why a text is not a dossier code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DossierCodeError {
    /// Nothing was typed.
    #[error("no code")]
    Empty,
    /// It has not the three parts: agency, day, number.
    #[error("not an agency, a day and a number with hyphens between them")]
    Shape,
    /// The first part cannot be the code of an agency.
    #[error("not the code of an agency")]
    Agency,
    /// The second part is no day as `yymmdd` or `yyyymmdd`, or not of this century.
    #[error("not a day as yymmdd or yyyymmdd")]
    Day,
    /// The number within the day has not three to eight digits.
    #[error("a number of {found} characters instead of 3 to 8 digits")]
    Sequence {
        /// How many characters it has.
        found: usize,
    },
}

impl DossierCodeError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "dossier_code.empty",
            Self::Shape => "dossier_code.shape",
            Self::Agency => "dossier_code.agency",
            Self::Day => "dossier_code.day",
            Self::Sequence { .. } => "dossier_code.sequence",
        }
    }
}

/// The years that two digits can name.
const CENTURY: i32 = 2000;
/// Lengths of an agency's code that one-stop systems are known to send.
const AGENCY_LENGTHS: std::ops::RangeInclusive<usize> = 3..=35;

impl DossierCode {
    /// The number of the portal's first dossier of a day, where no partner has a series set for it.
    pub const FIRST_NUMBER: u32 = 9_000_001;

    /// The last number of a day.
    pub const LAST_NUMBER: u32 = 9_999_999;

    /// The portal's own code for the dossier of `number` that is filed with `agency` on `day`,
    /// always in seven digits.
    ///
    /// # Errors
    /// `Agency`, `Day` or `Sequence` for what no code can hold; above all `Sequence` when the day's
    /// series is used up.
    pub fn numbered(agency: &str, day: NaiveDate, number: u32) -> Result<Self, DossierCodeError> {
        if !(CENTURY..CENTURY + 100).contains(&day.year()) {
            return Err(DossierCodeError::Day);
        }
        let sequence = format!("{number:07}");
        if number > Self::LAST_NUMBER {
            return Err(DossierCodeError::Sequence {
                found: sequence.len(),
            });
        }
        Ok(Self {
            agency: agency_part(agency)?,
            day: day.format("%y%m%d").to_string(),
            sequence,
        })
    }

    /// The portal's first code of `day` for `agency`.
    ///
    /// # Errors
    /// `Agency` or `Day` for what no code can hold.
    pub fn first_of_day(agency: &str, day: NaiveDate) -> Result<Self, DossierCodeError> {
        Self::numbered(agency, day, Self::FIRST_NUMBER)
    }

    /// The code of the agency, in the form in which it stands in the code. Whether there is such an
    /// agency is another question.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The number within the day, three to eight digits with their zeros.
    pub fn sequence(&self) -> &str {
        &self.sequence
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}-{}", self.agency, self.day, self.sequence))
    }
}

/// Reads a code as people type, paste and read it aloud: in any case, with any dash or only spaces
/// between the parts.
impl FromStr for DossierCode {
    type Err = DossierCodeError;

    fn from_str(text: &str) -> Result<Self, DossierCodeError> {
        let typed: String = text
            .trim()
            .nfkc()
            .map(|letter| if is_dash(letter) { '-' } else { letter })
            .collect();
        if typed.is_empty() {
            return Err(DossierCodeError::Empty);
        }
        let parts: Vec<String> = if typed.contains('-') {
            typed.split('-').map(without_spaces).collect()
        } else {
            typed.split_whitespace().map(str::to_owned).collect()
        };
        let [agency, day, sequence] = parts.as_slice() else {
            return Err(DossierCodeError::Shape);
        };
        Ok(Self {
            agency: agency_part(agency)?,
            day: day_part(day)?,
            sequence: sequence_part(sequence)?,
        })
    }
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Both forms pass: `H26.103.25` (Decision 20/2020/QĐ-TTg) and `000.00.06.H56` (QCVN
/// 102:2016/BTTTT).
fn agency_part(text: &str) -> Result<String, DossierCodeError> {
    let code = text.to_ascii_uppercase();
    let is_level =
        |level: &str| !level.is_empty() && level.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if AGENCY_LENGTHS.contains(&code.len()) && code.split('.').all(is_level) {
        Ok(code)
    } else {
        Err(DossierCodeError::Agency)
    }
}

/// `yymmdd`; with the century; and with it but without the zero before the month or the day.
fn day_part(text: &str) -> Result<String, DossierCodeError> {
    let is_day = match (text.len(), text.split_at_checked(4)) {
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => false,
        // The century is written out, because "%y" alone takes 69 to 99 for the one before.
        (6, _) => is_day(&format!("{}{text}", CENTURY / 100)),
        (7, Some((year, rest))) => {
            let (month, day) = rest.split_at(1);
            let (long_month, short_day) = rest.split_at(2);
            is_day(&format!("{year}0{month}{day}"))
                || is_day(&format!("{year}{long_month}0{short_day}"))
        }
        (8, _) => is_day(text),
        _ => false,
    };
    match is_day {
        true => Ok(text.to_owned()),
        false => Err(DossierCodeError::Day),
    }
}

/// Whether these eight digits are a day of this century.
fn is_day(digits: &str) -> bool {
    let day = NaiveDate::parse_from_str(digits, "%Y%m%d");
    day.is_ok_and(|day| (CENTURY..CENTURY + 100).contains(&day.year()))
}

fn sequence_part(text: &str) -> Result<String, DossierCodeError> {
    if (3..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err(DossierCodeError::Sequence {
            found: text.chars().count(),
        })
    }
}

crate::kernel::text_form!(DossierCode);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn codes_of_every_kind_of_agency_are_read() {
        for (text, agency, sequence) in [
            ("H26.103.25-261123-0042", "H26.103.25", "0042"),
            ("000.00.06.H56-231027-0361", "000.00.06.H56", "0361"),
            ("G15-261123-152345", "G15", "152345"),
            ("G99.99-260105-990001", "G99.99", "990001"),
            ("H26-261123-9000001", "H26", "9000001"),
            ("G09.20-20260609-0092637", "G09.20", "0092637"),
            ("G09.20-2026609-0092637", "G09.20", "0092637"),
            ("G09.20-2026129-0092637", "G09.20", "0092637"),
            ("H26-261123-001", "H26", "001"),
            ("H26-261123-12345678", "H26", "12345678"),
            ("G15-991231-0001", "G15", "0001"),
        ] {
            let code: DossierCode = text.parse().unwrap();
            assert_eq!((code.agency(), code.sequence()), (agency, sequence));
            assert_eq!(code.to_string(), text);
        }
    }

    #[test]
    fn our_own_series_begins_at_nine_million_and_one() {
        let first = DossierCode::first_of_day("h26.12", day("2026-11-23")).unwrap();
        assert_eq!(first.to_string(), "H26.12-261123-9000001");
        let numbered = |number| DossierCode::numbered("G01", day("2026-11-23"), number);
        assert_eq!(numbered(42).unwrap().to_string(), "G01-261123-0000042");
        assert!(numbered(DossierCode::LAST_NUMBER).is_ok());
        assert_eq!(
            numbered(DossierCode::LAST_NUMBER + 1),
            Err(DossierCodeError::Sequence { found: 8 })
        );
        let early = DossierCode::first_of_day("G01", day("1999-12-31"));
        assert_eq!(early, Err(DossierCodeError::Day));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<DossierCode>().unwrap_err();
        assert_eq!(error("  "), DossierCodeError::Empty);
        for text in [
            "H26",
            "H26-261123",
            "H26-261123-0001-1",
            "261123 0001",
            "---",
        ] {
            assert_eq!(error(text), DossierCodeError::Shape, "{text}");
        }
        for text in [
            "H2-261123-0001",
            "H26..1-261123-0001",
            "H26.-261123-0001",
            "H26/1-261123-0001",
        ] {
            assert_eq!(error(text), DossierCodeError::Agency, "{text}");
        }
        let long = format!("{}-261123-0001", "A".repeat(36));
        assert_eq!(error(&long), DossierCodeError::Agency);
        for text in [
            "H26-261323-0001",
            "H26-260230-0001",
            "H26-2611-0001",
            "H26-+61123-0001",
            "H26-19991231-0001",
            "H26-20260230-0001",
            "H26-2026000-0001",
            "H26-20261-0001",
            "H26-202606091-0001",
        ] {
            assert_eq!(error(text), DossierCodeError::Day, "{text}");
        }
        assert_eq!(
            error("H26-261123-01"),
            DossierCodeError::Sequence { found: 2 }
        );
        assert_eq!(
            error("H26-261123-123456789"),
            DossierCodeError::Sequence { found: 9 }
        );
        assert_eq!(
            error("H26-261123-00a1"),
            DossierCodeError::Sequence { found: 4 }
        );
    }

    fn codes() -> impl Strategy<Value = DossierCode> {
        (
            "[GHXT][0-9]{2}(\\.[0-9]{2,3}){0,3}|000\\.[0-9]{2}\\.[0-9]{2}\\.[GH][0-9]{2}",
            0_i64..36_524,
            select(vec!["%y%m%d", "%Y%m%d"]),
            "[0-9]{3,8}",
        )
            .prop_map(|(agency, days, form, sequence)| DossierCode {
                agency,
                day: (day("2000-01-01") + chrono::Duration::days(days))
                    .format(form)
                    .to_string(),
                sequence,
            })
    }

    proptest! {
        #[test]
        fn any_spelling_is_the_same_code(
            code in codes(),
            dash in select(vec!["-", " - ", "\u{2010}", "\u{2011}", " – ", "—", "−", "－", " ", "\u{a0}"]),
            lower in any::<bool>(),
            around in select(vec!["", " ", "\t", "\u{3000}"]),
        ) {
            let spelt = format!("{around}{}{around}", code.to_string().replace('-', dash));
            let spelt = if lower { spelt.to_lowercase() } else { spelt };
            prop_assert_eq!(spelt.parse::<DossierCode>(), Ok(code));
        }

        #[test]
        fn spaces_inside_a_part_do_no_harm(code in codes(), at in 0_usize..12) {
            let mut spelt = code.to_string();
            spelt.insert(at, ' ');
            prop_assert_eq!(spelt.parse::<DossierCode>(), Ok(code));
        }

        #[test]
        fn whatever_is_read_is_written_in_one_spelling(text in "[a-zA-Z0-9. –-]{0,30}|\\PC{0,30}") {
            if let Ok(code) = text.parse::<DossierCode>() {
                prop_assert_eq!(code.to_string().parse::<DossierCode>(), Ok(code));
            }
        }
    }
}
