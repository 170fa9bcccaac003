//! `motcua jobs`: what waits, what died, and what became of it.

use clap::Subcommand;

use super::Failure;
use crate::app::App;
use crate::jobs::{self, DiscardedJob, JobRow, JobState};
use crate::kernel::{JobId, Reason, TimeAndChance};
use crate::storage::{self, Tx};

/// How many jobs a list shows.
const MOST: i64 = 100;

/// What can be done with jobs.
#[derive(Debug, Subcommand)]
pub enum JobsCommand {
    /// List dead jobs, or others.
    List {
        /// Those that wait for their time or their lane.
        #[arg(long, conflicts_with = "discarded")]
        waiting: bool,
        /// Those that were discarded last, with the reason.
        #[arg(long)]
        discarded: bool,
    },
    /// Give a dead job another life.
    Retry {
        /// The job.
        id: JobId,
    },
    /// Give a dead job up for good.
    Discard {
        /// The job.
        id: JobId,
        /// Why; it is kept.
        #[arg(long)]
        reason: Reason,
    },
}

/// Runs the command.
pub fn run(app: &App, command: &JobsCommand) -> Result<(), Failure> {
    match command {
        JobsCommand::List {
            discarded: true, ..
        } => list_discarded(app),
        JobsCommand::List { waiting: true, .. } => list(app, JobState::Ready),
        JobsCommand::List { .. } => list(app, JobState::Dead),
        JobsCommand::Retry { id } => settle(app, *id, "is tried again", |tx, moment| {
            jobs::retry(tx, moment, *id, None)
        }),
        JobsCommand::Discard { id, reason } => settle(app, *id, "is gone", |tx, moment| {
            jobs::discard(tx, moment, *id, reason, None)
        }),
    }
}

fn list(app: &App, state: JobState) -> Result<(), Failure> {
    let storage = &app.env.storage;
    let rows: Vec<JobRow> = storage.read(|conn| jobs::dead_or_waiting(conn, state, MOST))?;
    let counts = storage.read(jobs::counts)?;
    for job in rows {
        let error = job.last_error.unwrap_or_default();
        println!(
            "{}  {}  attempts {}  {}  {error}",
            job.id, job.kind, job.attempts, job.run_at
        );
    }
    println!("{} open, {} dead", counts.open, counts.dead);
    Ok(())
}

fn list_discarded(app: &App) -> Result<(), Failure> {
    let storage = &app.env.storage;
    let rows: Vec<DiscardedJob> = storage.read(|conn| jobs::discarded_last(conn, MOST))?;
    for one in rows {
        let by = one
            .by
            .map_or("command line".to_owned(), |by| by.to_string());
        let kind = one.job.kind();
        println!("{}  {kind}  {}  by {by}: {}", one.id, one.at, one.reason);
    }
    Ok(())
}

fn settle(
    app: &App,
    id: JobId,
    done: &str,
    act: impl Fn(&mut Tx<'_>, &TimeAndChance) -> storage::Result<bool>,
) -> Result<(), Failure> {
    let moment = app.env.moment();
    if !app.env.storage.write(|tx| act(tx, &moment))? {
        return Err(format!("there is no dead job {id}").into());
    }
    println!("job {id} {done}");
    Ok(())
}
