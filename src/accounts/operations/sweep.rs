//! Removing what has run out: links, registrations that nobody confirmed, and sign-ins that no code
//! finished.

use chrono::Duration;

use crate::accounts::store;
use crate::kernel::Instant;
use crate::storage::{Result, Tx};

/// A used link is kept so long, to say that it was used.
const LINKS_KEPT_DAYS: i64 = 30;
/// A registration waits so long for its link, whose letter may have come late.
const REGISTRATIONS_KEPT_DAYS: i64 = 14;

/// Removes some of it; how many rows went.
pub fn sweep(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let links = store::sweep_tokens(tx, now - Duration::days(LINKS_KEPT_DAYS))?;
    let registrations =
        store::delete_unconfirmed(tx, now - Duration::days(REGISTRATIONS_KEPT_DAYS))?;
    let pending = store::sweep_pending(tx, now)?;
    Ok(links + registrations + pending)
}
