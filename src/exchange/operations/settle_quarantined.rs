//! Discarding quarantined messages, one alone or all that wait for the same reason. What is discarded
//! stays kept.

use crate::context::Context;
use crate::exchange::inbound::ReplayMessage;
use crate::exchange::store::{self, QuarantineLine};
use crate::jobs::{self, Lane, NewJob};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{Instant, QuarantineId, Reason};
use crate::storage::{self, Conn, Tx};

/// The most other messages that one decision is about: more would hold up everybody who writes.
pub const ALIKE_AT_ONCE: i64 = 999;

/// The partner's other messages that wait for the same reason, the oldest first, [`ALIKE_AT_ONCE`] at
/// most; each with when it came.
pub fn alike(
    conn: &mut Conn,
    line: &QuarantineLine,
) -> storage::Result<Vec<(Instant, QuarantineId)>> {
    store::quarantined_alike(conn, line, ALIKE_AT_ONCE)
}

/// Discards a message. False when it was settled before, or there is none.
pub fn discard_quarantined(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: QuarantineId,
    reason: &Reason,
) -> storage::Result<bool> {
    let how = format!("discarded: {reason}");
    let is_settled = store::quarantine_settle(tx, id, &how, cx.account(), cx.now())?;
    if is_settled {
        let entry = JournalEntry::by(AuditAction::DiscardedMessage, cx.account(), id);
        journal::record(tx, &cx.moment, &entry)?;
    }
    Ok(is_settled)
}

/// Tries a message and those that are [`alike`], up to the last that whoever decides has seen, again as they
/// came: a job each, so that nobody waits for a thousand of them.
pub fn replay_alike(
    tx: &mut Tx<'_>,
    cx: &Context,
    line: &QuarantineLine,
    last: (Instant, QuarantineId),
) -> storage::Result<()> {
    let others = alike(tx, line)?.into_iter();
    let others = others.filter(|place| *place <= last).map(|(_, id)| id);
    let all: Vec<QuarantineId> = others.chain([line.id]).collect();
    for quarantined in all {
        let replay = NewJob::of(
            &ReplayMessage { quarantined },
            Lane::alone(quarantined),
            cx.now(),
        );
        jobs::enqueue_unless_waiting(tx, &cx.moment, &replay)?;
    }
    let entry = JournalEntry::by(AuditAction::ReplayedMessage, cx.account(), line.id);
    journal::record(tx, &cx.moment, &entry.based_on("alike"))
}

/// Discards the messages that are [`alike`], up to the last that whoever decides has seen.
pub fn discard_alike(
    tx: &mut Tx<'_>,
    cx: &Context,
    line: &QuarantineLine,
    last: (Instant, QuarantineId),
    reason: &Reason,
) -> storage::Result<()> {
    for place in alike(tx, line)? {
        if place <= last {
            discard_quarantined(tx, cx, place.1, reason)?;
        }
    }
    Ok(())
}
