//! What an event causes inside the house. Pure: the operation enqueues what is said here in the
//! transaction of the event.

use chrono::Duration;

use super::event::{Event, EventKind, Source};
use super::letters::WriteDossierLetter;
use super::lifecycle::State;
use super::operations::{EndSupplementTerm, FeedAgency, KeepResults};
use super::partner_jobs::PushToPartner;
use super::store::Deciding;
use crate::jobs::{Lane, NewJob};
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
    let (dossier, seq, now) = (event.dossier, event.seq, event.recorded_at);
    let mut jobs = Vec::new();
    if concerned.has_reader && is_news(event) {
        let letter = WriteDossierLetter { dossier, seq };
        let lane = Lane::dossier_letters(dossier, seq);
        jobs.push(NewJob::of(&letter, lane, now));
    }
    if concerned.has_reader && hands_result_over(event) {
        let keep = KeepResults { dossier, seq };
        jobs.push(NewJob::of(&keep, Lane::dossier(dossier, seq), now));
    }
    if let EventKind::SupplementRequested { due_at, .. } = event.kind {
        jobs.push(end_of_term(event, due_at));
    }
    // What the agency's own system sent is not sent back to it.
    if event.source == Source::Agency {
        return jobs;
    }
    if let Some(deciding) = concerned.partner {
        let feed = FeedAgency {
            agency: deciding.agency,
            dossier,
            seq,
        };
        jobs.push(NewJob::of(&feed, Lane::feed(deciding.agency), now));
        let push = PushToPartner {
            partner: deciding.partner,
            dossier,
            seq,
        };
        jobs.push(NewJob::of(&push, Lane::push(dossier, seq), now));
    }
    jobs
}

/// Not at the decision: a result for which a fee is owed is not the applicant's yet.
const fn hands_result_over(event: &Event) -> bool {
    match event.kind {
        EventKind::Returned {} => true,
        EventKind::Synced { moved, .. } | EventKind::Progressed { moved, .. } => {
            moved && matches!(event.state_after, State::Returned)
        }
        _ => false,
    }
}

/// The timer has a lane of its own: waiting for days, it must hold up nothing.
fn end_of_term(event: &Event, due_at: Instant) -> NewJob {
    let (dossier, seq) = (event.dossier, event.seq);
    let lane = Lane::alone(format!("term/{dossier}/{seq}"));
    NewJob::of(&EndSupplementTerm { dossier, seq }, lane, due_at)
}

/// A change of what is shown, soon after it happened.
fn is_news(event: &Event) -> bool {
    if let EventKind::Synced { moved: false, .. } | EventKind::Progressed { moved: false, .. } =
        event.kind
    {
        return false;
    }
    let late = event.recorded_at.since(event.occurred_at) > Duration::hours(STALE_NEWS_HOURS);
    !(event.source == Source::Agency && late)
}

#[cfg(test)]
mod tests;
