//! What a person decides about a job that gave up. Each decision leaves a line in the journal, under
//! the dossier that it is about where there is one.

use super::store::{DeadJob, bury, dead_job, revive};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, JobId, Reason, TimeAndChance};
use crate::storage::{Result, Tx};

/// Gives a dead job another life, from its first attempt on; `by` nobody is the command line. False
/// when there is no such dead job.
pub fn retry(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    id: JobId,
    by: Option<AccountId>,
) -> Result<bool> {
    let Some(dead) = dead_job(tx, id)? else {
        return Ok(false);
    };
    let is_revived = revive(tx, moment.now, id)?;
    if is_revived {
        journal::record(tx, moment, &entry(AuditAction::RetriedJob, &dead, by))?;
    }
    Ok(is_revived)
}

/// Gives a dead job up for good, so that what waits behind it goes on; `by` nobody is the command
/// line. The reason is kept. False when there is no such dead job.
pub fn discard(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    id: JobId,
    reason: &Reason,
    by: Option<AccountId>,
) -> Result<bool> {
    let Some(dead) = dead_job(tx, id)? else {
        return Ok(false);
    };
    let is_gone = bury(tx, &dead, reason, by, moment.now)?;
    if is_gone {
        journal::record(tx, moment, &entry(AuditAction::DiscardedJob, &dead, by))?;
    }
    Ok(is_gone)
}

fn entry(action: AuditAction, dead: &DeadJob, by: Option<AccountId>) -> JournalEntry {
    let entry = match dead.job.dossier() {
        Some(dossier) => JournalEntry::by(action, by, dossier),
        None => JournalEntry::by(action, by, dead.id),
    };
    entry.based_on(dead.job.kind().to_owned())
}
