//! What is shown of a synced dossier: its state and its times, by its time-line and the dates of the
//! newest snapshot.

use super::baseline::Baseline;
use super::past::Reporter;
use super::time_line::{Step, TimeLine};
use crate::dossiers::deadline::Suspension;
use crate::dossiers::lifecycle::{Resumable, Standing, State};
use crate::kernel::Instant;

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

/// The view while the time-line is read.
struct Reading<'a> {
    baseline: &'a Baseline,
    state: State,
    since: Option<Instant>,
    resume: Option<Resumable>,
    accepted_at: Option<Instant>,
    settled_at: Option<Instant>,
    returned_at: Option<Instant>,
    /// Stretches of which rows of progress tell.
    by_rows: Vec<Suspension>,
    /// Stretches of which snapshots alone tell.
    by_snapshots: Vec<Suspension>,
    /// Whether a row asks for the supplement that is awaited.
    row_asks: bool,
}

impl<'a> Reading<'a> {
    const fn new(baseline: &'a Baseline) -> Self {
        Self {
            baseline,
            state: State::Submitted,
            since: None,
            resume: None,
            accepted_at: baseline.dates.accepted_at,
            settled_at: None,
            returned_at: None,
            by_rows: Vec::new(),
            by_snapshots: Vec::new(),
            row_asks: false,
        }
    }

    fn read(mut self, step: &Step<'_>) -> Self {
        let at = step.report.at;
        if step.begins {
            self.leave(at);
            self.state = step.state;
            self.since = Some(at);
            self.settled_at = match step.state.is_settled() {
                true => self.settled_at.or(Some(at)),
                false => None,
            };
            self.returned_at = (step.state == State::Returned).then_some(at);
        }
        self.row_asks |= step.report.by == Reporter::Row
            && step.report.state == Some(State::SupplementRequested);
        if matches!(step.state, State::Accepted | State::Processing) {
            self.accepted_at.get_or_insert(at);
        }
        self.resume = Resumable::of(step.state).or(self.resume);
        if step.is_newest_snapshot {
            self.take_dates();
        }
        self
    }

    /// The stretch of the state before ends.
    fn leave(&mut self, until: Instant) {
        let row_asked = std::mem::take(&mut self.row_asks);
        let Some(from) = self.since else { return };
        if self.state == State::SupplementRequested {
            let stretch = Suspension { from, until };
            match row_asked {
                true => self.by_rows.push(stretch),
                false => self.by_snapshots.push(stretch),
            }
        }
    }

    /// The dates of the newest snapshot tell of the state that it has, and of how it came to it.
    fn take_dates(&mut self) {
        let dates = self.baseline.dates;
        if self.state.is_settled() {
            self.settled_at = dates.ended(self.state).or(self.settled_at);
        }
        if self.state == State::Returned {
            self.returned_at = dates.returned_at.or(self.returned_at);
        }
        let was_taken = dates.accepted_at.is_some() && Resumable::of(self.state).is_none();
        if was_taken && matches!(self.resume, None | Some(Resumable::Submitted)) {
            self.resume = Some(Resumable::Processing);
        }
    }

    /// What rows tell of the clock is finer than the snapshot's list, which counts where they tell
    /// nothing; when snapshots of other states arrived, only where neither does. It is time from
    /// acceptance to the end.
    fn stood_still(&self) -> Vec<Suspension> {
        let listed = &self.baseline.suspensions;
        let told = [&self.by_rows, listed, &self.by_snapshots];
        let told = told.into_iter().find(|stretches| !stretches.is_empty());
        let (begins, ends) = (self.accepted_at, self.settled_at);
        let within = told.into_iter().flatten().map(|one| Suspension {
            from: begins.map_or(one.from, |begins| one.from.max(begins)),
            until: ends.map_or(one.until, |ends| one.until.min(ends)),
        });
        within.filter(|one| one.from < one.until).collect()
    }

    fn finish(self) -> View {
        let resume = self.resume.unwrap_or(match self.accepted_at {
            Some(_) => Resumable::Processing,
            None => Resumable::Submitted,
        });
        View {
            suspensions: self.stood_still(),
            standing: Standing::synced(self.state, resume),
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
    /// The view of a dossier.
    pub fn of(baseline: &Baseline, time_line: &TimeLine<'_>) -> Self {
        let steps = time_line.steps.iter();
        steps.fold(Reading::new(baseline), Reading::read).finish()
    }
}

#[cfg(test)]
mod tests;
