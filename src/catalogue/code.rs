//! The code of a procedure, in every spelling that people and systems use.
//!
//! The national database writes `1.001193`. People leave out the dot; the old portal appended the
//! agency (`1.001193.000.00.00.H26`), later its short code (`1.012784.H21`); a case of a procedure
//! has a number of its own (`1.001193.01`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::agencies::AgencyCode;

/// How the national database marks a code that it has deleted.
const DELETED_MARK: &str = "-Xoa";

/// After the dot: six digits; the database itself holds a few codes with more, mistyped.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=9;

/// The code of a procedure, `1.001193`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ProcedureCode(String);

/// The text is not a procedure code in any of its spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a procedure code is a digit, a dot and six digits, as 1.001193")]
pub struct ProcedureCodeError;

impl ProcedureCode {
    /// The code as the national database writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProcedureCode {
    type Err = ProcedureCodeError;

    /// Reads any spelling and forgets the agency and the case; see [`ProcedureReference`].
    fn from_str(text: &str) -> Result<Self, ProcedureCodeError> {
        text.parse()
            .map(|reference: ProcedureReference| reference.code)
    }
}

crate::kernel::text_form!(ProcedureCode);

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A procedure code with what may follow it: a case, the agency that handles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureReference {
    pub code: ProcedureCode,
    /// The number of a case of it, from 1.
    pub case: Option<u16>,
    /// The agency named behind it.
    pub agency: Option<AgencyCode>,
}

impl FromStr for ProcedureReference {
    type Err = ProcedureCodeError;

    fn from_str(text: &str) -> Result<Self, ProcedureCodeError> {
        let text: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let (text, deleted) = without_deleted_mark(&text);
        let (first, rest) = split_at_boundary(text, 1).ok_or(ProcedureCodeError)?;
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, suffix) = split_at_boundary(rest, end).ok_or(ProcedureCodeError)?;
        if !matches!(first.as_bytes(), [b'1'..=b'9']) || !DIGITS.contains(&digits.len()) {
            return Err(ProcedureCodeError);
        }
        let mark = if deleted { DELETED_MARK } else { "" };
        let code = ProcedureCode(format!("{first}.{digits}{mark}"));
        let (case, agency) = read_suffix(suffix)?;
        Ok(Self { code, case, agency })
    }
}

fn without_deleted_mark(text: &str) -> (&str, bool) {
    let cut = text.len().saturating_sub(DELETED_MARK.len());
    match split_at_boundary(text, cut) {
        Some((before, mark)) if mark.eq_ignore_ascii_case(DELETED_MARK) => (before, true),
        _ => (text, false),
    }
}

fn read_suffix(suffix: &str) -> Result<(Option<u16>, Option<AgencyCode>), ProcedureCodeError> {
    let Some(suffix) = suffix.strip_prefix('.') else {
        return if suffix.is_empty() {
            Ok((None, None))
        } else {
            Err(ProcedureCodeError)
        };
    };
    if let Ok(agency) = suffix.parse() {
        return Ok((None, Some(agency)));
    }
    let (case, agency) = match suffix.split_once('.') {
        Some((case, agency)) => (case, Some(agency.parse().map_err(|_| ProcedureCodeError)?)),
        None => (suffix, None),
    };
    if case.len() > 2 || !case.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ProcedureCodeError);
    }
    match case.parse() {
        Ok(0) | Err(_) => Err(ProcedureCodeError),
        Ok(number) => Ok((Some(number), agency)),
    }
}

fn split_at_boundary(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> ProcedureReference {
        text.parse().unwrap()
    }

    #[test]
    fn every_spelling_means_the_same_procedure() {
        for text in [
            "1.001193",
            "1001193",
            " 1.001193 ",
            "1. 001193",
            "1.001193.000.00.00.H26",
            "1.001193.h26",
            "1.001193.01",
            "1.001193.01.H26",
        ] {
            assert_eq!(read(text).code.as_str(), "1.001193", "{text}");
        }
        assert_eq!(read("1.012784.H21").agency.unwrap().to_string(), "H21");
        assert_eq!(
            read("1.001193.000.00.00.H26").agency.unwrap().to_string(),
            "H26"
        );
        assert_eq!(read("1.001193.01").case, Some(1));
        assert_eq!(read("1.001193.01").agency, None);
        assert_eq!(read("1.014955-XOA").code.as_str(), "1.014955-Xoa");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "1",
            "1.00119",
            "0.001193",
            "a.001193",
            "1.001193.",
            "1.001193.00",
        ] {
            assert_eq!(
                text.parse::<ProcedureReference>(),
                Err(ProcedureCodeError),
                "{text}"
            );
        }
        for text in [
            "1.001193x",
            "1.001193.123",
            "1.0011931234",
            "1.001193.01.X",
            "đ.001193",
        ] {
            assert_eq!(
                text.parse::<ProcedureReference>(),
                Err(ProcedureCodeError),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn spellings_agree(first in 1u8..=9, number in 0u32..1_000_000, case in 1u16..=99, root in "[GH][0-9]{2}") {
            let plain = format!("{first}.{number:06}");
            let lower = root.to_lowercase();
            prop_assert_eq!(read(&format!("{first}{number:06}")).code.to_string(), plain.clone());
            prop_assert_eq!(read(&format!("{plain}.000.00.00.{lower}")), read(&format!("{plain}.{root}")));
            prop_assert_eq!(read(&format!("{plain}.{case:02}")).case, Some(case));
            prop_assert_eq!(read(&read(&plain).code.to_string()).code.to_string(), plain);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<ProcedureReference>();
        }
    }
}
