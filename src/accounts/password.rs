//! What a password must be: long enough, not among those that everybody tries first, and not made
//! of what an account says about its owner. No rules of composition (NIST SP 800-63B, 5.1.1.2;
//! OWASP ASVS 4.0, 2.1).

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

use crate::kernel::{EmailAddress, Phone, fold};

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// A piece of the owner's data that is shorter may stand in a password by chance.
const SHORTEST_TRACE: usize = 5;
/// A password must hold so many characters beside such a piece.
const FEWEST_OTHERS: usize = 6;

/// A piece that is written again and again is no longer than this.
const LONGEST_REPEATED: usize = 6;

/// Passwords that are tried first: lower case, one a line; the 10,000 commonest that have leaked (list of
/// zxcvbn 4.5.0, MIT licence) and those of Vietnam.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password that follows the rules.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was typed.
    #[error("no password")]
    Empty,
    #[error("shorter than {} characters", LENGTH.start())]
    TooShort,
    #[error("longer than {} characters", LENGTH.end())]
    TooLong,
    /// It is among those that are tried first.
    #[error("tried first by everybody")]
    Common,
    /// It is made of the owner's name, number, phone, birth date or address.
    #[error("made of the owner's own data")]
    OwnData,
}

impl PasswordError {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "password.empty",
            Self::TooShort => "password.too_short",
            Self::TooLong => "password.too_long",
            Self::Common => "password.common",
            Self::OwnData => "password.own_data",
        }
    }
}

/// What an account says about its owner, as it might stand in a password.
#[derive(Debug, Clone, Default)]
pub struct OwnData(Vec<String>);

impl OwnData {
    /// Names and numbers as they are.
    #[must_use]
    pub fn and(mut self, text: &str) -> Self {
        self.0.push(bare(text));
        self
    }

    /// An e-mail address: its name and its whole.
    #[must_use]
    pub fn and_email(self, email: &EmailAddress) -> Self {
        let whole = email.expose();
        let name = whole.split('@').next().unwrap_or_default();
        self.and(whole).and(name)
    }

    /// A phone number with its leading zero and without.
    #[must_use]
    pub fn and_phone(self, phone: &Phone) -> Self {
        self.and(phone.expose()).and(&phone.national())
    }

    /// A birth date in the orders in which it is written.
    #[must_use]
    pub fn and_birth_date(self, date: NaiveDate) -> Self {
        ["%d%m%Y", "%Y%m%d", "%d%m%y"]
            .into_iter()
            .fold(self, |data, order| {
                data.and(&date.format(order).to_string())
            })
    }

    /// Whether little but this data is in `password`.
    fn makes_up(&self, password: &str) -> bool {
        let typed = bare(password);
        self.0.iter().any(|trace| {
            trace.chars().count() >= SHORTEST_TRACE
                && typed.contains(trace.as_str())
                && typed.replace(trace.as_str(), "").chars().count() < FEWEST_OTHERS
        })
    }
}

impl Password {
    /// Takes a password that its owner chose.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn choose(text: &str, own: &OwnData) -> Result<Self, PasswordError> {
        let text = normal(text);
        let length = text.chars().count();
        if length == 0 {
            return Err(PasswordError::Empty);
        }
        if length < *LENGTH.start() {
            return Err(PasswordError::TooShort);
        }
        if length > *LENGTH.end() {
            return Err(PasswordError::TooLong);
        }
        let lower = text.to_lowercase();
        if is_common(&lower) || is_a_run(&lower) || is_repetition(&lower) {
            return Err(PasswordError::Common);
        }
        if own.makes_up(&lower) {
            return Err(PasswordError::OwnData);
        }
        Ok(Self(text.into()))
    }

    /// The bytes to be hashed.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A password as somebody typed it to be let in.
#[derive(Debug, Clone)]
pub struct PasswordAttempt(SecretString);

impl PasswordAttempt {
    /// Takes what was typed.
    pub fn new(text: &str) -> Self {
        Self(normal(text).into())
    }

    /// The bytes to be compared.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Keyboards write "ế" in one character or in three; both are the same password (NFKC, as NIST
/// SP 800-63B says).
fn normal(text: &str) -> String {
    text.nfkc().collect()
}

/// Letters and digits alone, without marks.
fn bare(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// One step up or down all the way: "abcdefghijkl", "098765432109", where 0 follows 9; or the same
/// character again and again.
fn is_a_run(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let pairs = letters.iter().zip(letters.iter().skip(1));
    let mut steps = pairs.map(|(a, b)| step(*a, *b));
    let Some(first) = steps.next() else {
        return true;
    };
    first.abs() <= 1 && steps.all(|step| step == first)
}

fn step(from: char, to: char) -> i64 {
    match (from, to) {
        ('9', '0') => 1,
        ('0', '9') => -1,
        _ => i64::from(u32::from(to)) - i64::from(u32::from(from)),
    }
}

/// One that everybody tries, also with digits and signs around it: "motcua@2026!".
fn is_common(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphabetic());
    COMMON.contains(text) || COMMON.contains(word)
}

/// A short piece again and again: "abcabcabcabc", "123412341234".
fn is_repetition(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=LONGEST_REPEATED).any(|piece| {
        letters.len() >= 2 * piece
            && letters
                .iter()
                .zip(letters.iter().skip(piece))
                .all(|(a, b)| a == b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choose(text: &str) -> Result<(), PasswordError> {
        let own = OwnData::default()
            .and("Nguyễn Thị Lan")
            .and("001190000001")
            .and_email(&"lan.nguyen90@example.vn".parse().unwrap())
            .and_phone(&"0912345678".parse().unwrap())
            .and_birth_date(NaiveDate::from_ymd_opt(1990, 3, 8).unwrap());
        Password::choose(text, &own).map(drop)
    }

    #[test]
    fn sentences_and_marks_are_welcome() {
        for text in [
            "mưa rơi trên mái nhà",
            "correct horse battery",
            "pT9#xk2!mW4?",
            "lan thích ăn phở bò",
            "🐃🐃🌾🌾🏡🏡🌧️☀️🌈🌈",
        ] {
            assert_eq!(choose(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, error) in [
            ("", PasswordError::Empty),
            ("bảy chữ", PasswordError::TooShort),
            ("Password1234", PasswordError::Common),
            ("MatKhau12345", PasswordError::Common),
            ("anhyeuem2026!", PasswordError::Common),
            ("motcua@202612", PasswordError::Common),
            ("vietnamvodich", PasswordError::Common),
            ("123456789012", PasswordError::Common),
            ("zyxwvutsrqpo", PasswordError::Common),
            ("aaaaaaaaaaaa", PasswordError::Common),
            ("xyzaxyzaxyzax", PasswordError::Common),
            ("hanoi1hanoi1hanoi1", PasswordError::Common),
            ("nguyenthilan1", PasswordError::OwnData),
            ("Nguyễn Thị Lan!", PasswordError::OwnData),
            ("001190000001", PasswordError::OwnData),
            ("0912345678ab", PasswordError::OwnData),
            ("lan.nguyen90@", PasswordError::OwnData),
            ("08031990xyzt", PasswordError::OwnData),
        ] {
            assert_eq!(choose(text), Err(error), "{text}");
        }
        assert_eq!(choose(&"x1".repeat(65)), Err(PasswordError::TooLong));
    }

    #[test]
    fn the_list_is_lower_case_and_long_enough() {
        assert!(COMMON.len() >= 10_000);
        for line in COMMON.iter() {
            assert_eq!(*line, line.to_lowercase());
            assert!(!line.trim().is_empty());
        }
    }

    #[test]
    fn both_ways_of_typing_a_letter_are_one_password() {
        let composed = Password::choose("trời mưa bão", &OwnData::default()).unwrap();
        let decomposed: String = "trời mưa bão".nfd().collect();
        assert_eq!(
            PasswordAttempt::new(&decomposed).expose(),
            composed.expose()
        );
    }

    proptest! {
        #[test]
        fn length_is_counted_in_characters(text in "\\PC{0,140}") {
            let length = text.nfkc().count();
            match Password::choose(&text, &OwnData::default()) {
                Ok(_) => prop_assert!(LENGTH.contains(&length)),
                Err(PasswordError::Empty) => prop_assert_eq!(length, 0),
                Err(PasswordError::TooShort) => prop_assert!(length < *LENGTH.start()),
                Err(PasswordError::TooLong) => prop_assert!(length > 128),
                Err(PasswordError::Common) => prop_assert!(LENGTH.contains(&length)),
                Err(PasswordError::OwnData) => prop_assert!(false, "nothing is its own"),
            }
        }

        #[test]
        fn runs_and_repetitions_are_never_taken(start in b'a'..=b'f', unit in "[a-z0-9]{1,4}") {
            let run: String = (start..).take(10).map(char::from).collect();
            prop_assert!(Password::choose(&run, &OwnData::default()).is_err());
            let again = unit.repeat(8);
            prop_assert!(Password::choose(&again, &OwnData::default()).is_err());
        }
    }
}
