//! Trying a partner at once, before its breaker lets anything through by itself.

use crate::context::Context;
use crate::exchange::store;
use crate::jobs;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::PartnerId;
use crate::storage::{self, Tx};

/// How many jobs are brought forward: one tries the way, and the others follow where it is free.
const BROUGHT_FORWARD: i64 = 16;

/// Ends the rest of a partner's breaker; the next message tries the way. Nothing where it is closed.
pub fn try_now(tx: &mut Tx<'_>, cx: &Context, partner: PartnerId) -> storage::Result<()> {
    let mut breaker = store::breaker_for_update(tx, partner)?;
    if breaker.open_until.is_none_or(|until| until <= cx.now()) {
        return Ok(());
    }
    breaker.open_until = Some(cx.now());
    store::breaker_put(tx, partner, &breaker)?;
    jobs::bring_forward(tx, partner, BROUGHT_FORWARD, cx.now())?;
    let entry = JournalEntry::by(AuditAction::ChangedPartner, cx.account(), partner);
    journal::record(tx, &cx.moment, &entry.based_on("tried_now"))
}
