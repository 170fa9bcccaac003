//! What a partner was told of a dossier, and what it is still to be told and why it was not yet. A
//! message that nobody has tried to send stands in the job table alone.

use std::collections::BTreeMap;

use crate::console::paths;
use crate::dossiers::PushToPartner;
use crate::exchange::{self, BreakerState, PushLine};
use crate::jobs::{self, DiscardedJob, JobState, Lane, LaneJob};
use crate::kernel::{DossierId, Instant, PartnerId};
use crate::storage::{Conn, Result};

/// A message to a partner.
pub(super) struct PushRecord {
    /// The event that it is about.
    pub(super) seq: i32,
    /// When it was delivered; else since when it is to be.
    pub(super) at: Instant,
    /// How often it was tried.
    pub(super) attempts: i32,
    /// What went wrong last.
    pub(super) error: Option<String>,
    pub(super) course: Course,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Course {
    /// The partner has it.
    Delivered,
    Waits(Why),
    /// Nobody tries any more; where somebody decides about it.
    Dead(String),
    /// Somebody gave it up, before reasons were kept.
    Discarded,
}

/// Why a message waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The message about this event was given up, and somebody has to decide about that first.
    HeldUp(i32),
    /// The partner cannot be reached, and is left alone until then.
    Away(Instant),
    /// The message about this event goes first.
    Behind(i32),
    /// It is being sent.
    Underway,
    /// Its time comes then.
    NotBefore(Instant),
    /// Its turn has come, and nothing was tried yet.
    New,
    /// Its turn has come again.
    Again,
}

impl Why {
    /// The name of this kind, for the words in `locales/`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::HeldUp(_) => "held_up",
            Self::Away(_) => "away",
            Self::Behind(_) => "behind",
            Self::Underway => "underway",
            Self::NotBefore(_) => "not_before",
            Self::New => "new",
            Self::Again => "again",
        }
    }

    /// The event that is waited for.
    pub(super) const fn event(self) -> Option<i32> {
        match self {
            Self::HeldUp(seq) | Self::Behind(seq) => Some(seq),
            _ => None,
        }
    }

    /// The time that is waited for.
    pub(super) const fn until(self) -> Option<Instant> {
        match self {
            Self::Away(until) | Self::NotBefore(until) => Some(until),
            _ => None,
        }
    }
}

/// A message that is in the job table.
struct Open {
    partner: PartnerId,
    seq: i32,
    job: LaneJob,
}

impl Open {
    fn of(job: LaneJob) -> Option<Self> {
        let PushToPartner { partner, seq, .. } = job.job.read().ok()?;
        Some(Self { partner, seq, job })
    }
}

/// All that partners were told of a dossier, and are to be told, but for what was given up.
pub(super) fn told(
    conn: &mut Conn,
    dossier: DossierId,
    given_up: &[DiscardedJob],
    now: Instant,
) -> Result<Vec<PushRecord>> {
    let lane = Lane::push(dossier, 0).name;
    // The jobs first: one that is done meanwhile is a push by then, and is not missed.
    let jobs = jobs::jobs_of_lane(conn, &lane)?;
    let open: Vec<Open> = jobs.into_iter().filter_map(Open::of).collect();
    let mut tried: BTreeMap<i32, PushLine> = exchange::pushes_of(conn, dossier)?
        .into_iter()
        .map(|line| (line.seq, line))
        .collect();
    for one in given_up {
        if let Ok(PushToPartner { seq, .. }) = one.job.read() {
            tried.remove(&seq);
        }
    }
    let mut all = Vec::new();
    for (place, one) in open.iter().enumerate() {
        let push = tried.remove(&one.seq);
        if push
            .as_ref()
            .is_some_and(|push| push.delivered_at.is_some())
        {
            tried.extend(push.map(|push| (one.seq, push)));
            continue;
        }
        let attempts = push.as_ref().map_or(0, |push| push.attempts);
        let course = match one.job.state {
            JobState::Dead => Course::Dead(paths::dead_job(one.partner, one.job.id)),
            JobState::Ready | JobState::Leased => {
                let breaker = exchange::breaker(conn, one.partner)?.state(now);
                let before = open.get(..place).unwrap_or_default();
                Course::Waits(why(one, attempts, before, breaker, now))
            }
        };
        all.push(PushRecord {
            seq: one.seq,
            at: one.job.created_at,
            attempts,
            error: push
                .and_then(|push| push.last_error)
                .or_else(|| one.job.last_error.clone()),
            course,
        });
    }
    all.extend(tried.into_values().map(settled));
    Ok(all)
}

fn settled(push: PushLine) -> PushRecord {
    PushRecord {
        seq: push.seq,
        at: push.delivered_at.unwrap_or(push.first_at),
        attempts: push.attempts,
        error: push.last_error,
        course: match push.delivered_at {
            Some(_) => Course::Delivered,
            None => Course::Discarded,
        },
    }
}

/// Why a message waits: what somebody has to see to first, then what holds it up longest.
fn why(one: &Open, attempts: i32, before: &[Open], breaker: BreakerState, now: Instant) -> Why {
    let died = before
        .iter()
        .find(|other| other.job.state == JobState::Dead);
    if let Some(died) = died {
        return Why::HeldUp(died.seq);
    }
    if let BreakerState::Open(until) = breaker {
        return Why::Away(until);
    }
    if let Some(first) = before.first() {
        return Why::Behind(first.seq);
    }
    match (one.job.run_at > now, one.job.state) {
        (true, JobState::Leased) => Why::Underway,
        (true, _) => Why::NotBefore(one.job.run_at),
        (false, _) if attempts == 0 => Why::New,
        (false, _) => Why::Again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::NewJob;
    use crate::kernel::Id;
    use uuid::Uuid;

    fn at(second: u8) -> Instant {
        format!("2026-11-23T01:00:{second:02}Z").parse().unwrap()
    }

    fn open(seq: i32, state: JobState, run_at: Instant) -> Open {
        let partner = Id::from_uuid(Uuid::from_u128(1));
        let dossier = Id::from_uuid(Uuid::from_u128(2));
        let job = PushToPartner {
            partner,
            dossier,
            seq,
        };
        let job = NewJob::of(&job, Lane::push(dossier, seq), at(0)).job;
        Open {
            partner,
            seq,
            job: LaneJob {
                id: Id::from_uuid(Uuid::from_u128(3)),
                job,
                state,
                created_at: at(0),
                run_at,
                last_error: None,
            },
        }
    }

    #[test]
    fn what_somebody_must_see_to_is_said_first() {
        use JobState::{Dead, Leased, Ready};
        let now = at(10);
        let away = BreakerState::Open(at(40));
        let reason = |one: Open, attempts, before: &[Open], breaker| {
            why(&one, attempts, before, breaker, now)
        };
        let dead = [open(1, Dead, at(5)), open(2, Ready, at(5))];
        let early = [open(2, Leased, at(20))];
        let ready = || open(3, Ready, at(10));
        assert_eq!(reason(ready(), 0, &dead, away), Why::HeldUp(1));
        assert_eq!(reason(ready(), 0, &early, away), Why::Away(at(40)));
        let closed = BreakerState::Closed;
        assert_eq!(reason(ready(), 0, &early, closed), Why::Behind(2));
        assert_eq!(reason(ready(), 0, &[], closed), Why::New);
        assert_eq!(reason(ready(), 2, &[], BreakerState::HalfOpen), Why::Again);
        let later = open(3, Ready, at(11));
        assert_eq!(reason(later, 2, &[], closed), Why::NotBefore(at(11)));
        let leased = |until| open(3, Leased, until);
        assert_eq!(reason(leased(at(11)), 0, &[], closed), Why::Underway);
        // The worker is gone.
        assert_eq!(reason(leased(at(9)), 1, &[], closed), Why::Again);
    }
}
