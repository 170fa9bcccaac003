//! Discarding a quarantined message, for a reason. The message itself stays kept.

use crate::exchange::store;
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, Moment, QuarantineId, Reason};
use crate::storage::{self, Tx};

/// Discards a message. False when it was settled before, or there is none.
///
/// # Errors
/// Those of storage.
pub fn discard_quarantined(
    tx: &mut Tx<'_>,
    moment: &Moment,
    id: QuarantineId,
    reason: &Reason,
    by: AccountId,
) -> storage::Result<bool> {
    let how = format!("discarded: {reason}");
    let is_settled = store::quarantine_settle(tx, id, &how, Some(by), moment.now)?;
    if is_settled {
        let entry = Entry::by(Deed::DiscardedMessage, Some(by), id);
        journal::record(tx, moment, &entry)?;
    }
    Ok(is_settled)
}
