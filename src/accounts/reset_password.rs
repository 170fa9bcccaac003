//! Setting a password by a link: in place of one that is forgotten, or the first one of an
//! invited clerk. Following the link also proves that the mailbox is the account's.

use super::change_password::replace;
use super::mail_token::{MailToken, Purpose, TokenRefusal};
use super::password::{Password, PasswordError};
use super::store;
use super::{Account, Accounts, Failure};
use crate::kernel::{Instant, Moment};
use crate::storage::{Conn, Tx};

/// Why no password is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetRefusal {
    /// The link opens nothing.
    Token(TokenRefusal),
    /// The password breaks a rule.
    Password(PasswordError),
}

/// Whether the link still holds.
///
/// # Errors
/// [`TokenRefusal`], or a fault.
pub async fn check_reset_token(
    accounts: &Accounts,
    moment: &Moment,
    token: MailToken,
) -> Result<(), Failure<TokenRefusal>> {
    let now = moment.now;
    accounts
        .storage
        .reading(move |conn| opened(conn, &token, now).map(drop))
        .await
}

/// Sets the password that was typed.
///
/// # Errors
/// [`ResetRefusal`], or a fault.
pub async fn reset_password(
    accounts: &Accounts,
    moment: &Moment,
    token: MailToken,
    typed: &str,
) -> Result<(), Failure<ResetRefusal>> {
    let (now, read_token) = (moment.now, token.clone());
    let account = accounts
        .storage
        .reading(move |conn| opened(conn, &read_token, now))
        .await
        .map_err(|failure| failure.map(ResetRefusal::Token))?;
    let password = Password::choose(typed, &account.own_data())
        .map_err(|error| Failure::Refused(ResetRefusal::Password(error)))?;
    let hash = accounts.hasher.hash(moment, password).await?;
    let (accounts_again, moment) = (accounts.clone(), moment.clone());
    accounts
        .storage
        .writing(move |tx| set(tx, &moment, &accounts_again, &token, &hash))
        .await
        .map_err(|failure| failure.map(ResetRefusal::Token))
}

fn set(
    tx: &mut Tx<'_>,
    moment: &Moment,
    accounts: &Accounts,
    token: &MailToken,
    hash: &str,
) -> Result<(), Failure<TokenRefusal>> {
    let account = opened(tx, token, moment.now)?;
    if !store::mark_used(tx, token, moment.now)? {
        return Err(Failure::Refused(TokenRefusal::Used));
    }
    let invalid = || Failure::Refused(TokenRefusal::Invalid);
    if !store::claim_email(tx, &account.email, account.id)? {
        return Err(invalid());
    }
    let email = account.email.clone();
    if !store::set_email(tx, &account, &email, moment.now)? {
        return Err(invalid());
    }
    let account = store::account(tx, account.id)?.ok_or_else(invalid)?;
    replace(tx, moment, accounts, &account, hash)?
        .then_some(())
        .ok_or_else(invalid)
}

fn opened(
    conn: &mut Conn,
    token: &MailToken,
    now: Instant,
) -> Result<Account, Failure<TokenRefusal>> {
    let invalid = || Failure::Refused(TokenRefusal::Invalid);
    let stored = store::token(conn, token)?
        .filter(|stored| matches!(stored.purpose, Purpose::ResetPassword | Purpose::Invitation))
        .ok_or_else(invalid)?;
    if stored.is_used {
        return Err(Failure::Refused(TokenRefusal::Used));
    }
    let account = store::account(conn, stored.account)?.ok_or_else(invalid)?;
    // A link that went to an address of before opens nothing.
    if stored.expires_at <= now || stored.email != account.email {
        return Err(invalid());
    }
    Ok(account)
}
