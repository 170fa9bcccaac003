//! Second factors with their recovery codes, and the day from which staff needs one.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use crate::accounts::{RecoveryCode, TotpSecret};
use crate::kernel::{AccountId, Instant, TimeAndChance};
use crate::storage::schema::{accounts, memberships, recovery_codes, second_factors, settings};
use crate::storage::{Conn, Engine, Error, KeyRing, Result, SealedBytes, Tx};

const SECRET: &str = "second_factors.secret";
const RECOVERY_CODE: &str = "recovery_codes.code_index";
/// The name of the setting that holds the day.
const FROM: &str = "second_factor_from";
/// Staff of a portal that was there before second factors were has so long to set one up.
const FIRST_GRACE: Days = Days::new(30);

/// The second factor of an account.
pub(in crate::accounts) struct Factor {
    pub(in crate::accounts) secret: TotpSecret,
    pub(in crate::accounts) confirmed_at: Instant,
    pub(in crate::accounts) last_step: i64,
}

/// What an account's owner is shown of their second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorSummary {
    pub since: Instant,
    /// Recovery codes that still open.
    pub codes_left: i64,
}

type Row = (SealedBytes, Instant, i64);

fn read(keys: &KeyRing, (secret, confirmed_at, last_step): Row) -> Result<Factor> {
    let secret = TotpSecret::stored(&secret.open(keys, SECRET)?)
        .ok_or_else(|| Error::nonsense("second_factors", "secret", "of another length"))?;
    Ok(Factor {
        secret,
        confirmed_at,
        last_step,
    })
}

/// Whether the account has a second factor.
pub fn has_second_factor(conn: &mut Conn, account: AccountId) -> Result<bool> {
    let found: i64 = second_factors::table
        .find(account)
        .count()
        .get_result(conn.engine())?;
    Ok(found > 0)
}

/// The second factor of an account.
pub(in crate::accounts) fn factor(conn: &mut Conn, account: AccountId) -> Result<Option<Factor>> {
    let row: Option<Row> = second_factors::table
        .find(account)
        .select((
            second_factors::secret,
            second_factors::confirmed_at,
            second_factors::last_step,
        ))
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    row.map(|row| read(&keys, row)).transpose()
}

/// The same, locked until the commit: of codes that are shown at the same moment one is looked at
/// after the other, so that each is counted before the next.
pub(in crate::accounts) fn factor_for_update(
    tx: &mut Tx<'_>,
    account: AccountId,
) -> Result<Option<Factor>> {
    let own = second_factors::table.find(account).select((
        second_factors::secret,
        second_factors::confirmed_at,
        second_factors::last_step,
    ));
    let row: Option<Row> = match tx.engine() {
        Engine::Pg(c) => own.for_update().first(c).optional()?,
        // There is one writer at a time.
        Engine::Lite(c) => own.first(c).optional()?,
    };
    let keys = tx.keys();
    row.map(|row| read(&keys, row)).transpose()
}

/// Sets the first second factor of an account, of which the code of `step` was shown. False when it
/// has one.
pub(in crate::accounts) fn add_factor(
    tx: &mut Tx<'_>,
    account: AccountId,
    secret: &TotpSecret,
    step: i64,
    now: Instant,
) -> Result<bool> {
    let row = (
        second_factors::account_id.eq(account),
        second_factors::secret.eq(SealedBytes::seal(&tx.keys(), SECRET, secret.expose())?),
        second_factors::confirmed_at.eq(now),
        second_factors::last_step.eq(step),
    );
    crate::insert_if_new!(tx, second_factors::table, &row)
}

/// Puts another second factor in the place of the one that the account has.
pub(in crate::accounts) fn replace_factor(
    tx: &mut Tx<'_>,
    account: AccountId,
    secret: &TotpSecret,
    step: i64,
    now: Instant,
) -> Result<()> {
    let sealed = SealedBytes::seal(&tx.keys(), SECRET, secret.expose())?;
    diesel::update(second_factors::table.find(account))
        .set((
            second_factors::secret.eq(sealed),
            second_factors::confirmed_at.eq(now),
            second_factors::last_step.eq(step),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Uses up the codes of a time step and of all before it. False when that has happened.
pub(in crate::accounts) fn use_step(
    tx: &mut Tx<'_>,
    account: AccountId,
    step: i64,
) -> Result<bool> {
    let unused = second_factors::table
        .find(account)
        .filter(second_factors::last_step.lt(step));
    let used = diesel::update(unused)
        .set(second_factors::last_step.eq(step))
        .execute(tx.engine())?;
    Ok(used > 0)
}

/// Takes the second factor from an account, with its recovery codes. False when it has none.
pub(in crate::accounts) fn remove_factor(tx: &mut Tx<'_>, account: AccountId) -> Result<bool> {
    let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(account));
    diesel::delete(codes).execute(tx.engine())?;
    Ok(diesel::delete(second_factors::table.find(account)).execute(tx.engine())? > 0)
}

/// Makes these the recovery codes of an account.
pub(in crate::accounts) fn set_recovery_codes(
    tx: &mut Tx<'_>,
    account: AccountId,
    codes: &[RecoveryCode],
) -> Result<()> {
    let before = recovery_codes::table.filter(recovery_codes::account_id.eq(account));
    diesel::delete(before).execute(tx.engine())?;
    let keys = tx.keys();
    for code in codes {
        let row = (
            recovery_codes::account_id.eq(account),
            recovery_codes::code_index.eq(index(&keys, account, code)),
        );
        crate::insert_if_new!(tx, recovery_codes::table, &row)?;
    }
    Ok(())
}

/// Whether this is one of the account's recovery codes, used or not.
pub(in crate::accounts) fn has_recovery_code(
    conn: &mut Conn,
    account: AccountId,
    code: &RecoveryCode,
) -> Result<bool> {
    let index = index(&conn.keys(), account, code);
    let found: i64 = recovery_codes::table
        .find((account, index))
        .count()
        .get_result(conn.engine())?;
    Ok(found > 0)
}

/// Uses a recovery code up. False when the account has no such code, or used it before.
pub(in crate::accounts) fn use_recovery_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    code: &RecoveryCode,
    now: Instant,
) -> Result<bool> {
    let index = index(&tx.keys(), account, code);
    let unused = recovery_codes::table
        .find((account, index))
        .filter(recovery_codes::used_at.is_null());
    let used = diesel::update(unused)
        .set(recovery_codes::used_at.eq(now))
        .execute(tx.engine())?;
    Ok(used > 0)
}

/// What an account's owner is shown of their second factor; none where they have none.
pub fn factor_summary(conn: &mut Conn, account: AccountId) -> Result<Option<FactorSummary>> {
    let since: Option<Instant> = second_factors::table
        .find(account)
        .select(second_factors::confirmed_at)
        .first(conn.engine())
        .optional()?;
    let Some(since) = since else {
        return Ok(None);
    };
    let codes_left = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn.engine())?;
    Ok(Some(FactorSummary { since, codes_left }))
}

/// Since when somebody works for the portal or for an agency: the earliest of what they are now.
pub(in crate::accounts) fn staff_since(
    conn: &mut Conn,
    account: AccountId,
    now: Instant,
) -> Result<Option<Instant>> {
    let as_operator: Option<Instant> = accounts::table
        .find(account)
        .filter(accounts::is_operator.eq(true))
        .select(accounts::created_at)
        .first(conn.engine())
        .optional()?;
    let as_clerk: Option<Instant> = memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::valid_from.le(now))
        .filter(
            memberships::valid_until
                .is_null()
                .or(memberships::valid_until.gt(now)),
        )
        .order(memberships::valid_from)
        .select(memberships::valid_from)
        .first(conn.engine())
        .optional()?;
    Ok(as_operator.into_iter().chain(as_clerk).min())
}

/// The day from which staff needs a second factor, where the settings name none: it is reckoned when
/// the portal first asks for it, and stays.
///
/// # Errors
/// Storage failed, or holds something else under this name.
pub fn second_factor_from(tx: &mut Tx<'_>, moment: &TimeAndChance) -> Result<NaiveDate> {
    let today = moment.now.vietnam_date();
    let first = today.checked_add_days(FIRST_GRACE).unwrap_or(today);
    let row = (
        settings::name.eq(FROM),
        settings::value.eq(first.to_string()),
        settings::changed_at.eq(moment.now),
    );
    crate::insert_if_new!(tx, settings::table, &row)?;
    let day: String = settings::table
        .find(FROM)
        .select(settings::value)
        .first(tx.engine())?;
    day.parse()
        .map_err(|_| Error::nonsense("settings", "value", "no day"))
}

fn index(keys: &KeyRing, account: AccountId, code: &RecoveryCode) -> Vec<u8> {
    let mut bytes = account.uuid().as_bytes().to_vec();
    bytes.extend_from_slice(code.expose().as_bytes());
    keys.blind(RECOVERY_CODE, &bytes)
}
