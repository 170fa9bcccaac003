//! Slots and leases. A job takes a slot of its queue as soon as one is free, so that whoever waits
//! for a machine outside holds up nobody else: letters have slots of their own, and so has every
//! partner.

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
use crate::jobs::{self, Failed, Leased, Queue, Selection, Verdict};
use crate::kernel::{Instant, PartnerId};
use crate::storage;

/// How long after the last renewal of its lease a job is taken over: its worker is gone.
const LEASE_SECONDS: i64 = 120;
/// A third of the lease: two renewals may fail before it runs out.
const RENEW_SECONDS: i64 = LEASE_SECONDS / 3;
/// Jobs that share their slots.
const SHARED_AT_A_TIME: usize = 16;
/// Jobs of a kind that has slots of its own.
const OWN_AT_A_TIME: usize = 8;
/// Jobs of one partner.
const PARTNER_AT_A_TIME: usize = 8;
/// How long to wait when there was nothing to begin, or all who have work are busy.
const IDLE: Wait = Wait::from_millis(200);
/// How long to wait when the database failed.
const FAULT: Wait = Wait::from_secs(2);

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

/// Runs jobs; each process that works has one.
pub(super) struct Worker {
    app: App,
    /// Kinds that the shared slots leave alone.
    own_kinds: &'static [&'static str],
    running: JoinSet<()>,
    leased: HashMap<TaskId, LeasedJob>,
}

impl Worker {
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            own_kinds: registry::own_kinds(),
            running: JoinSet::new(),
            leased: HashMap::new(),
        }
    }

    /// Works until told to stop, and then finishes the jobs that it has begun.
    pub(super) async fn work(mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let wait = match self.turn().await {
                Ok(0) => IDLE,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "jobs could not be leased");
                    FAULT
                }
            };
            tokio::select! {
                _ = stop.changed() => {}
                () = self.pause(wait) => {}
            }
        }
        while !self.running.is_empty() {
            if let Err(error) = self.renew().await {
                tracing::error!(%error, "leases could not be renewed");
            }
            self.pause(IDLE).await;
        }
    }

    /// Runs jobs until none is due; gives back how many ran.
    pub(super) async fn work_off(mut self) -> Result<usize, storage::Error> {
        let mut done = 0;
        loop {
            match self.turn().await? {
                0 if self.running.is_empty() => return Ok(done),
                0 => self.pause(IDLE).await,
                begun => done += begun,
            }
        }
    }

    /// Renews what has to be renewed and begins what there are free slots for; gives back how many
    /// jobs were begun.
    async fn turn(&mut self) -> Result<usize, storage::Error> {
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.free_slot(ended);
        }
        self.renew().await?;
        self.begin().await
    }

    /// Waits until a job ends, but no longer than this.
    async fn pause(&mut self, wait: Wait) {
        tokio::select! {
            Some(ended) = self.running.join_next_with_id() => self.free_slot(ended),
            () = tokio::time::sleep(wait) => {}
        }
    }

    fn free_slot(&mut self, ended: Result<(TaskId, ()), JoinError>) {
        let task = match ended {
            Ok((task, ())) => task,
            Err(error) => error.id(),
        };
        self.leased.remove(&task);
    }

    /// Renews the leases that are a third over. A job that another worker has taken over is
    /// dropped where it stands, as if this process had ended.
    async fn renew(&mut self) -> Result<(), storage::Error> {
        let now = self.app.env.clock.now();
        let due = self.leased.iter().filter(|(_, job)| job.renew_at <= now);
        let due: Vec<(TaskId, Leased)> = due.map(|(id, job)| (*id, job.leased.clone())).collect();
        if due.is_empty() {
            return Ok(());
        }
        let until = now + Duration::seconds(LEASE_SECONDS);
        let renew = move |tx: &mut storage::Tx<'_>| {
            let renewed = due
                .iter()
                .map(|(task, leased)| Ok((*task, jobs::renew(tx, leased, until)?)));
            renewed.collect::<storage::Result<Vec<(TaskId, bool)>>>()
        };
        for (task, is_ours) in self.app.env.storage.writing(renew).await? {
            let Some(job) = self.leased.get_mut(&task) else {
                continue;
            };
            job.renew_at = now + Duration::seconds(RENEW_SECONDS);
            if !is_ours {
                job.task.abort();
            }
        }
        Ok(())
    }

    /// Begins what there are free slots for; gives back how many jobs.
    async fn begin(&mut self) -> Result<usize, storage::Error> {
        let wanted = self.wanted().await?;
        if wanted.is_empty() {
            return Ok(0);
        }
        let moment = self.app.env.moment();
        let now = moment.now;
        let lease = move |tx: &mut storage::Tx<'_>| {
            let mut begun = Vec::new();
            for (slots, selections, free) in &wanted {
                let mut free = *free;
                for selection in selections {
                    let most = i64::try_from(free).unwrap_or(i64::MAX);
                    let duration = Duration::seconds(LEASE_SECONDS);
                    let leased = match most {
                        0 => Vec::new(),
                        _ => jobs::lease(tx, &moment, *selection, most, duration)?,
                    };
                    free = free.saturating_sub(leased.len());
                    begun.extend(leased.into_iter().map(|leased| (*slots, leased)));
                }
            }
            storage::Result::Ok(begun)
        };
        let begun = self.app.env.storage.writing(lease).await?;
        let count = begun.len();
        for (slots, leased) in begun {
            let task = self.running.spawn(finish(self.app.clone(), leased.clone()));
            let job = LeasedJob {
                leased,
                slots,
                renew_at: now + Duration::seconds(RENEW_SECONDS),
                task: task.clone(),
            };
            self.leased.insert(task.id(), job);
        }
        Ok(count)
    }

    /// What to lease for which slots, and how many of those are free.
    async fn wanted(&self) -> Result<Vec<(Slots, Vec<Selection>, usize)>, storage::Error> {
        let now = self.app.env.clock.now();
        let storage = &self.app.env.storage;
        let partners = storage
            .reading(move |conn| exchange::partners_with_work(conn, now))
            .await?;
        let shared = Selection::SharedBut(self.own_kinds);
        let mut wanted = vec![(Slots::Shared, vec![shared], SHARED_AT_A_TIME)];
        for kind in self.own_kinds {
            wanted.push((Slots::Own(kind), vec![Selection::Own(kind)], OWN_AT_A_TIME));
        }
        for (partner, is_on_trial) in partners {
            let kinds = registry::kinds_of(Queue::Partner);
            let selections = kinds.map(|kind| Selection::Partner(partner, kind));
            let most = if is_on_trial { 1 } else { PARTNER_AT_A_TIME };
            wanted.push((Slots::Partner(partner), selections.collect(), most));
        }
        for (slots, _, most) in &mut wanted {
            let taken = self.leased.values().filter(|job| job.slots == *slots);
            *most = most.saturating_sub(taken.count());
        }
        wanted.retain(|(_, _, free)| *free > 0);
        Ok(wanted)
    }
}

/// Runs a leased job and settles it. Whatever is logged meanwhile names the job.
#[tracing::instrument(name = "job", skip_all, fields(job = %leased.id, kind = leased.job.kind()))]
async fn finish(app: App, leased: Leased) {
    let run = AssertUnwindSafe(registry::run_leased(&app, &leased)).catch_unwind();
    let outcome = run
        .await
        .unwrap_or_else(|_| Err(Failed::new("the job panicked")));
    let moment = app.env.moment();
    let settle = move |tx: &mut storage::Tx<'_>| match &outcome {
        Ok(()) => jobs::settle(tx, &leased).map(drop),
        Err(failed) => {
            let [jitter] = moment.secret();
            let verdict = failed.verdict.unwrap_or_else(|| {
                let policy = registry::retry_policy(leased.job.kind());
                policy.after_failure(leased.attempts, moment.now, jitter)
            });
            tracing::warn!(
                attempts = leased.attempts,
                dead = (verdict == Verdict::Dead),
                failure = failed.why,
                "a job failed"
            );
            jobs::fail(tx, &leased, verdict, &failed.why)
        }
    };
    if let Err(error) = app.env.storage.writing(settle).await {
        // The lease runs out and the job is run again; a repeat is harmless.
        tracing::error!(%error, "a job could not be settled");
    }
}
