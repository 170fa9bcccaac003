//! Which jobs an event causes, by the table of event kinds. Pure: the operation enqueues what is said
//! here in the transaction of the event.

use chrono::Duration;

use super::event::{Event, Source};
use super::event_kind::{Causes, News};
use super::lifecycle::State;
use super::store::Deciding;
use crate::jobs::{Job, Lane, NewJob};
use crate::kernel::Instant;

/// Events synced later than this after they happened send no mail: the applicant would read old
/// news as new.
const STALE_NEWS_HOURS: i64 = 24;

/// Whom the events of a dossier concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concerned {
    /// Whether somebody with an account filed or holds it.
    pub has_reader: bool,
    /// The partner whose system decides about it.
    pub partner: Option<Deciding>,
}

/// The jobs that an event causes.
pub fn effects(event: &Event, concerned: Concerned) -> Vec<NewJob> {
    let at_once = |job, lane| NewJob {
        job,
        lane,
        run_at: event.recorded_at,
    };
    let (dossier, seq) = (event.dossier, event.seq);
    let rule = event.kind.rule();
    let mut jobs = Vec::new();
    if concerned.has_reader && rule.news == News::Applicant && !is_late(event) {
        let letter = Job::WriteDossierLetter { dossier, seq };
        jobs.push(at_once(letter, Lane::dossier_letters(dossier, seq)));
    }
    match rule.causes {
        Causes::Nothing => {}
        Causes::EndOfTerm(due_at) => jobs.push(end_of_term(event, due_at)),
        Causes::KeepingOfResults => {
            if concerned.has_reader && event.state_after == State::Returned {
                let keep = Job::KeepResults { dossier, seq };
                jobs.push(at_once(keep, Lane::dossier(dossier, seq)));
            }
        }
    }
    // What the agency's own system sent is not sent back to it.
    let is_told = rule.is_fed && event.source != Source::Agency;
    if let Some(deciding) = concerned.partner.filter(|_| is_told) {
        let feed = Job::FeedAgency {
            agency: deciding.agency,
            dossier,
            seq,
        };
        jobs.push(at_once(feed, Lane::feed(deciding.agency)));
        let push = Job::PushToPartner {
            partner: deciding.partner,
            dossier,
            seq,
        };
        jobs.push(at_once(push, Lane::push(dossier, seq)));
    }
    jobs
}

/// The timer has a lane of its own: waiting for days, it must hold up nothing.
fn end_of_term(event: &Event, due_at: Instant) -> NewJob {
    let (dossier, seq) = (event.dossier, event.seq);
    NewJob {
        job: Job::EndSupplementTerm { dossier, seq },
        lane: Lane::alone(format!("term/{dossier}/{seq}")),
        run_at: due_at,
    }
}

/// Whether an agency's own system told of it so late that it is no news any more.
fn is_late(event: &Event) -> bool {
    let lag = event.recorded_at.since(event.occurred_at);
    event.source == Source::Agency && lag > Duration::hours(STALE_NEWS_HOURS)
}

#[cfg(test)]
mod tests;
