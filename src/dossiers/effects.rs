//! What an event causes inside the house. Pure: the operation enqueues what is said here in the
//! transaction of the event.

use chrono::Duration;

use super::event::{Event, Happening, Source};
use crate::jobs::{Job, Lane, NewJob};
use crate::kernel::Instant;

/// Events synced later than this after they happened send no mail: the applicant would read old
/// news as new.
const STALE_NEWS_HOURS: i64 = 24;

/// The jobs that an event causes.
pub fn effects(event: &Event) -> Vec<NewJob> {
    let at_once = |job, lane| NewJob {
        job,
        lane,
        run_at: event.recorded_at,
    };
    let (dossier, seq) = (event.dossier, event.seq);
    let mut jobs = Vec::new();
    if is_news(event) {
        let letter = Job::WriteDossierLetter { dossier, seq };
        jobs.push(at_once(letter, Lane::dossier_letters(dossier, seq)));
    }
    // Not at the decision: a result for which a fee is owed is not the applicant's yet.
    if let Happening::Returned {} = event.happening {
        jobs.push(at_once(
            Job::KeepResults { dossier, seq },
            Lane::dossier(dossier, seq),
        ));
    }
    if let Happening::SupplementRequested { due_at, .. } = event.happening {
        jobs.push(end_of_term(event, due_at));
    }
    let feed = Job::FeedAgency {
        agency: event.agency,
        dossier,
        seq,
    };
    jobs.push(at_once(feed, Lane::feed(event.agency)));
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

fn is_news(event: &Event) -> bool {
    let late = event.recorded_at.since(event.occurred_at) > Duration::hours(STALE_NEWS_HOURS);
    !(event.source == Source::Agency && late)
}

#[cfg(test)]
mod tests;
