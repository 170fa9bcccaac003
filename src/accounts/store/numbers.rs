//! The numbers by which kinds, assurance and languages are stored.

use crate::kernel::{AccountKind, Assurance};
use crate::storage::{Error, Result};
use crate::web::Locale;

const VIETNAMESE: i16 = 1;
const ENGLISH: i16 = 2;

pub(super) const fn kind_number(kind: AccountKind) -> i16 {
    kind as i16
}

pub(super) fn kind_of(number: i16) -> Result<AccountKind> {
    [
        AccountKind::Citizen,
        AccountKind::Business,
        AccountKind::Clerk,
    ]
    .into_iter()
    .find(|kind| kind_number(*kind) == number)
    .ok_or_else(|| Error::nonsense("accounts", "kind", number))
}

pub(super) const fn assurance_number(assurance: Assurance) -> i16 {
    assurance as i16
}

pub(super) const fn locale_number(locale: Locale) -> i16 {
    match locale {
        Locale::Vi => VIETNAMESE,
        Locale::En => ENGLISH,
    }
}

pub(super) fn locale_of(number: i16) -> Result<Locale> {
    match number {
        VIETNAMESE => Ok(Locale::Vi),
        ENGLISH => Ok(Locale::En),
        _ => Err(Error::nonsense("accounts", "locale", number)),
    }
}
