//! Using up a limit of an account.

use crate::accounts::rate_limit::{AtLimit, RateLimit};
use crate::accounts::store;
use crate::kernel::{AccountId, Instant};
use crate::storage::{Result, Tx};

/// Counts `cost` against a limit, before what it is for is done. At the limit nothing is counted, and
/// the wait is told.
pub fn spend(
    tx: &mut Tx<'_>,
    account: AccountId,
    limit: RateLimit,
    cost: i64,
    now: Instant,
) -> Result<std::result::Result<(), AtLimit>> {
    let level = store::rate_level_locked(tx, account, limit.of, now)?;
    match limit.spend(level, cost, now) {
        Ok(level) => {
            store::set_rate_level(tx, account, limit.of, level)?;
            Ok(Ok(()))
        }
        Err(wait) => Ok(Err(wait)),
    }
}
