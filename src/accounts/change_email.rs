//! Taking another e-mail address. It becomes the account's when the link sent there is followed;
//! until then the old one holds.

use super::letters::{self, Message, Recipient};
use super::mail_token::Purpose;
use super::password::PasswordAttempt;
use super::reauthentication::{ReauthenticationRefusal, reauthenticate};
use super::store;
use super::{Account, Accounts, Failure};
use crate::kernel::{AccountId, EmailAddress, Moment};
use crate::storage::{Result, Tx};

/// The wish to take another address.
#[derive(Debug, Clone)]
pub struct EmailChange {
    /// Whose.
    pub account: AccountId,
    /// The password, asked for once more: who has the mailbox has the account.
    pub password: PasswordAttempt,
    /// The new address.
    pub email: EmailAddress,
}

/// Sends a link to the new address. The answer is the same when it has an account already; its
/// owner then gets a letter that says so.
///
/// # Errors
/// [`ReauthenticationRefusal`], or a fault.
pub async fn change_email(
    accounts: &Accounts,
    moment: &Moment,
    change: EmailChange,
) -> std::result::Result<(), Failure<ReauthenticationRefusal>> {
    let account = reauthenticate(accounts, moment, change.account, change.password).await?;
    let (accounts_again, moment, email) = (accounts.clone(), moment.clone(), change.email);
    accounts
        .storage
        .writing(move |tx| Ok(ask(tx, &moment, &accounts_again, &account, &email)?))
        .await
}

fn ask(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    account: &Account,
    email: &EmailAddress,
) -> Result<()> {
    let owner = store::owner_of_email(tx, email)?.filter(|owner| *owner != account.id);
    if let Some(owner) = owner
        && let Some(owner) = store::account(tx, owner)?
    {
        let message = Message::AlreadyRegistered;
        return letters::post_sparingly(tx, moment, accounts, Recipient::from(&owner), message);
    }
    store::drop_tokens(tx, account.id, Purpose::ConfirmEmail)?;
    let token = store::add_token(tx, moment, account.id, Purpose::ConfirmEmail, email)?;
    let to = Recipient {
        email,
        ..Recipient::from(account)
    };
    letters::post_sparingly(tx, moment, accounts, to, Message::ConfirmEmail(&token))
}
