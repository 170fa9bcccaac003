//! Removing what has run out: links, registrations that nobody confirmed, sign-ins that no code finished, and
//! limits that have drained.

use chrono::Duration;

use crate::accounts::store;
use crate::kernel::Instant;
use crate::storage::{Result, Tx};

/// A used link is kept so long, to say that it was used.
const LINKS_KEPT_DAYS: i64 = 30;
/// A registration waits so long for its link, whose letter may have come late.
const REGISTRATIONS_KEPT_DAYS: i64 = 14;

/// By then every limit has drained.
const RATE_LEVELS_KEPT_DAYS: i64 = 2;

/// Removes some of it; how many rows went.
pub fn sweep(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let links = store::sweep_tokens(tx, now - Duration::days(LINKS_KEPT_DAYS))?;
    let registrations =
        store::delete_unconfirmed(tx, now - Duration::days(REGISTRATIONS_KEPT_DAYS))?;
    let pending = store::sweep_pending(tx, now)?;
    let levels = store::sweep_rate_levels(tx, now - Duration::days(RATE_LEVELS_KEPT_DAYS))?;
    Ok(links + registrations + pending + levels)
}
