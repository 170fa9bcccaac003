//! The official identifier of an agency, in both of its written forms.
//!
//! Decision 20/2020/QĐ-TTg writes it from the top down, `H38.20.03`; the older QCVN
//! 102:2016/BTTTT writes the same agency from the bottom up in four places, `000.03.20.H38`.
//! Systems in the field still send either, so both are one value here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The places below the ministry or province in the older form, lowest first, by their digits.
const OLD_FORM_DIGITS: [usize; 3] = [3, 2, 2];

/// No agency was seen deeper than three places below the ministry or province; one more is room.
const DEEPEST: usize = 5;

/// An official agency code, held as the places of the short form from the top down.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AgencyCode(Vec<String>);

/// Why a text is not an agency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgencyCodeError {
    /// The first place must be a letter and two digits, as in `G15` or `H26`.
    #[error("an agency code begins with a letter and two digits")]
    Root,
    /// A place below it is not one to three digits, or is zero.
    #[error("a place of an agency code is one to three digits and not zero")]
    Place,
    /// More places than any agency has.
    #[error("an agency code has at most five places")]
    TooDeep,
}

impl AgencyCode {
    /// The code of the ministry or province at the top: `H26` of `H26.103.25`.
    pub fn root(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether this agency is `ancestor` or stands below it.
    pub fn is_within(&self, ancestor: &Self) -> bool {
        self.0.starts_with(&ancestor.0)
    }

    /// The agency one place up; none for a ministry or province.
    pub fn parent(&self) -> Option<Self> {
        match self.0.split_last() {
            Some((_, above)) if !above.is_empty() => Some(Self(above.to_vec())),
            _ => None,
        }
    }

    /// The form of QCVN 102:2016/BTTTT; none where a place does not fit into it, as in
    /// `H26.103.25`.
    pub fn old_form(&self) -> Option<String> {
        let (root, below) = self.0.split_first()?;
        if below.len() > OLD_FORM_DIGITS.len() {
            return None;
        }
        let mut places = Vec::with_capacity(4);
        for (depth, digits) in OLD_FORM_DIGITS
            .iter()
            .enumerate()
            .map(|(at, n)| (2 - at, *n))
        {
            let place = below.get(depth).map_or("0", String::as_str);
            if place.len() > digits {
                return None;
            }
            places.push(format!("{place:0>digits$}"));
        }
        places.push(root.clone());
        Some(places.join("."))
    }
}

impl AgencyCode {
    /// The code in the form in which another was written: systems compare codes as texts.
    pub fn in_form_of(&self, other: &str) -> String {
        let is_short = other.trim().split('.').next().is_some_and(|place| {
            let place = place.to_ascii_uppercase();
            is_root(&place)
        });
        match self.old_form() {
            Some(old) if !is_short => old,
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl fmt::Debug for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AgencyCode {
    type Err = AgencyCodeError;

    fn from_str(text: &str) -> Result<Self, AgencyCodeError> {
        let text = text.trim().to_ascii_uppercase();
        let mut places: Vec<&str> = text.split('.').collect();
        if places.len() > DEEPEST {
            return Err(AgencyCodeError::TooDeep);
        }
        let reversed = places.first().is_some_and(|first| !is_root(first));
        if reversed {
            places.reverse();
        }
        let Some((root, below)) = places.split_first() else {
            return Err(AgencyCodeError::Root);
        };
        if !is_root(root) {
            return Err(AgencyCodeError::Root);
        }
        // Both forms are met padded with empty places on the low side.
        let used = below.iter().rposition(|place| !is_zero(place));
        let below = below.get(..used.map_or(0, |last| last + 1)).unwrap_or(&[]);
        let mut code = vec![(*root).to_owned()];
        for place in below {
            code.push(normal_place(place)?);
        }
        Ok(Self(code))
    }
}

crate::kernel::text_form!(AgencyCode);

fn is_root(place: &str) -> bool {
    let mut chars = place.chars();
    place.len() == 3
        && chars.next().is_some_and(|first| first.is_ascii_uppercase())
        && chars.all(|digit| digit.is_ascii_digit())
}

fn is_zero(place: &str) -> bool {
    !place.is_empty() && place.bytes().all(|byte| byte == b'0')
}

/// At least two digits: the older form pads its lowest place to three (`003`), the short does not.
fn normal_place(place: &str) -> Result<String, AgencyCodeError> {
    let digits = place.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=3).contains(&place.len()) || !digits || is_zero(place) {
        return Err(AgencyCodeError::Place);
    }
    Ok(format!("{:0>2}", place.trim_start_matches('0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> AgencyCode {
        text.parse().unwrap()
    }

    #[test]
    fn both_forms_are_one_agency() {
        assert_eq!(code("000.03.20.H38"), code("H38.20.03"));
        assert_eq!(code(" 000.00.00.h26 ").to_string(), "H26");
        assert_eq!(code("H26.103.25").to_string(), "H26.103.25");
        assert_eq!(code("H21.24.01.02").old_form().unwrap(), "002.01.24.H21");
        assert_eq!(code("H26").old_form().unwrap(), "000.00.00.H26");
        assert_eq!(code("H26.103.25").old_form(), None);
    }

    #[test]
    fn a_subtree_is_the_places_below() {
        assert!(code("000.03.20.H38").is_within(&code("H38")));
        assert!(code("H38.20").is_within(&code("H38.20")));
        assert!(!code("H38.02").is_within(&code("H38.20")));
        assert!(!code("H38").is_within(&code("H38.20")));
        assert_eq!(code("H38.20.03").parent(), Some(code("H38.20")));
        assert_eq!(code("H38").parent(), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert_eq!("".parse::<AgencyCode>(), Err(AgencyCodeError::Root));
        assert_eq!("H2".parse::<AgencyCode>(), Err(AgencyCodeError::Root));
        assert_eq!(
            "H26.00.03".parse::<AgencyCode>(),
            Err(AgencyCodeError::Place)
        );
        assert_eq!(
            "H26.1234".parse::<AgencyCode>(),
            Err(AgencyCodeError::Place)
        );
        assert_eq!(
            "H26.1.2.3.4.5".parse::<AgencyCode>(),
            Err(AgencyCodeError::TooDeep)
        );
    }

    proptest! {
        #[test]
        fn every_spelling_reads_back(root in "[GH][0-9]{2}", below in prop::collection::vec(1u32..100, 0..=3)) {
            let short = below.iter().fold(root, |text, place| format!("{text}.{place:02}"));
            let parsed = code(&short);
            prop_assert_eq!(parsed.to_string(), short);
            let old = parsed.old_form().unwrap();
            prop_assert_eq!(code(&old), parsed);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<AgencyCode>();
        }
    }
}
