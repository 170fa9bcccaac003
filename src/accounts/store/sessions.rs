//! Sessions: a random token in a cookie, its hash in the database. They end by themselves, by
//! signing out, and all together by a password change.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::accounts::SignedInAccount;
use super::pending_sign_ins;
use crate::kernel::{AccountId, Instant, TimeAndChance};
use crate::storage::schema::{accounts, sessions};
use crate::storage::{Conn, Result, Tx};

/// A session that is not used for so long ends (OWASP ASVS 3.3.2, level 2: 30 minutes for
/// sensitive work; citizens fill long forms, clerks leave their desks for a meeting).
const IDLE_MINUTES: i64 = 60;
/// Every session ends after so long, however much it is used.
const LONGEST_HOURS: i64 = 12;
/// What asks once more who is there takes a session's word for so long.
const CONFIRMED_FOR_MINUTES: i64 = 10;
/// How exactly the last use is recorded; writing at every request would cost a write per page.
const SEEN_EVERY_MINUTES: i64 = 5;
/// How long a session certainly lasts after the last page: its use is recorded a little late.
pub const LASTS_MINUTES: i64 = IDLE_MINUTES - SEEN_EVERY_MINUTES;

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

    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Opens a session for an account that has just shown all that it has to show. The caller drops the token of before, so that a token from
/// before the sign-in is worth nothing after it.
pub fn open(tx: &mut Tx<'_>, moment: &TimeAndChance, account: AccountId) -> Result<SessionToken> {
    let token = open_unconfirmed(tx, moment, account)?;
    confirm(tx, &token, moment.now)?;
    Ok(token)
}

/// The same for an account that has not shown its second factor just now.
pub(in crate::accounts) fn open_unconfirmed(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    account: AccountId,
) -> Result<SessionToken> {
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
#[derive(Debug, Clone)]
pub struct OpenSession {
    pub account: SignedInAccount,
    pub began_at: Instant,
    /// Whether it has shown who it is within the last minutes.
    pub is_confirmed: bool,
    /// Whether its last use should be recorded anew.
    pub is_due_for_touch: bool,
}

/// The session of a token, if neither it has ended nor its account is closed.
pub fn find(conn: &mut Conn, token: &SessionToken, now: Instant) -> Result<Option<OpenSession>> {
    type Row = (SignedInAccount, Instant, Instant, Instant, Option<Instant>);
    let row: Option<Row> = sessions::table
        .find(token.hash())
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .filter(accounts::closed_at.is_null())
        .select((
            SignedInAccount::as_select(),
            sessions::created_at,
            sessions::seen_at,
            sessions::expires_at,
            sessions::confirmed_at,
        ))
        .first(conn.engine())
        .optional()?;
    Ok(
        row.and_then(|(account, began_at, seen_at, expires_at, confirmed_at)| {
            let holds = now < expires_at && now < seen_at + Duration::minutes(IDLE_MINUTES);
            let is_due_for_touch = now.since(seen_at) >= Duration::minutes(SEEN_EVERY_MINUTES);
            let confirmed_for = Duration::minutes(CONFIRMED_FOR_MINUTES);
            holds.then_some(OpenSession {
                account,
                began_at,
                is_confirmed: confirmed_at.is_some_and(|at| now < at + confirmed_for),
                is_due_for_touch,
            })
        }),
    )
}

/// Records that the session was used.
pub fn touch(tx: &mut Tx<'_>, token: &SessionToken, now: Instant) -> Result<()> {
    diesel::update(sessions::table.find(token.hash()))
        .set(sessions::seen_at.eq(now))
        .execute(tx.engine())?;
    Ok(())
}

/// Records that the session has just shown who it is.
pub(in crate::accounts) fn confirm(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    now: Instant,
) -> Result<()> {
    diesel::update(sessions::table.find(token.hash()))
        .set(sessions::confirmed_at.eq(now))
        .execute(tx.engine())?;
    Ok(())
}

/// Ends one session.
pub fn close(tx: &mut Tx<'_>, token: &SessionToken) -> Result<()> {
    diesel::delete(sessions::table.find(token.hash())).execute(tx.engine())?;
    Ok(())
}

/// Ends every session of an account, and every sign-in that still waits for a code.
pub fn close_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    pending_sign_ins::drop_all(tx, account)?;
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
