//! Following the link in a letter: the mailbox is the account's own from now on.

use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::{MailToken, Purpose, TokenRefusal};
use crate::accounts::{Account, Error, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{EmailAddress, Instant};
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
pub fn confirmation_of(
    conn: &mut Conn,
    now: Instant,
    token: &MailToken,
) -> Result<Confirmation, Error<TokenRefusal>> {
    let (account, email) = opened(conn, token, now)?;
    Ok(Confirmation {
        name: account.identity.name().to_owned(),
        email: email.to_string(),
    })
}

/// Confirms the address that the link was sent to.
///
/// # Errors
/// [`TokenRefusal`], also when the address has become another account's meanwhile; or a fault.
pub fn verify_email(
    tx: &mut Tx<'_>,
    cx: &Context,
    token: &MailToken,
) -> Result<(), Error<TokenRefusal>> {
    let (account, email) = opened(tx, token, cx.now())?;
    if !store::mark_used(tx, token, cx.now())? {
        return Err(Error::Refused(TokenRefusal::Used));
    }
    let is_change = account.email_verified_at.is_some() && account.email != email;
    store::release_email(tx, account.id)?;
    if !store::claim_email(tx, &email, account.id)?
        || !store::set_email(tx, &account, &email, cx.now())?
    {
        return Err(Error::Refused(TokenRefusal::Invalid));
    }
    store::drop_tokens(tx, account.id, Purpose::ConfirmEmail)?;
    if is_change {
        store::drop_tokens(tx, account.id, Purpose::ResetPassword)?;
        let entry = JournalEntry::new(AuditAction::EmailChanged, account.id, account.id);
        journal::record(tx, &cx.moment, &entry)?;
        letters::post(tx, cx, Recipient::from(&account), Message::EmailChanged)?;
    }
    Ok(())
}

fn opened(
    conn: &mut Conn,
    token: &MailToken,
    now: Instant,
) -> Result<(Account, EmailAddress), Error<TokenRefusal>> {
    let invalid = || Error::Refused(TokenRefusal::Invalid);
    let stored = store::token(conn, token)?
        .filter(|stored| stored.purpose == Purpose::ConfirmEmail)
        .ok_or_else(invalid)?;
    if stored.is_used {
        return Err(Error::Refused(TokenRefusal::Used));
    }
    if stored.expires_at <= now {
        return Err(invalid());
    }
    let account = store::account(conn, stored.account)?.ok_or_else(invalid)?;
    Ok((account, stored.email))
}
