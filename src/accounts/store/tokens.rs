//! The links that were sent by mail.

use diesel::prelude::*;

use super::EMAIL;
use crate::accounts::mail_token::{MailToken, Purpose};
use crate::kernel::{AccountId, EmailAddress, Instant, TimeAndChance};
use crate::storage::schema::account_tokens;
use crate::storage::{Conn, Error, Result, Sealed, Tx};

/// A link as it stands in the table.
pub(in crate::accounts) struct StoredToken {
    pub(in crate::accounts) account: AccountId,
    pub(in crate::accounts) purpose: Purpose,
    /// The mailbox it was sent to.
    pub(in crate::accounts) email: EmailAddress,
    pub(in crate::accounts) expires_at: Instant,
    pub(in crate::accounts) is_used: bool,
}

/// Makes a link for an account, to be sent to `email`.
pub(in crate::accounts) fn add_token(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    account: AccountId,
    purpose: Purpose,
    email: &EmailAddress,
) -> Result<MailToken> {
    let token = MailToken::new(moment);
    let email = Sealed::seal(&tx.keys(), EMAIL, &email.expose().to_owned())?;
    diesel::insert_into(account_tokens::table)
        .values((
            account_tokens::token_hash.eq(token.hash()),
            account_tokens::account_id.eq(account),
            account_tokens::purpose.eq(purpose),
            account_tokens::email.eq(email),
            account_tokens::expires_at.eq(moment.now + purpose.lifetime()),
        ))
        .execute(tx.engine())?;
    Ok(token)
}

/// The link, whether it still holds or not.
pub(in crate::accounts) fn token(
    conn: &mut Conn,
    token: &MailToken,
) -> Result<Option<StoredToken>> {
    type Row = (AccountId, Purpose, Sealed<String>, Instant, Option<Instant>);
    let row: Option<Row> = account_tokens::table
        .find(token.hash())
        .select((
            account_tokens::account_id,
            account_tokens::purpose,
            account_tokens::email,
            account_tokens::expires_at,
            account_tokens::used_at,
        ))
        .first(conn.engine())
        .optional()?;
    let Some((account, purpose, email, expires_at, used_at)) = row else {
        return Ok(None);
    };
    let email = email.open(&conn.keys(), EMAIL)?;
    Ok(Some(StoredToken {
        account,
        purpose,
        email: email
            .parse()
            .map_err(|_| Error::nonsense("account_tokens", "email", "unreadable"))?,
        expires_at,
        is_used: used_at.is_some(),
    }))
}

/// Uses a link up. False when somebody was faster.
pub(in crate::accounts) fn mark_used(
    tx: &mut Tx<'_>,
    token: &MailToken,
    now: Instant,
) -> Result<bool> {
    let unused = account_tokens::table
        .find(token.hash())
        .filter(account_tokens::used_at.is_null());
    let used = diesel::update(unused)
        .set(account_tokens::used_at.eq(now))
        .execute(tx.engine())?;
    Ok(used > 0)
}

/// Takes the unused links of one purpose from an account.
pub(in crate::accounts) fn drop_tokens(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
) -> Result<()> {
    let unused = account_tokens::table
        .filter(account_tokens::account_id.eq(account))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::used_at.is_null());
    diesel::delete(unused).execute(tx.engine())?;
    Ok(())
}

/// Removes links that ended before `before`.
pub(in crate::accounts) fn sweep_tokens(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let old = account_tokens::table.filter(account_tokens::expires_at.le(before));
    Ok(diesel::delete(old).execute(tx.engine())?)
}
