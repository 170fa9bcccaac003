//! `motcua jobs`: what waits, what died, and what became of it.

use std::collections::BTreeMap;

use clap::Subcommand;

use super::table::Table;
use super::{Failure, say, vietnam_time};
use crate::app::App;
use crate::dossiers::codes_by_dossier;
use crate::exchange;
use crate::jobs::{self, DiscardedJob, JobRow, JobState};
use crate::kernel::{DossierId, JobId, PartnerId, Reason, TimeAndChance};
use crate::storage::{self, Conn, Tx};

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
        JobsCommand::List { waiting: true, .. } => list(app, &[JobState::Ready, JobState::Leased]),
        JobsCommand::List { .. } => list(app, &[JobState::Dead]),
        JobsCommand::Retry { id } => settle(app, *id, "is tried again", |tx, moment| {
            jobs::retry(tx, moment, *id, None)
        }),
        JobsCommand::Discard { id, reason } => settle(app, *id, "is gone", |tx, moment| {
            jobs::discard(tx, moment, *id, reason, None)
        }),
    }
}

/// What jobs name, by the words of people.
struct Names {
    dossiers: BTreeMap<DossierId, String>,
    partners: BTreeMap<PartnerId, String>,
}

impl Names {
    fn of(conn: &mut Conn, dossiers: &[DossierId]) -> storage::Result<Self> {
        let partners = exchange::partners(conn)?.into_iter();
        Ok(Self {
            dossiers: codes_by_dossier(conn, dossiers)?,
            partners: partners.map(|one| (one.id, one.username)).collect(),
        })
    }

    fn dossier(&self, id: Option<DossierId>) -> String {
        let known = id.and_then(|id| self.dossiers.get(&id).cloned());
        known.unwrap_or_else(|| "-".to_owned())
    }

    fn partner(&self, id: Option<PartnerId>) -> String {
        let known = id.and_then(|id| self.partners.get(&id).cloned());
        known.unwrap_or_else(|| "-".to_owned())
    }
}

fn list(app: &App, states: &[JobState]) -> Result<(), Failure> {
    let read = |conn: &mut Conn| {
        let mut rows: Vec<JobRow> = Vec::new();
        for state in states {
            rows.extend(jobs::dead_or_waiting(conn, *state, MOST)?);
        }
        let dossiers: Vec<DossierId> = rows.iter().filter_map(|row| row.dossier).collect();
        let names = Names::of(conn, &dossiers)?;
        storage::Result::Ok((rows, names, jobs::counts(conn)?))
    };
    let (rows, names, counts) = app.env.storage.read(read)?;
    let mut table = Table::new(&[
        "JOB",
        "KIND",
        "TRIES",
        "SINCE",
        "NEXT TRY",
        "DOSSIER",
        "PARTNER",
        "LAST ERROR",
    ]);
    for row in rows {
        let next = match row.state {
            JobState::Ready => vietnam_time(row.run_at),
            // Its time is the end of a worker's lease.
            JobState::Leased => "running".to_owned(),
            JobState::Dead => "-".to_owned(),
        };
        table.row(vec![
            row.id.to_string(),
            row.kind,
            row.attempts.to_string(),
            vietnam_time(row.created_at),
            next,
            names.dossier(row.dossier),
            names.partner(row.party),
            row.last_error.unwrap_or_default(),
        ]);
    }
    table.print()?;
    say!("{} open, {} dead", counts.open, counts.dead);
    Ok(())
}

fn list_discarded(app: &App) -> Result<(), Failure> {
    let read = |conn: &mut Conn| {
        let rows: Vec<DiscardedJob> = jobs::discarded_last(conn, MOST)?;
        let dossiers: Vec<DossierId> = rows.iter().filter_map(|row| row.job.dossier()).collect();
        let names = Names::of(conn, &dossiers)?;
        storage::Result::Ok((rows, names))
    };
    let (rows, names) = app.env.storage.read(read)?;
    let mut table = Table::new(&[
        "JOB",
        "KIND",
        "DISCARDED",
        "BY",
        "DOSSIER",
        "PARTNER",
        "REASON",
    ]);
    for one in rows {
        let by = one.by.map(|by| by.to_string());
        table.row(vec![
            one.id.to_string(),
            one.job.kind().to_owned(),
            vietnam_time(one.at),
            by.unwrap_or_else(|| "command line".to_owned()),
            names.dossier(one.job.dossier()),
            names.partner(one.job.party()),
            one.reason.to_string(),
        ]);
    }
    table.print()
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
    say!("job {id} {done}");
    Ok(())
}
