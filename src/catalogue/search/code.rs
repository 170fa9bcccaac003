//! Procedure codes as people type them: `1.001193`, `1001193`, with the agency's suffix of the old
//! portal (`1.001193.000.00.00.H26`), with a case (`1.001193.01`), only begun, or without what stands
//! before the point.

use crate::catalogue::ProcedureCode;

/// What a text says about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CodeGuess {
    /// This code.
    Whole(ProcedureCode),
    /// The code begins with these digits.
    Begins(String),
    /// The six digits after the point.
    Ends(String),
}

/// Digits of a whole code.
const WHOLE: usize = 7;
/// Fewer digits than this are a number, not a code.
const FEWEST: usize = 3;

impl CodeGuess {
    /// Reads `text` as a code, or not.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.');
        if let Ok(code) = text.parse() {
            return Some(Self::Whole(code));
        }
        let mut parts = text.split('.');
        let (head, tail) = (parts.next()?, parts.next());
        let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if parts.next().is_some() || head.is_empty() || !is_number(head) {
            return None;
        }
        match tail {
            Some(tail)
                if head.len() == 1 && is_number(tail) && (2..WHOLE).contains(&tail.len()) =>
            {
                Some(Self::Begins(format!("{head}{tail}")))
            }
            None if head.len() == WHOLE - 1 && head.starts_with('0') => {
                Some(Self::Ends(head.to_owned()))
            }
            None if (FEWEST..WHOLE).contains(&head.len()) && !head.starts_with('0') => {
                Some(Self::Begins(head.to_owned()))
            }
            _ => None,
        }
    }

    /// Whether it names one procedure and no family of codes.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// Whether `code` may be meant.
    pub fn fits(&self, code: &ProcedureCode) -> bool {
        let mut digits = code.as_str().chars().filter(char::is_ascii_digit);
        match self {
            Self::Whole(whole) => whole == code,
            Self::Begins(begun) => begun.chars().all(|c| digits.next() == Some(c)),
            Self::Ends(tail) => digits.skip(1).eq(tail.chars()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_code_fits_it() {
        for typed in [
            "1.001193",
            "1001193",
            " 1.001193 ",
            "1.001193.000.00.00.H26",
            "1.001193.H26",
            "1001193.h26",
            "1.001193.01",
            "1.0011",
            "10011",
            "001193",
        ] {
            let guess = CodeGuess::read(typed).unwrap_or_else(|| panic!("{typed} is a code"));
            assert!(guess.fits(&"1.001193".parse().unwrap()), "{typed}");
            assert!(!guess.fits(&"2.000815".parse().unwrap()), "{typed}");
        }
        assert!(CodeGuess::read("1.001193.H26").unwrap().is_whole());
        assert!(!CodeGuess::read("1.0011").unwrap().is_whole());
    }

    #[test]
    fn other_numbers_are_no_codes() {
        for typed in [
            "",
            ".",
            "14",
            "khai sinh",
            "0912345678",
            "001099012345",
            "1.x",
            "27/2019",
        ] {
            assert_eq!(CodeGuess::read(typed), None, "{typed}");
        }
    }
}
