//! Making an account from the portal's own machine: its mailbox is taken as known, its identity
//! stays declared until somebody has seen the paper.

use super::account::Identity;
use super::password::Password;
use super::store::{self, NewAccount};
use super::{Accounts, Failure};
use crate::kernel::{AccountId, EmailAddress, Moment, Phone};
use crate::web::Locale;

/// The account to be made.
#[derive(Debug, Clone)]
pub struct Creation {
    /// Whose it is.
    pub identity: Identity,
    /// Where they can be called.
    pub phone: Option<Phone>,
    /// Where their letters go, and how they sign in.
    pub email: EmailAddress,
    /// Their password.
    pub password: Password,
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
pub async fn create_account(
    accounts: &Accounts,
    moment: &Moment,
    creation: Creation,
) -> Result<AccountId, Failure<CreationRefusal>> {
    let hash = accounts.hasher.hash(moment, creation.password).await?;
    let new = NewAccount {
        identity: creation.identity,
        phone: creation.phone,
        email: creation.email,
        locale: creation.locale,
        password_hash: Some(hash),
        is_operator: creation.is_operator,
        email_verified_at: Some(moment.now),
    };
    let moment = moment.clone();
    accounts
        .storage
        .writing(move |tx| {
            if let Some(owner) = store::owner_of_email(tx, &new.email)? {
                return Err(Failure::Refused(CreationRefusal::EmailTaken(owner)));
            }
            let account = store::insert(tx, &moment, &new)?;
            if !store::claim_email(tx, &new.email, account)? {
                return Err(Failure::Refused(CreationRefusal::EmailTaken(account)));
            }
            Ok(account)
        })
        .await
}
