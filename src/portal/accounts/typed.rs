//! Reading what was typed into domain values; what cannot be read becomes a fault of its field.

use std::str::FromStr;

use crate::accounts::{BirthDateError, OwnData, Password, PasswordError, read_birth_date};
use crate::speech::Words;
use crate::web::{Faults, Posted};

/// Reads the fields of one form, in their order, and keeps what is wrong with them.
pub(super) struct Typed<'a> {
    words: Words,
    posted: &'a Posted,
    pub(super) faults: Faults,
}

impl<'a> Typed<'a> {
    pub(super) fn new(words: Words, posted: &'a Posted) -> Self {
        Self {
            words,
            posted,
            faults: Faults::default(),
        }
    }

    /// The value of `field`. `key` names the kind of an error, as every error of the kernel does.
    pub(super) fn read<T: FromStr>(
        &mut self,
        field: &str,
        key: impl FnOnce(&T::Err) -> &'static str,
    ) -> Option<T> {
        match self.posted.text(field).parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(field, key(&error));
                None
            }
        }
    }

    /// A birth date.
    pub(super) fn birth_date(&mut self, field: &str) -> Option<chrono::NaiveDate> {
        let date = read_birth_date(self.posted.text(field));
        date.map_err(|error| self.refuse(field, BirthDateError::key(&error)))
            .ok()
    }

    /// A password that its owner chooses.
    pub(super) fn new_password(&mut self, field: &str, own: &OwnData) -> Option<Password> {
        let password = Password::choose(self.posted.raw(field), own);
        password
            .map_err(|error| self.refuse(field, PasswordError::key(&error)))
            .ok()
    }

    /// Adds the fault whose words stand below `accounts.fault`.
    pub(super) fn refuse(&mut self, field: &str, key: &str) {
        self.faults
            .add(field, self.words.under("accounts.fault", key));
    }
}
