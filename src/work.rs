//! The worker: leases jobs, runs each in a free slot, settles it.

mod registry;
mod sweep;
mod worker;

use tokio::sync::watch;

use crate::app::App;
use crate::dossiers::RecomputeViews;
use crate::storage;

pub use sweep::Sweep;

use worker::Worker;

/// Works until told to stop, and then gives the jobs that it has begun some time to end.
pub async fn work(app: App, stop: watch::Receiver<bool>) {
    let moment = app.env.moment();
    let asked = app
        .env
        .storage
        .writing(move |tx| {
            Sweep::ask(tx, &moment, moment.now)?;
            RecomputeViews::ask(tx, &moment, moment.now)
        })
        .await;
    if let Err(error) = asked {
        tracing::error!(%error, "work that comes without an event could not be asked for");
    }
    Worker::new(app).work(stop).await;
}

/// Runs jobs until none is due: for commands and tests. Gives back how many ran.
pub async fn work_off(app: &App) -> Result<usize, storage::Error> {
    Worker::new(app.clone()).work_off().await
}
