//! Sessions: a random token in a cookie, its hash in the database. They end by themselves, by
//! signing out, and all together by a password change.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::pending_sign_ins;
use super::signed_in::SignedInAccount;
use crate::kernel::{
    AccountId, AgencyId, HandlingUnitId, Instant, Membership, Role, TimeAndChance,
};
use crate::storage::schema::{accounts, memberships, sessions};
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
    /// The roles that it has.
    pub memberships: Vec<Membership>,
    pub began_at: Instant,
    /// Whether it has shown who it is within the last minutes.
    pub is_confirmed: bool,
    /// Whether its last use should be recorded anew.
    pub is_due_for_touch: bool,
}

/// The session of a token with its account and what that may do, if neither the session has ended nor the
/// account is closed. Every request asks, so it is one statement.
pub fn find(conn: &mut Conn, token: &SessionToken, now: Instant) -> Result<Option<OpenSession>> {
    let held = memberships::account_id
        .eq(sessions::account_id)
        .and(memberships::valid_from.le(now))
        .and(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        );
    let rows: Vec<(Row, Option<Held>)> = sessions::table
        .filter(sessions::token_hash.eq(token.hash()))
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .left_join(memberships::table.on(held))
        .filter(accounts::closed_at.is_null())
        .order(memberships::id)
        .select((Row::as_select(), Option::<Held>::as_select()))
        .load(conn.engine())?;
    let (sessions, held): (Vec<Row>, Vec<Option<Held>>) = rows.into_iter().unzip();
    let memberships = held.into_iter().flatten().map(Held::membership).collect();
    Ok(sessions
        .into_iter()
        .next()
        .and_then(|session| session.open_at(now, memberships)))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    #[diesel(embed)]
    account: SignedInAccount,
    created_at: Instant,
    seen_at: Instant,
    expires_at: Instant,
    confirmed_at: Option<Instant>,
}

impl Row {
    fn open_at(self, now: Instant, memberships: Vec<Membership>) -> Option<OpenSession> {
        let is_over =
            now >= self.expires_at || now >= self.seen_at + Duration::minutes(IDLE_MINUTES);
        let confirmed_for = Duration::minutes(CONFIRMED_FOR_MINUTES);
        (!is_over).then(|| OpenSession {
            account: self.account,
            memberships,
            began_at: self.created_at,
            is_confirmed: self.confirmed_at.is_some_and(|at| now < at + confirmed_for),
            is_due_for_touch: now.since(self.seen_at) >= Duration::minutes(SEEN_EVERY_MINUTES),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = memberships)]
struct Held {
    agency_id: AgencyId,
    role: Role,
    unit_id: Option<HandlingUnitId>,
}

impl Held {
    const fn membership(self) -> Membership {
        Membership {
            agency: self.agency_id,
            role: self.role,
            unit: self.unit_id,
        }
    }
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
