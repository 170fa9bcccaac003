//! What the public look-up asks for beside the code.

use crate::kernel::half_width;

/// The last four letters and digits of a number or phone.
#[derive(Clone, PartialEq, Eq)]
pub struct LookupEnding(pub(super) String);

/// How many characters there are.
const LENGTH: usize = 4;
/// Lengths of the numbers whose ending is asked for, from old identity cards to branches of businesses.
const WHOLE: std::ops::RangeInclusive<usize> = 8..=15;

impl LookupEnding {
    /// The ending of a number as it is kept; none of one that is shorter.
    pub fn of(number: &str) -> Option<Self> {
        let characters: Vec<char> = plain(number);
        let start = characters.len().checked_sub(LENGTH)?;
        let ending = characters.get(start..)?;
        Some(Self(ending.iter().collect()))
    }

    /// The ending as somebody typed it, or that of a whole number; none of what is shorter, longer but
    /// no whole number, or has other characters than letters, digits and spaces.
    pub fn typed(text: &str) -> Option<Self> {
        let typed = text.chars().map(half_width).filter(|c| !c.is_whitespace());
        let typed: String = typed.collect();
        let is_ending = typed.len() == LENGTH || WHOLE.contains(&typed.len());
        let is_plain = typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self::of(&typed).filter(|_| is_ending && is_plain)
    }
}

impl std::fmt::Debug for LookupEnding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookupEnding(…)")
    }
}

/// Letters and digits; passports end in letters, which are typed in either case.
fn plain(text: &str) -> Vec<char> {
    let characters = text.chars().filter(char::is_ascii_alphanumeric);
    characters.map(|one| one.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_those_of_numbers_phones_and_passports() {
        for (number, ending) in [
            ("001099004017", "4017"),
            ("0912 345 678", "5678"),
            ("c1234567b", "567B"),
            ("0101234567-001", "7001"),
        ] {
            assert_eq!(
                LookupEnding::of(number),
                LookupEnding::typed(ending),
                "{number}"
            );
        }
        assert_eq!(LookupEnding::of("123"), None);
        assert_eq!(LookupEnding::typed(" 567b "), LookupEnding::of("X567B"));
        for typed in [
            "00 17",
            "00\u{a0}17",
            " 0017\t",
            "００１７",
            "048190000017",
            "0912 340 017",
        ] {
            assert_eq!(
                LookupEnding::typed(typed),
                LookupEnding::of("0017"),
                "{typed}"
            );
        }
        for typed in [
            "",
            "123",
            "12345",
            "12-34",
            "12 4",
            "ạ123",
            "1234567890123456",
        ] {
            assert_eq!(LookupEnding::typed(typed), None, "{typed}");
        }
    }
}
