//! Following the link in a letter: the mailbox is the account's own from now on.

use super::reset_password::ResetRefusal;
use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::mail_token::{MailToken, Purpose, TokenRefusal};
use crate::accounts::{Account, Error, Hasher, Password, PasswordHash, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{EmailAddress, Instant};
use crate::storage::{Conn, Storage, Tx};

/// What a link would confirm; shown before it is done, because mail scanners follow links too.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// The name that was registered.
    pub name: String,
    /// The address, which `Display` masks.
    pub email: EmailAddress,
    /// The last digits of the phone number, by which who registered sees whether it was they.
    pub phone_ending: Option<String>,
    /// The account is opened by this for the first time, and its password is chosen now.
    pub opens_account: bool,
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
        email,
        phone_ending: account
            .phone
            .as_ref()
            .map(|phone| phone.last_four().to_owned()),
        opens_account: account.email_verified_at.is_none(),
    })
}

/// Confirms the address to which an account moves.
///
/// # Errors
/// [`TokenRefusal`], also when the address has become another account's meanwhile, and for an account that
/// was never opened, whose password is to be chosen first; or a fault.
pub fn verify_email(
    tx: &mut Tx<'_>,
    cx: &Context,
    token: &MailToken,
) -> Result<(), Error<TokenRefusal>> {
    let (account, email) = opened(tx, token, cx.now())?;
    if account.email_verified_at.is_none() {
        return Err(Error::Refused(TokenRefusal::Invalid));
    }
    take_address(tx, cx, token, &account, &email)?;
    store::drop_tokens(tx, account.id, Purpose::ResetPassword)?;
    let entry = JournalEntry::new(AuditAction::EmailChanged, account.id, account.id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(letters::post(
        tx,
        cx,
        Recipient::from(&account),
        Message::EmailChanged,
    )?)
}

/// Opens an account that was registered: its address is confirmed, and the password is the one that is
/// typed by whoever reads its letters.
///
/// # Errors
/// [`ResetRefusal`], or a fault.
pub async fn finish_registration(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    token: MailToken,
    typed: &str,
) -> Result<(), Error<ResetRefusal>> {
    let token_refused = |error: Error<TokenRefusal>| error.map(ResetRefusal::Token);
    let (now, shown) = (cx.now(), token.clone());
    let (account, _) = storage
        .reading(move |conn| opened(conn, &shown, now))
        .await
        .map_err(token_refused)?;
    let password = Password::choose(typed, &account.own_data())
        .map_err(|error| Error::Refused(ResetRefusal::Password(error)))?;
    let hash = hasher.hash(&cx.moment, password).await?;
    let cx = cx.clone();
    storage
        .writing(move |tx| open_account(tx, &cx, &token, &hash))
        .await
        .map_err(token_refused)
}

fn open_account(
    tx: &mut Tx<'_>,
    cx: &Context,
    token: &MailToken,
    hash: &PasswordHash,
) -> Result<(), Error<TokenRefusal>> {
    let invalid = || Error::Refused(TokenRefusal::Invalid);
    let (account, email) = opened(tx, token, cx.now())?;
    if account.email_verified_at.is_some() {
        return Err(invalid());
    }
    take_address(tx, cx, token, &account, &email)?;
    let account = store::account(tx, account.id)?.ok_or_else(invalid)?;
    store::set_password(tx, &account, hash)?
        .then_some(())
        .ok_or_else(invalid)
}

fn take_address(
    tx: &mut Tx<'_>,
    cx: &Context,
    token: &MailToken,
    account: &Account,
    email: &EmailAddress,
) -> Result<(), Error<TokenRefusal>> {
    if !store::mark_used(tx, token, cx.now())? {
        return Err(Error::Refused(TokenRefusal::Used));
    }
    store::release_email(tx, account.id)?;
    if !store::claim_email(tx, email, account.id)?
        || !store::set_email(tx, account, email, cx.now())?
    {
        return Err(Error::Refused(TokenRefusal::Invalid));
    }
    Ok(store::drop_tokens(tx, account.id, Purpose::ConfirmEmail)?)
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
