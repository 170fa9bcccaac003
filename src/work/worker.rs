//! Slots and leases. A job takes a slot of its queue as soon as one is free, so that whoever waits
//! for a machine outside holds up nobody else: letters have slots of their own, and so has every
//! partner. What ends at about the same time is settled in one transaction, which also leases what
//! comes next: a commit that waits for the disk is paid for once.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration as Wait;

use chrono::Duration;
use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::{AbortHandle, Id as TaskId, JoinError, JoinSet};

use super::registry;
use crate::app::App;
use crate::exchange;
use crate::jobs::{self, Failed, Leased, Outcome, Queue, Selection, Verdict};
use crate::kernel::{Instant, PartnerId, TimeAndChance};
use crate::storage;

/// How long after the last renewal of its lease a job is taken over: its worker is gone.
const LEASE_SECONDS: i64 = 120;
/// A third of the lease: two renewals may fail before it runs out.
const RENEW_SECONDS: i64 = LEASE_SECONDS / 3;
/// Jobs of one kind that share their slots with those of all other shared kinds.
const SHARED_AT_A_TIME: usize = 16;
/// Jobs of one partner.
const PARTNER_AT_A_TIME: usize = 8;
/// How long to wait when there was nothing to begin, or all who have work are busy.
const IDLE: Wait = Wait::from_millis(200);
/// How long to gather jobs that end at about the same time, so that one transaction settles them.
const GATHER: Wait = Wait::from_millis(5);
/// How long to wait when the database failed.
const FAULT: Wait = Wait::from_secs(2);
/// How long begun jobs may take to end once the worker is told to stop: the process is to be gone within
/// 30 seconds. Whoever is given up then begins anew when its lease has run out.
const FINISH_WITHIN: Wait = Wait::from_secs(25);
/// How often jobs are looked for that only another release knows.
const STRANGERS_SECONDS: i64 = 60;

/// Whose slots a job takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slots {
    Shared,
    Own(&'static str),
    Partner(PartnerId),
}

/// A job that runs.
struct LeasedJob {
    leased: Leased,
    slots: Slots,
    renew_at: Instant,
    task: AbortHandle,
}

/// A job that has run and is still to be settled.
#[derive(Clone)]
struct EndedJob {
    leased: Leased,
    /// What becomes of it if it failed, and why it did.
    failed: Option<(Verdict, String)>,
}

/// Runs jobs; each process that works has one.
pub(super) struct Worker {
    app: App,
    running: JoinSet<Outcome>,
    leased: HashMap<TaskId, LeasedJob>,
    ended: Vec<EndedJob>,
    /// When jobs are looked for that only another release knows.
    strangers_at: Option<Instant>,
}

/// What one transaction does for a worker.
#[derive(Clone)]
struct Turn {
    moment: TimeAndChance,
    settled: Vec<EndedJob>,
    renewed: Vec<(TaskId, Leased)>,
    /// Free slots of each kind of slots; none when the worker is about to stop.
    free: Option<Free>,
}

/// How many jobs may be begun.
#[derive(Clone)]
struct Free {
    shared: usize,
    own: Vec<(&'static str, usize)>,
    /// Those whose jobs run, with how many; all others have all their slots free.
    busy_partners: Vec<(PartnerId, usize)>,
    with_strangers: bool,
}

/// What came of it.
struct Turned {
    /// Whether the lease is still ours.
    renewed: Vec<(TaskId, bool)>,
    begun: Vec<(Slots, Leased)>,
}

impl Worker {
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            running: JoinSet::new(),
            leased: HashMap::new(),
            ended: Vec::new(),
            strangers_at: None,
        }
    }

    /// Works until told to stop, and then gives the jobs that it has begun some time to end.
    pub(super) async fn work(mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let wait = match self.turn(true).await {
                Ok(0) => IDLE,
                Ok(_) => GATHER,
                Err(error) => {
                    tracing::error!(%error, "jobs could not be leased and settled");
                    FAULT
                }
            };
            tokio::select! {
                _ = stop.changed() => {}
                () = self.pause(wait) => {}
            }
        }
        if tokio::time::timeout(FINISH_WITHIN, self.finish())
            .await
            .is_err()
        {
            let jobs = self.leased.len();
            tracing::warn!(jobs, "jobs that did not end in time are given up");
            self.running.abort_all();
        }
    }

    /// Waits for the jobs that are begun and settles them.
    async fn finish(&mut self) {
        while !self.running.is_empty() || !self.ended.is_empty() {
            let wait = match self.turn(false).await {
                Ok(_) => IDLE,
                Err(error) => {
                    tracing::error!(%error, "jobs could not be settled");
                    FAULT
                }
            };
            self.pause(wait).await;
        }
    }

    /// Runs jobs until none is due; gives back how many ran.
    pub(super) async fn work_off(mut self) -> Result<usize, storage::Error> {
        let mut done = 0;
        loop {
            match self.turn(true).await? {
                0 if self.running.is_empty() => return Ok(done),
                0 => self.pause(IDLE).await,
                begun => done += begun,
            }
        }
    }

    /// In one transaction: settles what has ended, renews what has to be renewed, and, if `begins`,
    /// leases what there are free slots for. Gives back how many jobs were begun.
    async fn turn(&mut self, begins: bool) -> Result<usize, storage::Error> {
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.free_slot(ended);
        }
        let moment = self.app.env.moment();
        let now = moment.now;
        let due = self.leased.iter().filter(|(_, job)| job.renew_at <= now);
        let turn = Turn {
            moment,
            settled: self.ended.clone(),
            renewed: due.map(|(id, job)| (*id, job.leased.clone())).collect(),
            free: begins.then(|| self.free(now)),
        };
        if turn.free.is_none() && turn.settled.is_empty() && turn.renewed.is_empty() {
            return Ok(0);
        }
        let turned = self.app.env.storage.writing(move |tx| turn.take(tx));
        let turned = turned.await?;
        // What could not be settled is settled at the next turn.
        self.ended.clear();
        self.let_go(turned.renewed, now);
        let count = turned.begun.len();
        for (slots, leased) in turned.begun {
            self.begin(slots, leased, now);
        }
        Ok(count)
    }

    /// A job that another worker has taken over is dropped where it stands, as if this process had
    /// ended.
    fn let_go(&mut self, renewed: Vec<(TaskId, bool)>, now: Instant) {
        for (task, is_ours) in renewed {
            let Some(job) = self.leased.get_mut(&task) else {
                continue;
            };
            job.renew_at = now + Duration::seconds(RENEW_SECONDS);
            if !is_ours {
                job.task.abort();
            }
        }
    }

    fn begin(&mut self, slots: Slots, leased: Leased, now: Instant) {
        let task = self.running.spawn(run(self.app.clone(), leased.clone()));
        let job = LeasedJob {
            leased,
            slots,
            renew_at: now + Duration::seconds(RENEW_SECONDS),
            task: task.clone(),
        };
        self.leased.insert(task.id(), job);
    }

    /// Waits this long, but without a job that ends for no longer than until one does.
    async fn pause(&mut self, wait: Wait) {
        if wait == GATHER {
            return tokio::time::sleep(GATHER).await;
        }
        tokio::select! {
            Some(ended) = self.running.join_next_with_id() => self.free_slot(ended),
            () = tokio::time::sleep(wait) => {}
        }
    }

    fn free_slot(&mut self, ended: Result<(TaskId, Outcome), JoinError>) {
        match ended {
            Ok((task, outcome)) => {
                if let Some(LeasedJob { leased, .. }) = self.leased.remove(&task) {
                    let moment = self.app.env.moment();
                    self.ended.push(EndedJob::of(leased, outcome, &moment));
                }
            }
            // Let go: there is nothing of ours to settle.
            Err(error) => drop(self.leased.remove(&error.id())),
        }
    }

    fn free(&mut self, now: Instant) -> Free {
        let taken = |slots: Slots| {
            let of_slots = self.leased.values().filter(|job| job.slots == slots);
            of_slots.count()
        };
        let own = registry::kinds_of(Queue::Own).map(|kind| {
            let most = self.app.letters_at_a_time;
            (kind, most.saturating_sub(taken(Slots::Own(kind))))
        });
        let mut busy_partners: Vec<(PartnerId, usize)> = Vec::new();
        for job in self.leased.values() {
            if let Slots::Partner(partner) = job.slots
                && busy_partners.iter().all(|(known, _)| *known != partner)
            {
                busy_partners.push((partner, taken(job.slots)));
            }
        }
        let with_strangers = self.strangers_at.is_none_or(|at| at <= now);
        let free = Free {
            shared: SHARED_AT_A_TIME.saturating_sub(taken(Slots::Shared)),
            own: own.collect(),
            busy_partners,
            with_strangers,
        };
        if with_strangers {
            self.strangers_at = Some(now + Duration::seconds(STRANGERS_SECONDS));
        }
        free
    }
}

impl Turn {
    fn take(&self, tx: &mut storage::Tx<'_>) -> Result<Turned, storage::Error> {
        for ended in &self.settled {
            ended.settle(tx)?;
        }
        let until = self.moment.now + Duration::seconds(LEASE_SECONDS);
        let renewed = self.renewed.iter();
        let renewed = renewed.map(|(task, leased)| Ok((*task, jobs::renew(tx, leased, until)?)));
        let renewed = renewed.collect::<storage::Result<_>>()?;
        let begun = match &self.free {
            Some(free) => free.lease(tx, &self.moment)?,
            None => Vec::new(),
        };
        Ok(Turned { renewed, begun })
    }
}

impl Free {
    fn lease(
        &self,
        tx: &mut storage::Tx<'_>,
        moment: &TimeAndChance,
    ) -> Result<Vec<(Slots, Leased)>, storage::Error> {
        let mut begun = Vec::new();
        let mut lease = |tx: &mut storage::Tx<'_>, slots, selection, most: usize| {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            if most == 0 {
                return storage::Result::Ok(0);
            }
            let duration = Duration::seconds(LEASE_SECONDS);
            let leased = jobs::lease(tx, moment, selection, most, duration)?;
            let count = leased.len();
            begun.extend(leased.into_iter().map(|leased| (slots, leased)));
            Ok(count)
        };
        let shared: Vec<&str> = registry::kinds_of(Queue::Shared).collect();
        let mut free = self.shared;
        let mut backlogs = Vec::new();
        for (at, kind) in shared.iter().enumerate() {
            // Each kind has a share, so that none waits for another's backlog.
            let most = free.div_ceil(shared.len() - at);
            let count = lease(tx, Slots::Shared, Selection::Kind(kind), most)?;
            if count == most {
                backlogs.push(*kind);
            }
            free -= count;
        }
        // What the others have left over is for those whose share was not enough.
        for kind in backlogs {
            free -= lease(tx, Slots::Shared, Selection::Kind(kind), free)?;
        }
        for (kind, free) in &self.own {
            lease(tx, Slots::Own(kind), Selection::Kind(kind), *free)?;
        }
        for (partner, is_on_trial) in exchange::partners_with_work(tx, moment.now)? {
            let most = if is_on_trial { 1 } else { PARTNER_AT_A_TIME };
            let busy = self.busy_partners.iter().find(|(busy, _)| *busy == partner);
            let mut free = most.saturating_sub(busy.map_or(0, |(_, taken)| *taken));
            for kind in registry::kinds_of(Queue::Partner) {
                let selection = Selection::Partner(partner, kind);
                free -= lease(tx, Slots::Partner(partner), selection, free)?;
            }
        }
        if self.with_strangers {
            let known = registry::known_kinds();
            lease(
                tx,
                Slots::Shared,
                Selection::KindNotIn(known),
                SHARED_AT_A_TIME,
            )?;
        }
        Ok(begun)
    }
}

impl EndedJob {
    fn of(leased: Leased, outcome: Outcome, moment: &TimeAndChance) -> Self {
        let failed = outcome.err().map(|failed| {
            let [jitter] = moment.secret();
            let policy = registry::retry_policy(leased.job.kind());
            let usual = || policy.after_failure(leased.attempts, moment.now, jitter);
            let verdict = failed.verdict.unwrap_or_else(usual);
            tracing::warn!(
                job = %leased.id,
                kind = leased.job.kind(),
                attempts = leased.attempts,
                dead = (verdict == Verdict::Dead),
                failure = failed.why,
                "a job failed"
            );
            (verdict, failed.why)
        });
        Self { leased, failed }
    }

    fn settle(&self, tx: &mut storage::Tx<'_>) -> Result<(), storage::Error> {
        match &self.failed {
            None => jobs::settle(tx, &self.leased).map(drop),
            Some((verdict, why)) => jobs::fail(tx, &self.leased, *verdict, why),
        }
    }
}

/// Runs a leased job. Whatever is logged meanwhile names the job.
#[tracing::instrument(name = "job", skip_all, fields(job = %leased.id, kind = leased.job.kind()))]
async fn run(app: App, leased: Leased) -> Outcome {
    let run = AssertUnwindSafe(registry::run_leased(&app, &leased)).catch_unwind();
    run.await
        .unwrap_or_else(|_| Err(Failed::new("the job panicked")))
}
