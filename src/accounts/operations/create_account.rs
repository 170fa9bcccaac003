//! Making an account from the portal's own machine: its mailbox is taken as known, its identity
//! stays declared until somebody has seen the paper.

use crate::accounts::store::{self, NewAccount};
use crate::accounts::{Error, Identity, PasswordHash};
use crate::context::Context;
use crate::kernel::{AccountId, EmailAddress, Phone};
use crate::speech::Locale;
use crate::storage::{self, Tx};

/// The account to be made.
#[derive(Debug, Clone)]
pub struct Creation {
    pub identity: Identity,
    /// Where they can be called.
    pub phone: Option<Phone>,
    /// Where their letters go, and how they sign in.
    pub email: EmailAddress,
    /// Their password's hash.
    pub password: PasswordHash,
    /// The language of their letters.
    pub locale: Locale,
    /// Whether they run the portal.
    pub is_operator: bool,
}

/// Why no account is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationRefusal {
    /// The address has an account.
    EmailTaken(AccountId),
}

/// Makes the account.
///
/// # Errors
/// [`CreationRefusal`], or a fault.
pub fn create_account(
    tx: &mut Tx<'_>,
    cx: &Context,
    creation: &Creation,
) -> Result<AccountId, Error<CreationRefusal>> {
    if let Some(owner) = store::owner_of_email(tx, &creation.email)? {
        return Err(Error::Refused(CreationRefusal::EmailTaken(owner)));
    }
    let new = NewAccount {
        identity: creation.identity.clone(),
        phone: creation.phone.clone(),
        email: creation.email.clone(),
        locale: creation.locale,
        password_hash: Some(creation.password.clone()),
        is_operator: creation.is_operator,
        email_verified_at: Some(cx.now()),
    };
    let account = store::insert(tx, &cx.moment, &new)?;
    if !store::claim_email(tx, &new.email, account)? {
        // Somebody claimed it since it was looked up. The next run sees them, and names them.
        return Err(storage::Error::Overtaken.into());
    }
    Ok(account)
}
