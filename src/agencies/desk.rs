//! Where an agency's desk is, and when and how it is reached, as its managers wrote it.

use std::fmt;
use std::str::FromStr;

/// The contact of a desk. What is empty has not been given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskContact {
    pub address: DeskText,
    pub phone: DeskPhone,
    /// When it is open, in words.
    pub hours: DeskText,
}

impl DeskContact {
    /// Whether nothing has been given.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.address.0, &self.phone.0, &self.hours.0];
        texts.into_iter().all(String::is_empty)
    }
}

/// A line about a desk, with single spaces; empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskText(String);

/// A phone number of a desk as people write it, short numbers and extensions included; empty where it
/// is not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskPhone(String);

/// Why a text says nothing about a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// It has no word.
    #[error("no words")]
    NoWords,
    /// It does not fit into a line.
    #[error("more than {} characters", DeskText::LONGEST)]
    TooLong,
    /// It is no phone number.
    #[error("no phone number")]
    NoPhone,
}

impl DeskError {
    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoWords => "no_words",
            Self::TooLong => "too_long",
            Self::NoPhone => "no_phone",
        }
    }
}

/// The text with single spaces and without control characters.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

impl DeskText {
    /// The most characters.
    pub const LONGEST: usize = 300;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeskText {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        let text = line(text);
        if text.chars().count() > Self::LONGEST {
            return Err(DeskError::TooLong);
        }
        if !text.is_empty() && text.chars().filter(|sign| sign.is_alphanumeric()).count() < 2 {
            return Err(DeskError::NoWords);
        }
        Ok(Self(text))
    }
}

impl DeskPhone {
    /// The most characters: two numbers with an extension each.
    const LONGEST: usize = 60;
    /// Short numbers of the state have three digits.
    const FEWEST_DIGITS: usize = 3;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeskPhone {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        let text = line(text);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = |sign: char| sign.is_ascii_digit() || " .+-()/,;".contains(sign);
        match text.is_empty() {
            true => Ok(Self(text)),
            false if digits < Self::FEWEST_DIGITS || !text.chars().all(fits) => {
                Err(DeskError::NoPhone)
            }
            false if text.chars().count() > Self::LONGEST => Err(DeskError::NoPhone),
            false => Ok(Self(text)),
        }
    }
}

impl fmt::Display for DeskText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for DeskPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_phone_is_read_as_people_write_it() {
        for phone in [
            "024 3825 3536",
            "1900.1009",
            "(028) 3829 1055, 113",
            "+84 24 3936 5668",
        ] {
            assert_eq!(phone.parse::<DeskPhone>().unwrap().as_str(), phone);
        }
        for phone in ["12", "gọi bảo vệ", "024 3825 3536 máy lẻ", &"1".repeat(61)] {
            assert_eq!(
                phone.parse::<DeskPhone>(),
                Err(DeskError::NoPhone),
                "{phone}"
            );
        }
        assert_eq!(" \n".parse(), Ok(DeskPhone::default()));
    }

    #[test]
    fn a_line_says_something() {
        assert_eq!(
            "Số 79  phố Đinh Tiên Hoàng\n"
                .parse::<DeskText>()
                .unwrap()
                .as_str(),
            "Số 79 phố Đinh Tiên Hoàng"
        );
        assert_eq!("-".parse::<DeskText>(), Err(DeskError::NoWords));
        assert_eq!("".parse(), Ok(DeskText::default()));
        assert_eq!("ơ".repeat(301).parse::<DeskText>(), Err(DeskError::TooLong));
    }

    proptest! {
        #[test]
        fn what_is_read_reads_again(text in "\\PC{0,80}") {
            if let Ok(read) = text.parse::<DeskText>() {
                prop_assert_eq!(read.as_str().parse::<DeskText>(), Ok(read.clone()));
            }
            if let Ok(read) = text.parse::<DeskPhone>() {
                prop_assert_eq!(read.as_str().parse::<DeskPhone>(), Ok(read.clone()));
            }
        }
    }
}
