//! The worker: leases jobs, runs each by calling the room it concerns, settles it.

mod sweep;

use std::time::Duration as Wait;

use chrono::Duration;
use futures_util::future::join_all;
use tokio::sync::watch;

use crate::app::House;
use crate::dossiers::{self, Letterhead};
use crate::exchange;
use crate::jobs::{self, Job, Leased, Verdict, after_failure};
use crate::kernel::{AgencyId, Moment};
use crate::letters::{self, DeliveryError};
use crate::storage::{self, StorageFailure, Tx};

/// How long a worker may have a job before another takes it over.
const LEASE_SECONDS: i64 = 120;
/// How many jobs run at a time.
const AT_A_TIME: i64 = 16;
/// How long an idle worker waits before it looks again.
const IDLE: Wait = Wait::from_millis(500);

/// Why a job failed. The text is kept with the job, so it holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum JobFailure {
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// A letter did not leave.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// The work was interrupted.
    #[error("the work was interrupted")]
    Interrupted,
    /// An operation on a dossier was refused.
    #[error(transparent)]
    Dossier(#[from] dossiers::Error),
}

impl StorageFailure for JobFailure {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Dossier(error) => error.storage(),
            Self::Delivery(_) | Self::Interrupted => None,
        }
    }
}

/// Works until told to stop, and then finishes what it has in hand.
pub async fn work(house: House, mut stop: watch::Receiver<bool>) {
    let moment = house.ground.moment();
    let asked = house
        .ground
        .storage
        .writing(move |tx| sweep::ask_for_sweep(tx, &moment, moment.now))
        .await;
    if let Err(error) = asked {
        tracing::error!(%error, "no sweep could be asked for");
    }
    while !*stop.borrow() {
        match round(&house).await {
            Ok(0) => {
                let _ = tokio::time::timeout(IDLE, stop.changed()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "jobs could not be leased");
                let _ = tokio::time::timeout(IDLE * 4, stop.changed()).await;
            }
        }
    }
}

/// Runs jobs until none is due: for commands and tests. Gives back how many ran.
pub async fn work_off(house: &House) -> Result<usize, storage::Error> {
    let mut done = 0;
    loop {
        match round(house).await? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

async fn round(house: &House) -> Result<usize, storage::Error> {
    let moment = house.ground.moment();
    let leased = house
        .ground
        .storage
        .writing(move |tx| jobs::lease(tx, &moment, AT_A_TIME, Duration::seconds(LEASE_SECONDS)))
        .await?;
    let count = leased.len();
    join_all(leased.into_iter().map(|leased| finish(house, leased))).await;
    Ok(count)
}

async fn finish(house: &House, leased: Leased) {
    let outcome = run(house, &leased).await;
    let moment = house.ground.moment();
    let id = leased.id;
    let settled = house
        .ground
        .storage
        .writing(move |tx| settle(tx, &moment, &leased, &outcome))
        .await;
    if let Err(error) = settled {
        // The lease runs out and the job is run again; a repeat is harmless.
        tracing::error!(%error, job = %id, "a job could not be settled");
    }
}

fn settle(
    tx: &mut Tx<'_>,
    moment: &Moment,
    leased: &Leased,
    outcome: &Result<(), JobFailure>,
) -> Result<(), storage::Error> {
    let Err(failure) = outcome else {
        jobs::settle(tx, leased)?;
        return Ok(());
    };
    let [jitter] = moment.secret();
    let verdict = after_failure(leased.attempts, moment.now, jitter);
    tracing::warn!(
        job = %leased.id,
        kind = leased.job.kind(),
        attempts = leased.attempts,
        dead = (verdict == Verdict::Dead),
        %failure,
        "a job failed"
    );
    jobs::fail(tx, leased, verdict, &failure.to_string())
}

async fn run(house: &House, leased: &Leased) -> Result<(), JobFailure> {
    let ground = &house.ground;
    match leased.job {
        Job::SendLetter { letter } => {
            letters::deliver(
                &ground.storage,
                house.post.as_ref(),
                ground.clock.as_ref(),
                &house.sender,
                letter,
            )
            .await?;
        }
        Job::WriteDossierLetter { dossier, seq } => {
            inside(house, move |house, tx, moment| {
                let catalogue = house.shelf.current();
                let head = Letterhead {
                    absolute: &|path: &str| house.ground.absolute(path),
                    agency_name: &|agency: AgencyId| catalogue.agency_name(agency),
                };
                dossiers::write_dossier_letter(tx, moment, dossier, seq, &head)
            })
            .await?;
        }
        Job::KeepResults { dossier, .. } => {
            inside(house, move |_, tx, moment| {
                dossiers::keep_results(tx, moment, dossier)
            })
            .await?;
        }
        Job::FeedAgency {
            agency,
            dossier,
            seq,
        } => {
            inside(house, move |_, tx, _| {
                dossiers::feed_agency(tx, agency, dossier, seq)
            })
            .await?;
        }
        Job::EndSupplementTerm { dossier, seq } => {
            inside(house, move |house, tx, moment| {
                let catalogue = house.shelf.current();
                let Some(known) = dossiers::dossier(tx, dossier)? else {
                    return Ok(());
                };
                let calendar = catalogue.calendar(known.agency);
                dossiers::end_supplement_term(tx, moment, dossier, seq, calendar)
            })
            .await?;
        }
        Job::ReplayMessage { quarantined } => {
            let house = house.clone();
            tokio::task::spawn_blocking(move || {
                exchange::replay(&house.ground, &house.shelf, quarantined, None, None)
            })
            .await
            .map_err(|_| JobFailure::Interrupted)??;
        }
        Job::PushToPartner { .. } | Job::FetchPartnerFile { .. } | Job::ClaimDossiers { .. } => {}
        Job::Sweep => sweep::sweep(house).await?,
    }
    Ok(())
}

/// Runs a job that touches nothing but the database.
async fn inside(
    house: &House,
    body: impl Fn(&House, &mut Tx<'_>, &Moment) -> dossiers::Result<()> + Send + 'static,
) -> Result<(), JobFailure> {
    let moment = house.ground.moment();
    let own = house.clone();
    house
        .ground
        .storage
        .writing(move |tx| body(&own, tx, &moment))
        .await?;
    Ok(())
}
