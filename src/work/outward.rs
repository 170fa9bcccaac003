//! Jobs that need a partner's machine: each partner has its own few at a time, so that one that is
//! slow or away slows no other, and nothing in the house.

use std::collections::HashMap;
use std::time::Duration as Wait;

use chrono::Duration;
use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::finish;
use crate::app::App;
use crate::exchange;
use crate::jobs::{self, Leased, Whose};
use crate::kernel::PartnerId;
use crate::storage;

/// Jobs of one partner that run at a time.
const AT_A_TIME: usize = 8;
/// A call and what follows it takes no longer.
const LEASE_SECONDS: i64 = 180;
/// How long to wait when there was nothing to do, or all who have work are busy.
const IDLE: Wait = Wait::from_millis(200);

/// Works until told to stop, and then finishes what it has in hand.
pub(super) async fn work(app: App, mut stop: watch::Receiver<bool>) {
    let mut running: HashMap<PartnerId, JoinSet<()>> = HashMap::new();
    while !*stop.borrow() {
        running.retain(|_, jobs| {
            while jobs.try_join_next().is_some() {}
            !jobs.is_empty()
        });
        match begin(&app, &mut running).await {
            Ok(0) => {
                let _ = tokio::time::timeout(IDLE, stop.changed()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "partners' jobs could not be leased");
                let _ = tokio::time::timeout(IDLE * 10, stop.changed()).await;
            }
        }
    }
    for jobs in running.into_values() {
        jobs.join_all().await;
    }
}

/// Begins what can be begun; gives back how many jobs.
async fn begin(
    app: &App,
    running: &mut HashMap<PartnerId, JoinSet<()>>,
) -> Result<usize, storage::Error> {
    let mut begun = 0;
    for (partner, is_on_trial) in with_work(app).await? {
        let jobs = running.entry(partner).or_default();
        let most = if is_on_trial { 1 } else { AT_A_TIME };
        let free = most.saturating_sub(jobs.len());
        for leased in lease(app, partner, free).await? {
            begun += 1;
            let app = app.clone();
            jobs.spawn(async move { finish(&app, leased).await });
        }
    }
    Ok(begun)
}

/// Runs what is due once and waits for it: for commands and tests.
pub(super) async fn round(app: &App) -> Result<usize, storage::Error> {
    let mut leased = Vec::new();
    for (partner, is_on_trial) in with_work(app).await? {
        let most = if is_on_trial { 1 } else { AT_A_TIME };
        leased.extend(lease(app, partner, most).await?);
    }
    let count = leased.len();
    join_all(leased.into_iter().map(|leased| finish(app, leased))).await;
    Ok(count)
}

async fn with_work(app: &App) -> Result<Vec<(PartnerId, bool)>, storage::Error> {
    let now = app.env.clock.now();
    app.env
        .storage
        .reading(move |conn| exchange::partners_with_work(conn, now))
        .await
}

/// Citizens wait for what is pushed: the files of a partner's first day come after it.
async fn lease(app: &App, partner: PartnerId, most: usize) -> Result<Vec<Leased>, storage::Error> {
    let Ok(most @ 1..) = i64::try_from(most) else {
        return Ok(Vec::new());
    };
    let moment = app.env.moment();
    let duration = Duration::seconds(LEASE_SECONDS);
    app.env
        .storage
        .writing(move |tx| {
            let mut leased = jobs::lease(tx, &moment, Whose::Pushes(partner), most, duration)?;
            let free = most.saturating_sub(i64::try_from(leased.len()).unwrap_or(most));
            if free > 0 {
                let fetches = Whose::Fetches(partner);
                leased.extend(jobs::lease(tx, &moment, fetches, free, duration)?);
            }
            Ok(leased)
        })
        .await
}
