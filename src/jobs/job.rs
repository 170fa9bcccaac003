//! What a job is: a struct of ids and numbers with a kind. Payloads hold no personal data: rows of
//! this table are read by operators and written to logs.

use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failed::Outcome;
use super::retry::RetryPolicy;
use super::stored::StoredJob;
use crate::kernel::{AgencyId, DossierId, Instant, JobId, PartnerId};

/// Something to be done after the commit that asked for it. Its fields are stored as they are
/// named; `dossier` always is the dossier that the job is about, and `partner` a partner, so that
/// both are known of a stored job without its type.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// The name in the table's `kind` column and in the payload. Stored, so it never changes.
    const KIND: &'static str;
    /// Which slots of the worker its jobs take.
    const QUEUE: Queue = Queue::Shared;
    /// How long one run may take; then it is given up and has failed, so that nothing that hangs keeps
    /// a slot.
    const LIMIT: Duration = Duration::from_secs(10 * 60);
    /// When a job that failed is tried again.
    const RETRY: RetryPolicy = RetryPolicy::USUAL;
}

/// How a job is done. Apart from `Job`, so that a room can enqueue what a room below it runs.
pub trait Run: Job {
    /// What a run needs of the process.
    type Needs: Send + Sync;

    /// Does the job, perhaps once more than necessary: a worker that dies after the work and before
    /// the settling leaves it to another. `id` is the same in every run; remote calls carry it as
    /// idempotency key.
    fn run(self, needs: &Self::Needs, id: JobId) -> impl Future<Output = Outcome> + Send;
}

/// Which slots of the worker the jobs of a kind take: whoever waits for a machine outside must not
/// hold the slots of those who do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Those shared by all that is done on this machine.
    Shared,
    /// The kind's own: it calls one machine outside.
    Own,
    /// Those of the partner that the job's field `partner` names.
    Partner,
}

/// Which jobs are leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Those of one kind that belong to no partner.
    Kind(&'static str),
    /// Those that belong to no partner, of none of these kinds.
    KindNotIn(&'static [&'static str]),
    /// A partner's jobs of one kind.
    Partner(PartnerId, &'static str),
}

/// Jobs of one lane run one after the other, in order of their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The lane's name.
    pub name: String,
    /// The place in it.
    pub position: i64,
}

impl Lane {
    /// Letters about a dossier leave in the order of its events.
    pub fn dossier_letters(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("letters/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// What a dossier's events do inside the house.
    pub fn dossier(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("dossier/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// Feed positions of one agency are dealt one at a time.
    pub fn feed(agency: AgencyId) -> Self {
        Self {
            name: format!("feed/{agency}"),
            position: 0,
        }
    }

    /// A partner is told of a dossier's events in their order; of different dossiers at once.
    pub fn push(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("push/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// A lane of its own, for what waits for nothing.
    pub fn alone(what: impl std::fmt::Display) -> Self {
        Self {
            name: format!("alone/{what}"),
            position: 0,
        }
    }
}

/// A job that is to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What to do.
    pub job: StoredJob,
    /// The partner whose machine it needs; none for what is done in the house.
    pub party: Option<PartnerId>,
    /// In which order.
    pub lane: Lane,
    /// Not before.
    pub run_at: Instant,
}

impl NewJob {
    /// A job to be done in its turn in `lane`, and not before `run_at`.
    pub fn of<J: Job>(job: &J, lane: Lane, run_at: Instant) -> Self {
        let job = StoredJob::of(job);
        let party = match J::QUEUE {
            Queue::Partner => job.party(),
            Queue::Shared | Queue::Own => None,
        };
        Self {
            job,
            party,
            lane,
            run_at,
        }
    }
}
