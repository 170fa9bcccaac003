//! Wiring: what has run out, room by room. The sweep is a job that asks for the next one when it
//! is done.

use chrono::{Duration, Timelike};
use tokio::runtime::Handle;

use serde::{Deserialize, Serialize};

use crate::accounts::{sessions, throttle};
use crate::app::App;
use crate::jobs::{self, Failed, Job, Lane, NewJob, Outcome, Run};
use crate::journal;
use crate::kernel::{Instant, JobId, TimeAndChance};
use crate::storage::{self, Tx, file_forget, files_swept, unnamed_files};
use crate::{accounts, dossiers, exchange};

const EVERY_MINUTES: i64 = 60;
/// The hour of the day, in Vietnam, in which the log is told what will be missing.
const WARNED_AT: u32 = 8;
/// How soon the next sweep comes when there may be more of what is removed a few at a time.
const SOON_MINUTES: i64 = 1;
/// How long a file that no row names is kept: its row may be about to be written.
const FILES_KEPT_HOURS: i64 = 24;
const FILES_AT_A_TIME: i64 = 500;
/// The longest that an upload takes over a slow connection; an unfinished file that is older is
/// abandoned.
const UPLOADS_TAKE_HOURS: i64 = 24;

/// Removes what has run out: sessions, tokens, throttles, forgotten drafts, messages of long ago,
/// files of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "sweep";
}

impl Run for Sweep {
    type Needs = App;

    async fn run(self, app: &App, _: JobId) -> Outcome {
        sweep(app).await
    }
}

impl Sweep {
    /// Asks for a sweep, unless one is asked for.
    pub fn ask(tx: &mut Tx<'_>, moment: &TimeAndChance, at: Instant) -> storage::Result<()> {
        let sweep = NewJob::of(&Self {}, Lane::alone("sweep"), at);
        jobs::enqueue_unless_waiting(tx, moment, &sweep)
    }
}

async fn sweep(app: &App) -> Outcome {
    let moment = app.env.moment();
    let now = moment.now;
    if now.vietnam().hour() == WARNED_AT {
        app.warn_of_holidays();
    }
    let storage = &app.env.storage;
    let drafts = storage
        .writing(move |tx| {
            sessions::sweep(tx, now)?;
            throttle::sweep(tx, now)?;
            journal::sweep_security_counts(tx, now)?;
            accounts::sweep(tx, now)?;
            exchange::sweep_sessions(tx, now)?;
            dossiers::sweep_drafts(tx, now)
        })
        .await?;
    let messages = storage
        .writing(move |tx| exchange::forget_messages(tx, now))
        .await?;
    let files = sweep_files(app, now).await?;
    let minutes = if drafts + messages + files > 0 {
        SOON_MINUTES
    } else {
        EVERY_MINUTES
    };
    let next = now + Duration::minutes(minutes);
    storage
        .writing(move |tx| Sweep::ask(tx, &moment, next))
        .await?;
    Ok(())
}

/// Removes what is left of uploads that never ended, and some contents that nobody names; how many
/// of these were found.
async fn sweep_files(app: &App, now: Instant) -> Result<usize, Failed> {
    let begun_before = now - Duration::hours(UPLOADS_TAKE_HOURS);
    app.env.files.sweep_unfinished(begun_before).await?;
    let until = now - Duration::hours(FILES_KEPT_HOURS);
    let found = sweep_unnamed(app, until).await?;
    if found == 0 {
        let storage = &app.env.storage;
        storage
            .writing(move |tx| files_swept(tx, until, now))
            .await?;
    }
    Ok(found)
}

async fn sweep_unnamed(app: &App, until: Instant) -> Result<usize, Failed> {
    let (storage, references) = (&app.env.storage, app.file_references);
    let unnamed = storage
        .reading(move |conn| unnamed_files(conn, references, until, FILES_AT_A_TIME))
        .await?;
    let found = unnamed.len();
    for digest in unnamed {
        let files = app.env.files.clone();
        let runtime = Handle::current();
        storage
            .writing(move |tx| -> storage::Result<()> {
                if file_forget(tx, references, &digest, until)? {
                    // Before the commit: an upload of the same content waits for this row, finds
                    // it gone and puts its bytes in place afterwards.
                    runtime.block_on(files.remove(&digest))?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(found)
}
