//! What the public look-up asks for beside the code.

/// The last four letters and digits of a number or phone.
#[derive(Clone, PartialEq, Eq)]
pub struct LookupEnding(pub(super) String);

/// How many characters there are.
const LENGTH: usize = 4;

impl LookupEnding {
    /// The ending of a number as it is kept; none of one that is shorter.
    pub fn of(number: &str) -> Option<Self> {
        let characters: Vec<char> = plain(number);
        let start = characters.len().checked_sub(LENGTH)?;
        let ending = characters.get(start..)?;
        Some(Self(ending.iter().collect()))
    }

    /// The ending as somebody typed it; none of what is longer or shorter, or has other characters.
    pub fn typed(text: &str) -> Option<Self> {
        let characters = plain(text);
        let is_whole = characters.len() == LENGTH && text.trim().chars().count() == LENGTH;
        is_whole.then(|| Self(characters.into_iter().collect()))
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
        for typed in ["", "123", "12345", "12-34", "12 4", "ạ123"] {
            assert_eq!(LookupEnding::typed(typed), None, "{typed}");
        }
    }
}
