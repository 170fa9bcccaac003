//! Setting a password by a link: in place of one that is forgotten, or the first one of an
//! invited clerk. Following the link also proves that the mailbox is the account's.

use super::change_password::replace;
use crate::accounts::mail_token::{MailToken, Purpose, TokenRefusal};
use crate::accounts::{
    Account, Error, Hasher, KnownBrowser, Password, PasswordError, PasswordHash, store,
};
use crate::context::Context;
use crate::kernel::{EmailAddress, Instant};
use crate::storage::{Conn, Storage, Tx};

/// Why no password is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetRefusal {
    /// The link opens nothing.
    Token(TokenRefusal),
    /// The password breaks a rule.
    Password(PasswordError),
}

/// Whether the link still holds; if so, the address of the account that it opens, to which it was sent.
///
/// # Errors
/// [`TokenRefusal`], or a fault.
pub fn check_reset_token(
    conn: &mut Conn,
    now: Instant,
    token: &MailToken,
) -> Result<EmailAddress, Error<TokenRefusal>> {
    opened(conn, token, now).map(|account| account.email)
}

/// Sets the password that was typed. The browser in which it was is known from now on, so that nobody who
/// guesses at the account keeps its owner waiting.
///
/// # Errors
/// [`ResetRefusal`], or a fault.
pub async fn reset_password(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    token: MailToken,
    typed: &str,
) -> Result<KnownBrowser, Error<ResetRefusal>> {
    let token_refused = |error: Error<TokenRefusal>| error.map(ResetRefusal::Token);
    let (now, shown) = (cx.now(), token.clone());
    let account = storage
        .reading(move |conn| opened(conn, &shown, now))
        .await
        .map_err(token_refused)?;
    let password = Password::choose(typed, &account.own_data())
        .map_err(|error| Error::Refused(ResetRefusal::Password(error)))?;
    let hash = hasher.hash(&cx.moment, password).await?;
    let cx = cx.clone();
    let (moment, keys) = (cx.moment.clone(), storage.keys());
    let browser = KnownBrowser::new(keys, &moment, account.id);
    storage
        .writing(move |tx| set(tx, &cx, &token, &hash))
        .await
        .map_err(token_refused)?;
    Ok(browser)
}

fn set(
    tx: &mut Tx<'_>,
    cx: &Context,
    token: &MailToken,
    hash: &PasswordHash,
) -> Result<(), Error<TokenRefusal>> {
    let account = opened(tx, token, cx.now())?;
    if !store::mark_used(tx, token, cx.now())? {
        return Err(Error::Refused(TokenRefusal::Used));
    }
    let invalid = || Error::Refused(TokenRefusal::Invalid);
    if !store::claim_email(tx, &account.email, account.id)? {
        return Err(invalid());
    }
    let email = account.email.clone();
    if !store::set_email(tx, &account, &email, cx.now())? {
        return Err(invalid());
    }
    let account = store::account(tx, account.id)?.ok_or_else(invalid)?;
    replace(tx, cx, &account, hash)?
        .then_some(())
        .ok_or_else(invalid)
}

fn opened(
    conn: &mut Conn,
    token: &MailToken,
    now: Instant,
) -> Result<Account, Error<TokenRefusal>> {
    let invalid = || Error::Refused(TokenRefusal::Invalid);
    let stored = store::token(conn, token)?
        .filter(|stored| matches!(stored.purpose, Purpose::ResetPassword | Purpose::Invitation))
        .ok_or_else(invalid)?;
    if stored.is_used {
        return Err(Error::Refused(TokenRefusal::Used));
    }
    let account = store::account(conn, stored.account)?.ok_or_else(invalid)?;
    // A link that was sent to an earlier address is worth nothing.
    if stored.expires_at <= now || stored.email != account.email {
        return Err(invalid());
    }
    Ok(account)
}
