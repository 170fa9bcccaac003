//! Wiring: what has run out, room by room. The sweep is a job that asks for the next one when it
//! is done.

use chrono::Duration;
use tokio::runtime::Handle;

use super::JobFailure;
use crate::app::House;
use crate::jobs::{self, Job, Lane, NewJob};
use crate::kernel::{Instant, Moment};
use crate::storage::{self, Tx, file_forget, unnamed_files};
use crate::web::{sessions, throttle};
use crate::{accounts, dossiers, exchange};

const EVERY_MINUTES: i64 = 60;
/// A content that no row names is kept so long: its row may be about to be written.
const FILES_KEPT_HOURS: i64 = 24;
/// Contents let go longer ago than this were removed by an earlier sweep.
const FILES_LOOKED_BACK_DAYS: i64 = 8;
const FILES_AT_A_TIME: i64 = 500;
/// No upload takes so long: whoever began it is gone.
const UPLOADS_TAKE_AT_MOST_HOURS: i64 = 24;

/// Asks for a sweep, unless one is asked for.
pub(super) fn ask_for_sweep(tx: &mut Tx<'_>, moment: &Moment, at: Instant) -> storage::Result<()> {
    let sweep = NewJob {
        job: Job::Sweep,
        lane: Lane::alone("sweep"),
        run_at: at,
    };
    jobs::enqueue_unless_waiting(tx, moment, &sweep)
}

/// Removes what has run out, and asks for the next sweep.
pub(super) async fn sweep(house: &House) -> Result<(), JobFailure> {
    let moment = house.ground.moment();
    let now = moment.now;
    let storage = &house.ground.storage;
    storage
        .writing(move |tx| -> Result<(), JobFailure> {
            sessions::sweep(tx, now)?;
            throttle::sweep(tx, now)?;
            accounts::sweep(tx, now)?;
            exchange::sweep_sessions(tx, now)?;
            dossiers::sweep_drafts(tx, now)?;
            Ok(())
        })
        .await?;
    sweep_files(house, now).await?;
    let forgotten = now - Duration::hours(UPLOADS_TAKE_AT_MOST_HOURS);
    house.ground.files.sweep_unfinished(forgotten).await?;
    let next = now + Duration::minutes(EVERY_MINUTES);
    storage
        .writing(move |tx| ask_for_sweep(tx, &moment, next))
        .await?;
    Ok(())
}

async fn sweep_files(house: &House, now: Instant) -> Result<(), JobFailure> {
    let storage = &house.ground.storage;
    let until = now - Duration::hours(FILES_KEPT_HOURS);
    let from = now - Duration::days(FILES_LOOKED_BACK_DAYS);
    let unnamed = storage
        .reading(move |conn| unnamed_files(conn, from, until, FILES_AT_A_TIME))
        .await?;
    for digest in unnamed {
        let files = house.ground.files.clone();
        let runtime = Handle::current();
        storage
            .writing(move |tx| -> storage::Result<()> {
                if file_forget(tx, &digest, until)? {
                    // Before the commit: an upload of the same content waits for this row, finds
                    // it gone and then sees that its bytes are gone too.
                    runtime.block_on(files.remove(&digest))?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}
