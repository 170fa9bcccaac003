//! Views that an earlier version of the portal derived by another rule are derived once more.

use serde::{Deserialize, Serialize};

use super::pending_changes::PendingChanges;
use crate::context::{Background, Context};
use crate::dossiers::error::Result;
use crate::dossiers::lifecycle::State;
use crate::dossiers::operations::KeepResults;
use crate::dossiers::store;
use crate::jobs::{self, Job, Lane, NewJob, Outcome, Run};
use crate::kernel::{Instant, JobId, TimeAndChance};
use crate::storage::{self, Tx};

/// How many dossiers are locked at a time.
const DERIVED_AT_A_TIME: i64 = 200;
/// What earlier versions stored as the words of an agency that asked for a supplement without any.
/// Pages now say it in the reader's language.
const INVENTED_WORDS: &str =
    "Cơ quan yêu cầu bổ sung hồ sơ nhưng không ghi rõ nội dung; hãy liên hệ cơ quan để biết.";

/// Derives the views of some dossiers once more, and asks for itself again as long as there are more.
/// What was derived is dated in the same transaction, so a run that was cut off is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecomputeViews {}

impl Job for RecomputeViews {
    const KIND: &'static str = "recompute_views";
}

impl Run for RecomputeViews {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        needs.write(recompute).await
    }
}

impl RecomputeViews {
    /// Asks for the work if there is any, unless it is asked for already.
    pub fn ask(tx: &mut Tx<'_>, moment: &TimeAndChance, at: Instant) -> storage::Result<()> {
        if !store::has_undated(tx)? {
            return Ok(());
        }
        let job = NewJob::of(&Self {}, Lane::alone("recompute_views"), at);
        jobs::enqueue_unless_waiting(tx, moment, &job)
    }
}

fn recompute(tx: &mut Tx<'_>, cx: &Context) -> Result<()> {
    let (moment, now) = (&cx.moment, cx.now());
    let (mut changed, mut unchanged) = (Vec::new(), Vec::new());
    for known in store::synced_undated(tx, DERIVED_AT_A_TIME)? {
        store::event_texts_forget(tx, known.dossier.id, INVENTED_WORDS)?;
        let calendar = cx.calendar(known.dossier.clock_agency());
        let state = known.dossier.state();
        let mut pending = PendingChanges::of(known);
        if !pending.derive_again(moment, calendar) {
            unchanged.push(pending);
            continue;
        }
        if state != pending.known.dossier.state() {
            keep_results(tx, cx, &pending)?;
        }
        changed.push(pending);
    }
    if changed.is_empty() && unchanged.is_empty() {
        return Ok(());
    }
    store::synced_advance(tx, &changed, now)?;
    store::synced_date(tx, &changed)?;
    store::synced_date(tx, &unchanged)?;
    Ok(RecomputeViews::ask(tx, moment, now)?)
}

/// The results of a dossier that turns out to have been returned are put where its holder keeps
/// papers. No letter says so: it is no news any more.
fn keep_results(tx: &mut Tx<'_>, cx: &Context, pending: &PendingChanges) -> Result<()> {
    let dossier = &pending.known.dossier;
    if dossier.state() != State::Returned || dossier.reader().is_none() {
        return Ok(());
    }
    let (id, seq) = (dossier.id, dossier.chain.seq);
    let keep = KeepResults { dossier: id, seq };
    let job = NewJob::of(&keep, Lane::dossier(id, seq), cx.now());
    jobs::enqueue(tx, &cx.moment, &job)?;
    Ok(())
}
