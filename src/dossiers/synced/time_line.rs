//! In which state a synced dossier was at which time: a pure function of the sequence of its snapshots
//! and the set of progress rows.

use super::past::{Past, Reporter, TimedState};
use crate::dossiers::lifecycle::State;

/// The reports of a dossier in the order of their times.
#[derive(Debug, Clone)]
pub struct TimeLine<'a> {
    pub(super) steps: Vec<Step<'a>>,
}

/// A report with what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub report: &'a TimedState,
    /// The state in which the dossier was after it.
    pub state: State,
    /// Whether it was in another before.
    pub begins: bool,
    /// Whether it is the newest snapshot.
    pub is_newest_snapshot: bool,
}

impl Step<'_> {
    /// Whether a row of progress says itself that the dossier was in this state.
    fn is_told_by_row(&self) -> bool {
        self.report.by == Reporter::Row && self.report.state == Some(self.state)
    }
}

impl TimedState {
    /// Where a dossier that is in `state` is after the report. A 9 in a row never moves what is
    /// refused, withdrawn, stopped or returned: a client in the field reports 9 for all that ended.
    fn moved(&self, state: State) -> State {
        let is_ending = self.by == Reporter::Row && self.state == Some(State::Decided);
        match self.state {
            Some(_) if is_ending && state.is_final() => state,
            Some(reported) => reported,
            None => state,
        }
    }
}

impl<'a> TimeLine<'a> {
    /// The time-line of all that was reported.
    pub fn of(past: &'a Past) -> Self {
        let newest = snapshots(past).next_back();
        let mut reports = counted(past);
        reports.sort_by(|one, other| one.order(other));
        let mut steps: Vec<Step<'a>> = Vec::with_capacity(reports.len());
        for report in reports {
            let before = steps.last().map(|step| step.state);
            let state = report.moved(before.unwrap_or(State::Submitted));
            steps.push(Step {
                report,
                state,
                begins: before != Some(state),
                is_newest_snapshot: newest.is_some_and(|newest| std::ptr::eq(newest, report)),
            });
        }
        Self { steps }
    }

    /// The steps in stretches of one state each.
    pub(super) fn stretches(&self) -> impl Iterator<Item = &[Step<'a>]> {
        self.steps.chunk_by(|_, next| !next.begins)
    }

    /// The steps of the state in which the dossier is.
    pub(super) fn current(&self) -> &[Step<'a>] {
        self.stretches().last().unwrap_or_default()
    }

    /// The steps that stand in a history: rows, acts, and of the snapshots those that brought a
    /// change of which no row tells.
    pub(super) fn told(&self) -> Vec<Step<'a>> {
        let mut told = Vec::new();
        for stretch in self.stretches() {
            let by_row = stretch.iter().any(Step::is_told_by_row);
            let says_more = |step: &&Step<'a>| match step.report.by {
                Reporter::Row | Reporter::Applicant => true,
                Reporter::Snapshot => step.begins && !by_row,
            };
            told.extend(stretch.iter().filter(says_more).copied());
        }
        told
    }
}

fn snapshots(past: &Past) -> impl DoubleEndedIterator<Item = &TimedState> {
    let reports = past.reports().iter();
    reports.filter(|one| one.by == Reporter::Snapshot && one.state.is_some())
}

/// All reports but the snapshots of which a newer one says that they were wrong: it has the dossier in
/// its own state at that time already.
fn counted(past: &Past) -> Vec<&TimedState> {
    let mut counted: Vec<&TimedState> = Vec::new();
    let mut newer = None;
    for report in snapshots(past).rev() {
        if newer.is_none_or(|newer| report.at < newer) {
            newer = Some(report.at);
            counted.push(report);
        }
    }
    let others = past.reports().iter();
    counted.extend(others.filter(|one| one.by != Reporter::Snapshot));
    counted
}

#[cfg(test)]
mod tests;
