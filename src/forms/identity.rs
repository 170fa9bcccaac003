//! Fields for numbers of persons, businesses and papers, read by the kernel's types.

use chrono::NaiveDate;

use crate::kernel::{
    DigitsError, Dong, EmailAddress, EmailAddressError, IdCardNumber, PersonName, PersonNameError,
    PersonalNumber, Phone, PhoneError, SocialInsuranceNumber, SocialInsuranceNumberError, TaxCode,
    TaxCodeError, half_width,
};

use super::ErrorKind;

const PERSONAL_NUMBER_DIGITS: usize = 12;
/// Digits of the identity card of before 2016.
const OLD_CARD_DIGITS: usize = 9;

pub(super) fn person_name(text: &str) -> Result<String, ErrorKind> {
    text.parse::<PersonName>()
        .map(|name| name.as_str().to_owned())
        .map_err(|error| {
            let args = match error {
                PersonNameError::TooLong { found } => vec![("found", found.to_string())],
                PersonNameError::Sign { found } => vec![("found", found.to_string())],
                PersonNameError::Empty | PersonNameError::Digit => Vec::new(),
            };
            ErrorKind::Identifier {
                key: error.key(),
                args,
            }
        })
}

/// The national form, `0912345678`.
pub(super) fn phone(text: &str) -> Result<String, ErrorKind> {
    text.parse::<Phone>()
        .map(|phone| phone.national())
        .map_err(|error| {
            let args = match error {
                PhoneError::WrongLength { expected, found } => lengths(expected, found),
                _ => Vec::new(),
            };
            ErrorKind::Identifier {
                key: error.key(),
                args,
            }
        })
}

pub(super) fn email(text: &str) -> Result<String, ErrorKind> {
    text.parse::<EmailAddress>()
        .map(|email| email.expose().to_owned())
        .map_err(|error| {
            let args = match error {
                EmailAddressError::NotAscii { found } => vec![("found", found.to_string())],
                EmailAddressError::TooLong { found } => vec![("found", found.to_string())],
                _ => Vec::new(),
            };
            ErrorKind::Identifier {
                key: error.key(),
                args,
            }
        })
}

pub(super) fn personal_number(text: &str) -> Result<String, ErrorKind> {
    text.parse::<PersonalNumber>()
        .map(|number| number.expose().to_owned())
        .map_err(|error| {
            use crate::kernel::PersonalNumberError::Digits;
            let args = if let Digits(digits) = &error {
                digit_args(digits)
            } else {
                Vec::new()
            };
            ErrorKind::Identifier {
                key: error.key(),
                args,
            }
        })
}

pub(super) fn old_card(text: &str) -> Result<String, ErrorKind> {
    text.parse::<IdCardNumber>()
        .map(|number| number.expose().to_owned())
        .map_err(|error| digits_kind(&error))
}

/// A social insurance number as it is taken on the day `today`.
pub(super) fn social_id(text: &str, today: NaiveDate) -> Result<String, ErrorKind> {
    SocialInsuranceNumber::read(text, today)
        .map(|number| number.expose().to_owned())
        .map_err(|error| {
            let args = match &error {
                SocialInsuranceNumberError::Digits(digits) => digit_args(digits),
                SocialInsuranceNumberError::WrongLength {
                    shortest,
                    longest,
                    found,
                } => vec![
                    ("shortest", shortest.to_string()),
                    ("longest", longest.to_string()),
                    ("found", found.to_string()),
                ],
            };
            ErrorKind::Identifier {
                key: error.key(),
                args,
            }
        })
}

/// A business's code, or a person's number, which is the tax code of a person since 2025-07-01.
pub(super) fn tax_code(text: &str) -> Result<String, ErrorKind> {
    if count_digits(text) == PERSONAL_NUMBER_DIGITS {
        return personal_number(text);
    }
    business_code(text)
}

/// A business's code, which is also its tax code.
pub(super) fn business_code(text: &str) -> Result<String, ErrorKind> {
    text.parse::<TaxCode>()
        .map(|code| code.expose().to_owned())
        .map_err(|error| tax_code_kind(&error))
}

fn tax_code_kind(error: &TaxCodeError) -> ErrorKind {
    let args = match error {
        TaxCodeError::Digits(digits) => digit_args(digits),
        TaxCodeError::WrongLength { found } => vec![("found", found.to_string())],
        TaxCodeError::CheckDigit | TaxCodeError::NoSuchBranch => Vec::new(),
    };
    ErrorKind::Identifier {
        key: error.key(),
        args,
    }
}

/// The number of a card (12 or 9 digits) or passport.
pub(super) fn id_number(text: &str) -> Result<String, ErrorKind> {
    if text.chars().any(char::is_alphabetic) {
        return passport(text);
    }
    match count_digits(text) {
        OLD_CARD_DIGITS => old_card(text),
        _ => personal_number(text),
    }
}

/// Passports of all countries have up to nine letters and digits (ICAO Doc 9303, part 4); a few
/// more are let through for other papers.
pub(super) fn passport(text: &str) -> Result<String, ErrorKind> {
    let number: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect();
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric());
    if plain && (5..=15).contains(&number.len()) {
        Ok(number.to_ascii_uppercase())
    } else {
        Err(ErrorKind::NotAPassport)
    }
}

/// Whole dong.
pub(super) fn money(text: &str) -> Result<i64, ErrorKind> {
    text.parse::<Dong>()
        .map(Dong::amount)
        .map_err(|error| ErrorKind::Identifier {
            key: error.key(),
            args: Vec::new(),
        })
}

/// The spelling of an amount for pages: `135.000 đ`.
pub(super) fn money_shown(amount: i64) -> String {
    Dong::new(amount).map_or_else(|_| amount.to_string(), |dong| dong.to_string())
}

fn count_digits(text: &str) -> usize {
    let letters = text.chars().map(half_width);
    letters.filter(char::is_ascii_digit).count()
}

fn digits_kind(error: &DigitsError) -> ErrorKind {
    ErrorKind::Identifier {
        key: error.key(),
        args: digit_args(error),
    }
}

fn digit_args(error: &DigitsError) -> Vec<(&'static str, String)> {
    match *error {
        DigitsError::WrongLength { expected, found } => lengths(expected, found),
        DigitsError::Empty | DigitsError::NotDigits => Vec::new(),
    }
}

fn lengths(expected: usize, found: usize) -> Vec<(&'static str, String)> {
    vec![
        ("expected", expected.to_string()),
        ("found", found.to_string()),
    ]
}
