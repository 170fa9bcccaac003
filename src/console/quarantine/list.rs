//! A partner's messages that wait: the reasons that many share, and each message, the oldest first, a
//! page at a time.

use crate::console::paths;
use crate::exchange::{self, QuarantineLine, SharedReason};
use crate::kernel::{KeysetPage, KeysetPart, PartnerId, QuarantineId, TimeKey, rows_to_read};
use crate::storage::{Conn, Result};

/// How many reasons are shown.
const REASONS: i64 = 5;

/// A reason for which several messages wait, with the page of the oldest.
pub(in crate::console) struct Shared {
    pub(in crate::console) reason: SharedReason,
    pub(in crate::console) path: String,
}

/// The reasons for which most messages wait.
pub(in crate::console) fn shared(conn: &mut Conn, partner: PartnerId) -> Result<Vec<Shared>> {
    let reasons = exchange::shared_reasons(conn, partner, REASONS)?;
    let with_path = |reason: SharedReason| Shared {
        path: paths::quarantined(partner, reason.oldest),
        reason,
    };
    Ok(reasons.into_iter().map(with_path).collect())
}

/// A message that waits, with its page.
pub(in crate::console) struct Waiting {
    pub(in crate::console) line: QuarantineLine,
    pub(in crate::console) path: String,
}

/// Messages on a page.
const ROWS: u16 = 20;

/// A page of the messages, the oldest first.
pub(in crate::console) fn waiting(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<TimeKey<QuarantineId>>,
) -> Result<KeysetPage<Waiting, TimeKey<QuarantineId>>> {
    let last_seen = after.map(|TimeKey(at, id)| (at, id));
    let lines = exchange::open_quarantine(conn, partner, last_seen, rows_to_read(ROWS))?;
    let with_path = |line: QuarantineLine| Waiting {
        path: paths::quarantined(partner, line.id),
        line,
    };
    let lines = lines.into_iter().map(with_path).collect();
    let part = after.map_or(KeysetPart::First, KeysetPart::After);
    let key = |one: &Waiting| TimeKey(one.line.received_at, one.line.id);
    Ok(KeysetPage::of(&part, lines, ROWS, key))
}
