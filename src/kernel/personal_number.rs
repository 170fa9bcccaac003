//! The numbers that identify a citizen: the twelve-digit personal identification number, and the
//! nine-digit identity card number that went before it.
//!
//! The structure of the twelve digits: Decree 137/2015/NĐ-CP, article 13, and Circular
//! 59/2021/TT-BCA. There is no check digit. The first three are the code of the province or country in
//! which the birth was registered; they are not checked, because the Law on Identification (2023)
//! promises twelve digits only.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::digits::{self, DigitsError, masked};

/// The sex that a civil-status record states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// A personal identification number (số định danh cá nhân, số CCCD): twelve digits.
///
/// Debug and Display show the last four digits only; [`PersonalNumber::expose`] gives them all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonalNumber {
    digits: String,
    birth_year: i32,
    sex: Sex,
}
masked!(PersonalNumber);

/// Why a text is not a personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonalNumberError {
    /// It is not twelve digits.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// It is nine digits, as the old identity cards had.
    #[error("an identity card number of nine digits")]
    OldIdCard,
}

impl PersonalNumberError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Digits(error) => error.key(),
            Self::OldIdCard => "personal_number.old_id_card",
        }
    }
}

/// What a person stated that their number says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistency {
    /// The year of birth is not the number's.
    #[error("the number is of another year of birth")]
    BirthYear,
    /// The sex is not the number's.
    #[error("the number is of the other sex")]
    Sex,
}

impl Inconsistency {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::BirthYear => "personal_number.other_birth_year",
            Self::Sex => "personal_number.other_sex",
        }
    }
}

const LENGTH: usize = 12;
const ID_CARD_LENGTH: usize = 9;

impl PersonalNumber {
    /// All twelve digits: for sealing, look-up and the owner's own page.
    pub fn expose(&self) -> &str {
        &self.digits
    }

    /// The last four digits, by which a holder is recognised on the public tracking page.
    pub fn last_four(&self) -> &str {
        digits::last_four(&self.digits)
    }

    pub const fn birth_year(&self) -> i32 {
        self.birth_year
    }

    /// The sex registered at birth.
    pub const fn sex(&self) -> Sex {
        self.sex
    }

    /// Compares the number with what its owner stated; `sex` where it was asked.
    ///
    /// # Errors
    /// Everything that the number says otherwise.
    pub fn matches(
        &self,
        birth_date: NaiveDate,
        sex: Option<Sex>,
    ) -> Result<(), Vec<Inconsistency>> {
        let mut found = Vec::new();
        if birth_date.year() != self.birth_year {
            found.push(Inconsistency::BirthYear);
        }
        if sex.is_some_and(|sex| sex != self.sex) {
            found.push(Inconsistency::Sex);
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

/// Reads twelve digits, with or without spaces, dots or dashes between them.
impl FromStr for PersonalNumber {
    type Err = PersonalNumberError;

    fn from_str(text: &str) -> Result<Self, PersonalNumberError> {
        let digits = digits::exactly(LENGTH, text).map_err(|error| match error {
            DigitsError::WrongLength {
                found: ID_CARD_LENGTH,
                ..
            } => PersonalNumberError::OldIdCard,
            other => other.into(),
        })?;
        let number = |from: usize, to: usize| {
            let digit = |byte: &u8| u16::from(byte.wrapping_sub(b'0'));
            let part = digits.as_bytes().get(from..to).unwrap_or_default();
            part.iter().fold(0, |sum, byte| sum * 10 + digit(byte))
        };
        let century_and_sex = number(3, 4);
        let sex = if century_and_sex.is_multiple_of(2) {
            Sex::Male
        } else {
            Sex::Female
        };
        let birth_year = 1900 + i32::from(century_and_sex / 2) * 100 + i32::from(number(4, 6));
        Ok(Self {
            digits,
            birth_year,
            sex,
        })
    }
}

/// A number of the old identity card (CMND): nine digits, without a structure that could be checked.
///
/// Debug and Display show the last four digits only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdCardNumber(String);
masked!(IdCardNumber);

impl IdCardNumber {
    /// All nine digits.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        digits::last_four(&self.0)
    }
}

/// Reads nine digits, with or without spaces, dots or dashes between them.
impl FromStr for IdCardNumber {
    type Err = DigitsError;

    fn from_str(text: &str) -> Result<Self, DigitsError> {
        digits::exactly(ID_CARD_LENGTH, text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn born(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 6, 1).unwrap()
    }

    #[test]
    fn the_structure_is_read() {
        let number: PersonalNumber = " 079 185-001234 ".parse().unwrap();
        assert_eq!(number.expose(), "079185001234");
        assert_eq!(number.last_four(), "1234");
        assert_eq!(number.birth_year(), 1985);
        assert_eq!(number.sex(), Sex::Female);
        let child: PersonalNumber = "001224000001".parse().unwrap();
        assert_eq!((child.birth_year(), child.sex()), (2024, Sex::Male));
        let abroad: PersonalNumber = "101190000017".parse().unwrap();
        assert_eq!((abroad.birth_year(), abroad.sex()), (1990, Sex::Female));
        let child: PersonalNumber = "001320000001".parse().unwrap();
        assert_eq!((child.birth_year(), child.sex()), (2020, Sex::Female));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<PersonalNumber>().unwrap_err();
        assert_eq!(error(""), DigitsError::Empty.into());
        assert_eq!(error("07918500123x"), DigitsError::NotDigits.into());
        assert_eq!(error("012345678"), PersonalNumberError::OldIdCard);
        assert_eq!(
            error("0791850012345"),
            DigitsError::WrongLength {
                expected: 12,
                found: 13
            }
            .into()
        );
    }

    #[test]
    fn statements_are_compared() {
        let number: PersonalNumber = "079185001234".parse().unwrap();
        assert_eq!(number.matches(born(1985), Some(Sex::Female)), Ok(()));
        assert_eq!(number.matches(born(1985), None), Ok(()));
        assert_eq!(
            number.matches(born(2085), Some(Sex::Male)),
            Err(vec![Inconsistency::BirthYear, Inconsistency::Sex])
        );
        assert_eq!(
            number.matches(born(1985), Some(Sex::Male)),
            Err(vec![Inconsistency::Sex])
        );
    }

    #[test]
    fn only_the_last_four_digits_are_shown() {
        let number: PersonalNumber = "079185001234".parse().unwrap();
        assert_eq!(format!("{number} {number:?}"), "••••••••1234 ••••••••1234");
        let card: IdCardNumber = "012 345 678".parse().unwrap();
        assert_eq!(format!("{card} {card:?}"), "•••••5678 •••••5678");
        assert_eq!(card.expose(), "012345678");
        assert_eq!(card.last_four(), "5678");
    }

    #[test]
    fn an_identity_card_has_nine_digits() {
        assert_eq!(
            "0123456789".parse::<IdCardNumber>(),
            Err(DigitsError::WrongLength {
                expected: 9,
                found: 10
            })
        );
    }

    proptest! {
        #[test]
        fn numbers_made_by_the_rule_are_read(
            place in 0_u16..1000,
            year in 1900_i32..2400,
            female in any::<bool>(),
            serial in 0_u32..1_000_000,
        ) {
            let century_and_sex = (year - 1900) / 100 * 2 + i32::from(female);
            let text = format!("{place:03}{century_and_sex}{:02}{serial:06}", year % 100);
            let number: PersonalNumber = text.parse().unwrap();
            let sex = if female { Sex::Female } else { Sex::Male };
            prop_assert_eq!(number.expose(), &text);
            prop_assert_eq!(number.matches(born(year), Some(sex)), Ok(()));
            prop_assert!(number.matches(born(year + 100), Some(sex)).is_err());
        }

        #[test]
        fn a_lost_or_strange_character_is_noticed(
            place in 0_u16..1000,
            rest in "[0-9]{9}",
            at in 0_usize..12,
            strange in "[a-zđO/]",
        ) {
            let text = format!("{place:03}{rest}");
            let mut short = text.clone();
            short.remove(at);
            prop_assert_eq!(
                short.parse::<PersonalNumber>(),
                Err(DigitsError::WrongLength { expected: 12, found: 11 }.into())
            );
            let mut spoilt = text;
            spoilt.replace_range(at..=at, &strange);
            prop_assert_eq!(
                spoilt.parse::<PersonalNumber>(),
                Err(DigitsError::NotDigits.into())
            );
        }

    }
}
