//! Sessions: a random token in a cookie, its hash in the database. They end by themselves, by
//! signing out, and all together by a password change.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::kernel::{AccountId, Instant, TimeAndChance};
use crate::storage::schema::sessions;
use crate::storage::{Conn, Result, Tx};

/// A session that is not used for so long ends (OWASP ASVS 3.3.2, level 2: 30 minutes for
/// sensitive work; citizens fill long forms, clerks leave their desks for a meeting).
const IDLE_MINUTES: i64 = 60;
/// Every session ends after so long, however much it is used.
const LONGEST_HOURS: i64 = 12;
/// How exactly the last use is recorded; writing at every request would cost a write per page.
const SEEN_EVERY_MINUTES: i64 = 5;

/// The secret that a browser keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// Makes a new one: 256 random bits.
    pub fn new(moment: &TimeAndChance) -> Self {
        Self(hex::encode(moment.secret::<32>()))
    }

    /// Takes what a cookie holds; anything but 64 hexadecimal digits is no token.
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then(|| Self(text.to_owned()))
    }

    /// The cookie's value.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Opens a session for an account. The caller drops the token of before, so that a token from
/// before the sign-in is worth nothing after it.
pub fn open(tx: &mut Tx<'_>, moment: &TimeAndChance, account: AccountId) -> Result<SessionToken> {
    let token = SessionToken::new(moment);
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token.hash()),
            sessions::account_id.eq(account),
            sessions::created_at.eq(moment.now),
            sessions::seen_at.eq(moment.now),
            sessions::expires_at.eq(moment.now + Duration::hours(LONGEST_HOURS)),
        ))
        .execute(tx.engine())?;
    Ok(token)
}

/// A session that holds at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSession {
    pub account: AccountId,
    /// Whether its last use should be recorded anew.
    pub is_due_for_touch: bool,
}

/// The session of a token, if it has not ended.
pub fn find(conn: &mut Conn, token: &SessionToken, now: Instant) -> Result<Option<OpenSession>> {
    let row: Option<(AccountId, Instant, Instant)> = sessions::table
        .find(token.hash())
        .select((
            sessions::account_id,
            sessions::seen_at,
            sessions::expires_at,
        ))
        .first(conn.engine())
        .optional()?;
    Ok(row.and_then(|(account, seen_at, expires_at)| {
        let holds = now < expires_at && now < seen_at + Duration::minutes(IDLE_MINUTES);
        let is_due_for_touch = now.since(seen_at) >= Duration::minutes(SEEN_EVERY_MINUTES);
        holds.then_some(OpenSession {
            account,
            is_due_for_touch,
        })
    }))
}

/// Records that the session was used.
pub fn touch(tx: &mut Tx<'_>, token: &SessionToken, now: Instant) -> Result<()> {
    diesel::update(sessions::table.find(token.hash()))
        .set(sessions::seen_at.eq(now))
        .execute(tx.engine())?;
    Ok(())
}

/// Ends one session.
pub fn close(tx: &mut Tx<'_>, token: &SessionToken) -> Result<()> {
    diesel::delete(sessions::table.find(token.hash())).execute(tx.engine())?;
    Ok(())
}

/// Ends every session of an account.
pub fn close_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(account)))
        .execute(tx.engine())?;
    Ok(())
}

/// Removes the rows of sessions that have ended.
pub fn sweep(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    Ok(
        diesel::delete(sessions::table.filter(sessions::expires_at.le(now)))
            .execute(tx.engine())?,
    )
}
