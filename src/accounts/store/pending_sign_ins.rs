//! Sign-ins that have shown a password and wait for a code: a random token in a cookie, its hash in
//! the database. Whoever holds one is not signed in.

use chrono::Duration;
use diesel::prelude::*;

use super::sessions::SessionToken;
use crate::kernel::{AccountId, Instant, TimeAndChance};
use crate::storage::schema::pending_sign_ins;
use crate::storage::{Conn, Result, Tx};

/// Time to find the phone, and to type the next code where one was mistyped.
const LIFETIME_MINUTES: i64 = 10;

/// The secret that ties the second step of a sign-in to the browser of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingToken(SessionToken);

impl PendingToken {
    /// Takes what a cookie holds.
    pub fn parse(text: &str) -> Option<Self> {
        SessionToken::parse(text).map(Self)
    }

    /// The cookie's value.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// Begins to wait for a code of `account`.
pub(in crate::accounts) fn add_pending(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    account: AccountId,
) -> Result<PendingToken> {
    let token = SessionToken::new(moment);
    diesel::insert_into(pending_sign_ins::table)
        .values((
            pending_sign_ins::token_hash.eq(token.hash()),
            pending_sign_ins::account_id.eq(account),
            pending_sign_ins::expires_at.eq(moment.now + Duration::minutes(LIFETIME_MINUTES)),
        ))
        .execute(tx.engine())?;
    Ok(PendingToken(token))
}

/// Whose code is waited for.
pub fn pending_account(
    conn: &mut Conn,
    token: &PendingToken,
    now: Instant,
) -> Result<Option<AccountId>> {
    Ok(pending_sign_ins::table
        .find(token.0.hash())
        .filter(pending_sign_ins::expires_at.gt(now))
        .select(pending_sign_ins::account_id)
        .first(conn.engine())
        .optional()?)
}

/// Ends the waiting. False when it has ended before.
pub(in crate::accounts) fn drop_pending(tx: &mut Tx<'_>, token: &PendingToken) -> Result<bool> {
    let waiting = pending_sign_ins::table.find(token.0.hash());
    Ok(diesel::delete(waiting).execute(tx.engine())? > 0)
}

/// Ends all that wait for a code of `account`.
pub(super) fn drop_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let waiting = pending_sign_ins::table.filter(pending_sign_ins::account_id.eq(account));
    diesel::delete(waiting).execute(tx.engine())?;
    Ok(())
}

/// Removes those whose time is over.
pub(in crate::accounts) fn sweep_pending(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let old = pending_sign_ins::table.filter(pending_sign_ins::expires_at.le(now));
    Ok(diesel::delete(old).execute(tx.engine())?)
}
