//! The state that is shown of a synced dossier: a pure function of the newest snapshot and the set
//! of progress rows.

use super::snapshot::SyncedDates;
use crate::dossiers::deadline::Suspension;
use crate::dossiers::lifecycle::{Resumable, Standing, State};
use crate::kernel::Instant;

/// What the newest snapshot says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub state: State,
    pub dates: SyncedDates,
    /// When the clock stood still by its list of supplements.
    pub suspensions: Vec<Suspension>,
}

/// Something that is known to have happened: a progress row, or an act of the applicant here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedState {
    pub at: Instant,
    /// The state that it reports.
    pub state: State,
    /// What makes it the same entry when it comes again.
    pub key: String,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Where the dossier stands.
    pub standing: Standing,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// Since when it waits for a supplement.
    pub suspended_at: Option<Instant>,
    /// When the clock ended.
    pub settled_at: Option<Instant>,
    /// When the result was handed over.
    pub returned_at: Option<Instant>,
    /// When the clock stood still and went on again.
    pub suspensions: Vec<Suspension>,
}

impl TimedState {
    /// By time; rows of one moment by what else makes them different.
    fn order(&self) -> (Instant, i16, &str) {
        (self.at, self.state.number(), &self.key)
    }

    /// Whether the entry moves a dossier that is in `state`. A 9 never moves what is refused,
    /// waiting, withdrawn, stopped or returned: a client in the field reports 9 for 5, 6 and 8.
    const fn moves(&self, state: State) -> bool {
        !(matches!(self.state, State::Decided)
            && matches!(
                state,
                State::Refused
                    | State::SupplementRequested
                    | State::PaymentRequested
                    | State::Withdrawn
                    | State::Stopped
                    | State::Returned
            ))
    }
}

/// The view while the entries are read in order of their time.
struct Reading {
    state: State,
    resume: Resumable,
    since: Option<Instant>,
    settled_at: Option<Instant>,
    accepted_at: Option<Instant>,
    returned_at: Option<Instant>,
    suspensions: Vec<Suspension>,
}

impl Reading {
    fn of(baseline: &Baseline) -> Self {
        let dates = baseline.dates;
        let state = baseline.state;
        Self {
            state,
            resume: Resumable::of(state).unwrap_or(match dates.accepted_at {
                Some(_) => Resumable::Processing,
                None => Resumable::Submitted,
            }),
            since: dates.last_done(),
            settled_at: state.is_settled().then(|| dates.ended()).flatten(),
            accepted_at: dates.accepted_at,
            returned_at: dates
                .returned_at
                .or_else(|| dates.last_done())
                .filter(|_| state == State::Returned),
            suspensions: Vec::new(),
        }
    }

    fn moved(mut self, entry: &TimedState) -> Self {
        if self.state == State::SupplementRequested
            && entry.state != State::SupplementRequested
            && let Some(from) = self.since
        {
            self.suspensions.push(Suspension {
                from,
                until: entry.at,
            });
        }
        if self.state != entry.state {
            self.since = Some(entry.at);
        }
        if matches!(entry.state, State::Accepted | State::Processing) {
            self.accepted_at.get_or_insert(entry.at);
        }
        self.settled_at = match entry.state.is_settled() {
            true => self.settled_at.or(Some(entry.at)),
            false => None,
        };
        self.returned_at =
            (entry.state == State::Returned).then(|| self.returned_at.unwrap_or(entry.at));
        self.resume = Resumable::of(entry.state).unwrap_or(self.resume);
        self.state = entry.state;
        self
    }

    /// What rows tell of the clock is finer than the snapshot's list, which counts where they tell
    /// nothing: of the time from acceptance to the end.
    fn stood_still(&mut self, listed: &[Suspension]) -> Vec<Suspension> {
        let told = std::mem::take(&mut self.suspensions);
        if !told.is_empty() {
            return told;
        }
        let (begins, ends) = (self.accepted_at, self.settled_at);
        let within = listed.iter().map(|one| Suspension {
            from: begins.map_or(one.from, |begins| one.from.max(begins)),
            until: ends.map_or(one.until, |ends| one.until.min(ends)),
        });
        within.filter(|one| one.from < one.until).collect()
    }

    fn finish(mut self, baseline: &Baseline) -> View {
        View {
            suspensions: self.stood_still(&baseline.suspensions),
            standing: Standing::synced(self.state, self.resume),
            accepted_at: self.accepted_at,
            suspended_at: self
                .since
                .filter(|_| self.state == State::SupplementRequested),
            settled_at: self.settled_at,
            returned_at: self.returned_at,
        }
    }
}

impl View {
    /// The view of a dossier. Entries may come in any order and more than once: those later than
    /// the snapshot's dates of things done move its state, in the order of their time.
    pub fn of(baseline: &Baseline, entries: &[TimedState]) -> Self {
        let done = baseline.dates.last_done();
        let mut later: Vec<&TimedState> = entries
            .iter()
            .filter(|entry| done.is_none_or(|done| entry.at > done))
            .collect();
        later.sort_by(|one, other| one.order().cmp(&other.order()));
        later.dedup();
        later
            .into_iter()
            .fold(Reading::of(baseline), |reading, entry| {
                if entry.moves(reading.state) {
                    reading.moved(entry)
                } else {
                    reading
                }
            })
            .finish(baseline)
    }
}

#[cfg(test)]
mod tests;
