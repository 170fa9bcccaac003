//! Taking another phone number. Counters find accounts by it, so the password is asked for once more, and the
//! owner is told.

use super::reauthenticate::{Reauthenticated, ReauthenticationRefusal};
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::{Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::Phone;
use crate::storage::Tx;

/// Sets the phone number of somebody who has just shown their password.
///
/// # Errors
/// [`ReauthenticationRefusal::Stale`], or a fault.
pub fn change_phone(
    tx: &mut Tx<'_>,
    cx: &Context,
    shown: &Reauthenticated,
    phone: &Phone,
) -> Result<(), Error<ReauthenticationRefusal>> {
    let account = shown.account();
    if !store::set_phone(tx, account, phone)? {
        return Err(Error::Refused(ReauthenticationRefusal::Stale));
    }
    let entry = JournalEntry::new(AuditAction::PhoneChanged, account.id, account.id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(letters::post(
        tx,
        cx,
        Recipient::from(account),
        Message::PhoneChanged,
    )?)
}
