//! A partner's messages that wait, the oldest first, a page at a time.

use crate::console::paths;
use crate::console::place::{Page, Place};
use crate::exchange::{self, QuarantineLine};
use crate::kernel::{PartnerId, QuarantineId};
use crate::storage::{Conn, Result};

/// A message that waits, with its page.
pub(in crate::console) struct Waiting {
    pub(in crate::console) line: QuarantineLine,
    pub(in crate::console) path: String,
}

/// The messages after a place.
pub(in crate::console) fn waiting(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<Place<QuarantineId>>,
) -> Result<Page<Waiting, QuarantineId>> {
    let after = after.map(|Place(at, id)| (at, id));
    let most = Page::<Waiting, QuarantineId>::READ;
    let lines = exchange::open_quarantine(conn, partner, after, most)?;
    let with_path = |line: QuarantineLine| Waiting {
        path: paths::quarantined(partner, line.id),
        line,
    };
    Ok(Page::of(
        lines.into_iter().map(with_path).collect(),
        |one| Place(one.line.received_at, one.line.id),
    ))
}
