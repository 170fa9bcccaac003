//! The job that gives a newly verified account the dossiers that partners sent about it before.

use crate::accounts::{self, ClaimDossiers};
use crate::context::{Background, Context};
use crate::dossiers::error::Result;
use crate::dossiers::store;
use crate::jobs::{self, Lane, NewJob, Outcome, Run};
use crate::kernel::JobId;
use crate::storage::Tx;

/// How many are tied at a time.
const CLAIMED_AT_A_TIME: i64 = 500;

impl Run for ClaimDossiers {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        needs.write(move |tx, cx| claim(tx, cx, self)).await
    }
}

/// Ties what partners sent earlier to an account that was verified since; asks for itself again as
/// long as there is more.
fn claim(tx: &mut Tx<'_>, cx: &Context, job: ClaimDossiers) -> Result<()> {
    let Some(account) = accounts::account(tx, job.account)? else {
        return Ok(());
    };
    let Some(number) = account.owned_number() else {
        return Ok(());
    };
    let tied = store::synced_claim(tx, job.account, number, CLAIMED_AT_A_TIME)?;
    if tied == CLAIMED_AT_A_TIME {
        let again = NewJob::of(&job, Lane::alone(job.account), cx.now());
        jobs::enqueue(tx, &cx.moment, &again)?;
    }
    Ok(())
}
