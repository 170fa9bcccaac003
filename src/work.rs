//! The worker: leases jobs, runs each by calling the room it concerns, settles it.

mod failure;
mod outward;
mod run;
mod sweep;

use std::time::Duration as Wait;

use chrono::Duration;
use futures_util::future::join_all;
use tokio::sync::watch;

use crate::app::App;
use crate::jobs::{self, Leased, Verdict, Whose, after_failure};
use crate::kernel::Moment;
use crate::storage::{self, Tx};

pub use failure::JobFailure;

/// How long a worker may have a job before another takes it over.
const LEASE_SECONDS: i64 = 120;
/// How many jobs run at a time.
const AT_A_TIME: i64 = 16;
/// How long an idle worker waits before it looks again.
const IDLE: Wait = Wait::from_millis(500);

/// Works until told to stop, and then finishes what it has in hand.
pub async fn work(app: App, stop: watch::Receiver<bool>) {
    let moment = app.env.moment();
    let asked = app
        .env
        .storage
        .writing(move |tx| sweep::ask_for_sweep(tx, &moment, moment.now))
        .await;
    if let Err(error) = asked {
        tracing::error!(%error, "no sweep could be asked for");
    }
    tokio::join!(inward(app.clone(), stop.clone()), outward::work(app, stop));
}

/// Works on what is done in the house.
async fn inward(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match round(&app).await {
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
pub async fn work_off(app: &App) -> Result<usize, storage::Error> {
    let mut done = 0;
    loop {
        match round(app).await? + outward::round(app).await? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

async fn round(app: &App) -> Result<usize, storage::Error> {
    let moment = app.env.moment();
    let duration = Duration::seconds(LEASE_SECONDS);
    let leased = app
        .env
        .storage
        .writing(move |tx| jobs::lease(tx, &moment, Whose::App, AT_A_TIME, duration))
        .await?;
    let count = leased.len();
    join_all(leased.into_iter().map(|leased| finish(app, leased))).await;
    Ok(count)
}

async fn finish(app: &App, leased: Leased) {
    let outcome = run::run(app, &leased).await;
    let moment = app.env.moment();
    let id = leased.id;
    let settled = app
        .env
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
    let verdict = failure
        .verdict()
        .unwrap_or_else(|| after_failure(leased.attempts, moment.now, jitter));
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
