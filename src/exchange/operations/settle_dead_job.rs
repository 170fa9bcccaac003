//! What becomes of a message to a partner, or of a file of its, that was given up.

use crate::jobs;
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, JobId, Moment, PartnerId};
use crate::storage::{self, Tx};

/// What is done with a dead job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadJobAct {
    /// It is tried again, from the first attempt.
    Retry,
    /// It is given up for good; what waits behind it goes on.
    Discard,
}

/// Settles a dead job of a partner. False when somebody was faster, or there is none.
///
/// # Errors
/// Those of storage.
pub fn settle_dead_job(
    tx: &mut Tx<'_>,
    moment: &Moment,
    partner: PartnerId,
    job: JobId,
    act: DeadJobAct,
    by: AccountId,
) -> storage::Result<bool> {
    if !jobs::is_dead_of(tx, partner, job)? {
        return Ok(false);
    }
    let settled = match act {
        DeadJobAct::Retry => jobs::retry(tx, moment.now, job)?,
        DeadJobAct::Discard => jobs::discard(tx, job)?,
    };
    if settled {
        journal::record(tx, moment, &Entry::new(Deed::SettledJob, by, job))?;
    }
    Ok(settled)
}
