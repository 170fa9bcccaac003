//! Discarding a quarantined message, for a reason. The message itself stays kept.

use crate::exchange::store;
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, Moment, QuarantineId};
use crate::storage::{self, StorageFailure, Tx};

const LONGEST_REASON: usize = 500;

/// Why a message could not be discarded.
#[derive(Debug, thiserror::Error)]
pub enum DiscardFault {
    /// A reason must be given, of at most so many characters.
    #[error("a reason of 1 to {LONGEST_REASON} characters must be given")]
    Reason,
    /// It was settled before, or there is none.
    #[error("the message was settled before")]
    Gone,
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl StorageFailure for DiscardFault {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            _ => None,
        }
    }
}

/// Discards a message.
///
/// # Errors
/// `Reason` or `Gone`.
pub fn discard_quarantined(
    tx: &mut Tx<'_>,
    moment: &Moment,
    id: QuarantineId,
    reason: &str,
    by: AccountId,
) -> Result<(), DiscardFault> {
    let reason = reason.trim();
    if !(1..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Err(DiscardFault::Reason);
    }
    let how = format!("discarded: {reason}");
    if !store::quarantine_settle(tx, id, &how, Some(by), moment.now)? {
        return Err(DiscardFault::Gone);
    }
    let entry = Entry::by(Deed::DiscardedMessage, Some(by), id);
    journal::record(tx, moment, &entry)?;
    Ok(())
}
