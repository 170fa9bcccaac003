//! Messages that came long ago are forgotten, with their bodies. What they said stays where it was
//! recorded; what could not be taken waits in quarantine for ever.

use chrono::Duration;

use crate::exchange::store;
use crate::kernel::Instant;
use crate::storage::{Result, Tx};

/// Two years: a dossier's longest term, and the time in which a complaint about it may still ask what
/// its agency said and when.
const MESSAGES_KEPT_DAYS: i64 = 730;
/// Bodies are large: so many of each partner at a time leave the database to others.
const AT_A_TIME: i64 = 200;

/// Removes some of the messages that were kept long enough; how many.
pub fn forget_messages(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let before = now - Duration::days(MESSAGES_KEPT_DAYS);
    let mut forgotten = 0;
    for partner in store::partners(tx)? {
        forgotten += store::messages_forget(tx, partner.id, before, AT_A_TIME)?;
    }
    Ok(forgotten)
}
