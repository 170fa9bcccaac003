//! `motcua jobs`: what waits, what died, and what becomes of it.

use clap::Subcommand;

use super::Failure;
use crate::app::House;
use crate::jobs::{self, JobRow, JobState};
use crate::journal::{self, Deed, Entry};
use crate::kernel::JobId;
use crate::storage::{Error, Tx};

/// How many jobs a list shows.
const MOST: i64 = 100;

/// What can be done with jobs.
#[derive(Debug, Subcommand)]
pub enum JobsCommand {
    /// List dead jobs, and with --waiting those that wait.
    List {
        /// Those that wait for their time or their lane.
        #[arg(long)]
        waiting: bool,
    },
    /// Give a dead job another life.
    Retry {
        /// The job.
        id: JobId,
    },
    /// Remove a dead job for good.
    Discard {
        /// The job.
        id: JobId,
    },
}

/// Runs the command.
pub fn run(house: &House, command: &JobsCommand) -> Result<(), Failure> {
    match command {
        JobsCommand::List { waiting } => list(house, *waiting),
        JobsCommand::Retry { id } => {
            let now = house.ground.clock.now();
            settle(
                house,
                *id,
                |tx, id| jobs::retry(tx, now, id),
                "is tried again",
            )
        }
        JobsCommand::Discard { id } => settle(house, *id, jobs::discard, "is gone"),
    }
}

fn list(house: &House, waiting: bool) -> Result<(), Failure> {
    let state = if waiting {
        JobState::Ready
    } else {
        JobState::Dead
    };
    let storage = &house.ground.storage;
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

fn settle(
    house: &House,
    id: JobId,
    act: impl Fn(&mut Tx<'_>, JobId) -> Result<bool, Error>,
    done: &str,
) -> Result<(), Failure> {
    let moment = house.ground.moment();
    let entry = Entry {
        deed: Deed::SettledJob,
        actor: None,
        subject: Some(*id.uuid()),
        agency: None,
        basis: None,
    };
    let was_dead = house.ground.storage.write(|tx| {
        let was_dead = act(tx, id)?;
        if was_dead {
            journal::record(tx, &moment, &entry)?;
        }
        Ok::<_, Error>(was_dead)
    })?;
    if !was_dead {
        return Err(format!("there is no dead job {id}").into());
    }
    println!("job {id} {done}");
    Ok(())
}
