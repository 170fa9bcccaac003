//! The name by which machines know an account (`TechID`, on the wire `MaDoiTuong`).

use std::fmt;
use std::str::FromStr;

use crate::kernel::TimeAndChance;

/// Twenty letters and digits of base 32 (RFC 4648): a hundred random bits, saying nothing of its
/// owner. An account has it from its first day and keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TechId(String);

/// The text is not a TechID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a TechID has {LENGTH} of the characters A to Z and 2 to 7")]
pub struct TechIdError;

const LENGTH: usize = 20;
const ALPHABET: [char; 32] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S',
    'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7',
];

impl TechId {
    pub fn new(moment: &TimeAndChance) -> Self {
        let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).unwrap_or(&'A');
        Self(moment.secret::<LENGTH>().into_iter().map(letter).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, as a person reads it to a clerk.
    pub fn in_groups(&self) -> String {
        let mut groups = String::with_capacity(LENGTH + LENGTH / 4);
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                groups.push(' ');
            }
            groups.push(letter);
        }
        groups
    }
}

impl fmt::Display for TechId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a TechID in either case, with or without the spaces between its groups.
impl FromStr for TechId {
    type Err = TechIdError;

    fn from_str(text: &str) -> Result<Self, TechIdError> {
        let letters = text.chars().filter(|c| !c.is_whitespace());
        let upper: String = letters.map(|c| c.to_ascii_uppercase()).collect();
        let fits = upper.chars().count() == LENGTH && upper.chars().all(|c| ALPHABET.contains(&c));
        fits.then_some(Self(upper)).ok_or(TechIdError)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::SeededChance;

    #[test]
    fn a_new_one_is_read_back_and_differs_from_the_next() {
        let moment = TimeAndChance::at(
            "2026-11-22T01:00:00Z".parse().unwrap(),
            Arc::new(SeededChance::new(5)),
        );
        let one = TechId::new(&moment);
        assert_eq!(one.as_str().to_lowercase().parse(), Ok(one.clone()));
        let groups = one.in_groups();
        assert_eq!(groups.split(' ').map(str::len).collect::<Vec<_>>(), [4; 5]);
        assert_eq!(groups.parse(), Ok(one.clone()));
        assert_ne!(one, TechId::new(&moment));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "ABC",
            "ABCDEFGHIJ0123456789",
            "ABCDEFGHIJKLMNOPQRSTU",
            "ÀBCDEFGHIJKLMNOPQRST",
        ] {
            assert_eq!(text.parse::<TechId>(), Err(TechIdError), "{text}");
        }
    }
}
