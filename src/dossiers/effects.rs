//! Which jobs an event causes, by the table of event kinds. Pure: the operation enqueues what is said
//! here in the transaction of the event.

use chrono::Duration;

use super::acts::EndSupplementTerm;
use super::event::{Event, Source};
use super::event_kind::{Causes, News};
use super::letters::WriteDossierLetter;
use super::lifecycle::State;
use super::operations::{FeedAgency, KeepResults};
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
    let rule = event.kind.rule();
    let mut jobs = Vec::new();
    if concerned.has_reader && rule.news == News::Applicant && !is_late(event) {
        let letter = WriteDossierLetter { dossier, seq };
        let lane = Lane::dossier_letters(dossier, seq);
        jobs.push(NewJob::of(&letter, lane, now));
    }
    match rule.causes {
        Causes::Nothing => {}
        Causes::EndOfTerm(due_at) => jobs.push(end_of_term(event, due_at)),
        Causes::KeepingOfResults => {
            if concerned.has_reader && event.state_after == State::Returned {
                let keep = KeepResults { dossier, seq };
                jobs.push(NewJob::of(&keep, Lane::dossier(dossier, seq), now));
            }
        }
    }
    // What the agency's own system sent is not sent back to it.
    let is_told = rule.is_fed && event.source != Source::Agency;
    if let Some(deciding) = concerned.partner.filter(|_| is_told) {
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

/// The timer has a lane of its own: waiting for days, it must hold up nothing.
fn end_of_term(event: &Event, due_at: Instant) -> NewJob {
    let (dossier, seq) = (event.dossier, event.seq);
    let lane = Lane::alone(format!("term/{dossier}/{seq}"));
    NewJob::of(&EndSupplementTerm { dossier, seq }, lane, due_at)
}

/// Whether an agency's own system told of it so late that it is no news any more.
fn is_late(event: &Event) -> bool {
    let lag = event.recorded_at.since(event.occurred_at);
    event.source == Source::Agency && lag > Duration::hours(STALE_NEWS_HOURS)
}

#[cfg(test)]
mod tests;
