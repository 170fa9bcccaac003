//! Following the link in a letter: the mailbox is the account's own from now on.

use super::letters::{self, Message, Recipient};
use super::mail_token::{MailToken, Purpose, TokenRefusal};
use super::store;
use super::{Account, Accounts, Failure};
use crate::journal::{self, AuditAction, Entry};
use crate::kernel::{Instant, Moment};
use crate::storage::{Conn, Tx};

/// What a link would confirm; shown before it is done, because mail scanners follow links too.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// The name that was registered.
    pub name: String,
    /// The address, as `Display` shows it.
    pub email: String,
}

/// What the link would confirm, while it holds.
///
/// # Errors
/// [`TokenRefusal`], or a fault.
pub async fn confirmation_of(
    accounts: &Accounts,
    moment: &Moment,
    token: MailToken,
) -> Result<Confirmation, Failure<TokenRefusal>> {
    let now = moment.now;
    accounts
        .storage
        .reading(move |conn| {
            let (account, email) = opened(conn, &token, now)?;
            Ok(Confirmation {
                name: account.identity.name().to_owned(),
                email: email.to_string(),
            })
        })
        .await
}

/// Confirms the address that the link was sent to.
///
/// # Errors
/// [`TokenRefusal`], also when the address has become another account's meanwhile; or a fault.
pub async fn verify_email(
    accounts: &Accounts,
    moment: &Moment,
    token: MailToken,
) -> Result<(), Failure<TokenRefusal>> {
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| confirm(tx, &moment, &accounts_again, &token))
        .await
}

fn confirm(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    token: &MailToken,
) -> Result<(), Failure<TokenRefusal>> {
    let (account, email) = opened(tx, token, moment.now)?;
    if !store::mark_used(tx, token, moment.now)? {
        return Err(Failure::Refused(TokenRefusal::Used));
    }
    let is_change = account.email_verified_at.is_some() && account.email != email;
    store::release_email(tx, account.id)?;
    if !store::claim_email(tx, &email, account.id)?
        || !store::set_email(tx, &account, &email, moment.now)?
    {
        return Err(Failure::Refused(TokenRefusal::Invalid));
    }
    store::drop_tokens(tx, account.id, Purpose::ConfirmEmail)?;
    if is_change {
        store::drop_tokens(tx, account.id, Purpose::ResetPassword)?;
        let entry = Entry::new(AuditAction::EmailChanged, account.id, account.id);
        journal::record(tx, moment, &entry)?;
        letters::post(
            tx,
            moment,
            accounts,
            Recipient::from(&account),
            Message::EmailChanged,
        )?;
    }
    Ok(())
}

fn opened(
    conn: &mut Conn,
    token: &MailToken,
    now: Instant,
) -> Result<(Account, crate::kernel::EmailAddress), Failure<TokenRefusal>> {
    let invalid = || Failure::Refused(TokenRefusal::Invalid);
    let stored = store::token(conn, token)?
        .filter(|stored| stored.purpose == Purpose::ConfirmEmail)
        .ok_or_else(invalid)?;
    if stored.is_used {
        return Err(Failure::Refused(TokenRefusal::Used));
    }
    if stored.expires_at <= now {
        return Err(invalid());
    }
    let account = store::account(conn, stored.account)?.ok_or_else(invalid)?;
    Ok((account, stored.email))
}
