//! Throwing an application away before it is filed, or forgetting one that nobody finishes.

use chrono::Duration;

use super::{applicant, locked_draft};
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::store;
use crate::kernel::{DossierId, Instant};
use crate::storage::{Tx, files_let_go};

/// A draft that nobody has touched for so long is forgotten, as the privacy page says.
pub const DRAFTS_KEPT_DAYS: i64 = 90;
/// How many drafts are forgotten in one transaction.
const AT_A_TIME: i64 = 100;

/// Removes a draft with its papers.
///
/// # Errors
/// `Stale` where it was filed meanwhile.
pub fn discard_draft(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<()> {
    let account = applicant(cx)?;
    if store::dossier_of_person(tx, id, account)?.is_some() {
        return Err(Error::Stale);
    }
    locked_draft(tx, cx, id)?;
    store::draft_delete(tx, id)?;
    let_papers_go(tx, id, cx.now())
}

/// Removes some of the drafts that are forgotten; how many.
pub fn sweep_drafts(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let before = now - Duration::days(DRAFTS_KEPT_DAYS);
    let forgotten = store::drafts_forgotten(tx, before, AT_A_TIME)?;
    for draft in &forgotten {
        // Since it was found it may have been worked on, or filed with its papers.
        if store::draft_forget(tx, *draft, before)? {
            let_papers_go(tx, *draft, now)?;
        }
    }
    Ok(forgotten.len())
}

fn let_papers_go(tx: &mut Tx<'_>, draft: DossierId, now: Instant) -> Result<()> {
    let papers = store::attachments_of(tx, draft)?;
    let digests: Vec<Vec<u8>> = papers.into_iter().map(|paper| paper.file.digest).collect();
    store::draft_papers_delete(tx, draft)?;
    files_let_go(tx, &digests, now)?;
    Ok(())
}
