//! How they are reached: the part of registering in which a person and a business are the same.

use super::return_path::wanted;
use crate::accounts::{Contact, OwnData, Password, WantedService};
use crate::kernel::{EmailAddress, EmailAddressError, Phone, PhoneError};
use crate::web::{Fields, PageRequest, Posted, caller_address};

/// What was typed.
#[derive(Default)]
pub(super) struct ContactForm {
    pub phone: String,
    pub email: String,
}

impl ContactForm {
    pub fn of(posted: &Posted) -> Self {
        Self {
            phone: posted.text("phone").to_owned(),
            email: posted.text("email").to_owned(),
        }
    }
}

/// A password that its owner chooses. `own` is what it must not be made of.
pub(super) fn new_password(
    fields: &mut Fields<'_>,
    field: &str,
    own: &OwnData,
) -> Option<Password> {
    let password = Password::choose(fields.raw(field), own);
    fields.take(field, password.map_err(|error| error.key()))
}

/// Reads it.
pub(super) fn contact(fields: &mut Fields<'_>, request: &PageRequest) -> Option<Contact> {
    let phone: Option<Phone> = fields.parse("phone", PhoneError::key);
    let email: Option<EmailAddress> = fields.parse("email", EmailAddressError::key);
    Some(Contact {
        phone: phone?,
        email: email?,
        locale: request.frame().words.locale(),
        address: caller_address(&request.http),
        service: wanted(request.http.query_string()).and_then(|path| WantedService::at(&path)),
    })
}
