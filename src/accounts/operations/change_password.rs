//! Changing a password that is known. Every other session ends; this browser goes on in a new one.

use super::reauthenticate::{Reauthenticated, ReauthenticationRefusal};
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::Purpose;
use crate::accounts::sessions::{self, SessionToken};
use crate::accounts::{Account, Error, PasswordHash, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::storage::{self, Tx};

/// Changes the password of somebody who has just shown the present one. Returns the token of this
/// browser's new session.
///
/// # Errors
/// [`ReauthenticationRefusal::Stale`], or a fault.
pub fn change_password(
    tx: &mut Tx<'_>,
    cx: &Context,
    shown: &Reauthenticated,
    hash: &PasswordHash,
) -> Result<SessionToken, Error<ReauthenticationRefusal>> {
    let account = shown.account();
    if !replace(tx, cx, account, hash)? {
        return Err(Error::Refused(ReauthenticationRefusal::Stale));
    }
    // The password alone does not show who is there where there is a second factor.
    Ok(if store::has_second_factor(tx, account.id)? {
        sessions::open_unconfirmed(tx, &cx.moment, account.id)?
    } else {
        sessions::open(tx, &cx.moment, account.id)?
    })
}

/// Sets a new password: earlier sessions and links end, the owner gets a letter. False if the account
/// changed meanwhile.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: &Account,
    hash: &PasswordHash,
) -> storage::Result<bool> {
    if !store::set_password(tx, account, hash)? {
        return Ok(false);
    }
    sessions::close_all(tx, account.id)?;
    store::drop_tokens(tx, account.id, Purpose::ResetPassword)?;
    store::drop_tokens(tx, account.id, Purpose::Invitation)?;
    let entry = JournalEntry::new(AuditAction::PasswordChanged, account.id, account.id);
    journal::record(tx, &cx.moment, &entry)?;
    letters::post(tx, cx, Recipient::from(account), Message::PasswordChanged)?;
    Ok(true)
}
