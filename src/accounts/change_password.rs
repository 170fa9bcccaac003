//! Changing a password that is known. Every other session ends; this browser goes on in a new one.

use super::letters::{self, Message, Recipient};
use super::mail_token::Purpose;
use super::password::{Password, PasswordAttempt};
use super::reauthentication::{ReauthenticationRefusal, reauthenticate};
use super::store;
use super::{Account, Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{AccountId, Moment};
use crate::storage::{Result, Tx};
use crate::web::sessions::{self, SessionToken};

/// The wish to change a password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// Whose.
    pub account: AccountId,
    /// The one of before.
    pub current: PasswordAttempt,
    /// The one from now on.
    pub new: Password,
}

/// Changes the password and gives the token of this browser's new session.
///
/// # Errors
/// [`ReauthenticationRefusal`], or a fault.
pub async fn change_password(
    accounts: &Accounts,
    moment: &Moment,
    change: PasswordChange,
) -> std::result::Result<SessionToken, Failure<ReauthenticationRefusal>> {
    let account = reauthenticate(accounts, moment, change.account, change.current).await?;
    let hash = accounts.hasher.hash(moment, change.new).await?;
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| {
            if !replace(tx, &moment, &accounts_again, &account, &hash)? {
                return Err(Failure::Refused(ReauthenticationRefusal::Stale));
            }
            Ok(sessions::open(tx, &moment, account.id)?)
        })
        .await
}

/// Sets a new password: sessions and links of before end, the owner gets a letter. False when the
/// account changed meanwhile.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    account: &Account,
    hash: &str,
) -> Result<bool> {
    if !store::set_password(tx, account, hash)? {
        return Ok(false);
    }
    sessions::close_all(tx, account.id)?;
    store::drop_tokens(tx, account.id, Purpose::ResetPassword)?;
    store::drop_tokens(tx, account.id, Purpose::Invitation)?;
    let entry = Entry::new(AuditAction::PasswordChanged, account.id, account.id);
    journal::record(tx, moment, &entry)?;
    letters::post(
        tx,
        moment,
        accounts,
        Recipient::from(account),
        Message::PasswordChanged,
    )?;
    Ok(true)
}
