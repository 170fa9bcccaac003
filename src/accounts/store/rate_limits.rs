//! How much of its limits each account has used.

use diesel::prelude::*;

use crate::accounts::rate_limit::{Level, Limited};
use crate::kernel::{AccountId, Instant};
use crate::storage::schema::rate_limits;
use crate::storage::{Result, Tx};

/// The level of an account, locked, so that of two requests at once the second sees what the first
/// used.
pub fn rate_level_locked(
    tx: &mut Tx<'_>,
    account: AccountId,
    of: Limited,
    now: Instant,
) -> Result<Level> {
    let row = (
        rate_limits::account_id.eq(account),
        rate_limits::limited.eq(of),
        rate_limits::amount.eq(0_i64),
        rate_limits::measured_at.eq(now),
    );
    let (amount, at) = crate::each!(tx, |conn| diesel::insert_into(rate_limits::table)
        .values(&row)
        .on_conflict((rate_limits::account_id, rate_limits::limited))
        .do_update()
        .set(rate_limits::amount.eq(rate_limits::amount))
        .returning((rate_limits::amount, rate_limits::measured_at))
        .get_result::<(i64, Instant)>(conn))?;
    Ok(Level { amount, at })
}

pub fn set_rate_level(
    tx: &mut Tx<'_>,
    account: AccountId,
    of: Limited,
    level: Level,
) -> Result<()> {
    diesel::update(rate_limits::table.find((account, of)))
        .set((
            rate_limits::amount.eq(level.amount),
            rate_limits::measured_at.eq(level.at),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Removes levels that were last measured before `before`; how many.
pub fn sweep_rate_levels(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let old = rate_limits::table.filter(rate_limits::measured_at.lt(before));
    Ok(diesel::delete(old).execute(tx.engine())?)
}
