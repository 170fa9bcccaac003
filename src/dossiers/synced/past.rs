//! What was reported of a synced dossier, read from its events.

use std::cmp::Ordering;

use chrono::Duration;

use super::baseline::Baseline;
use crate::dossiers::event::Event;
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::lifecycle::State;
use crate::kernel::{EventTextId, Instant};

/// Who says that a dossier was in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reporter {
    /// A row of progress.
    Row,
    /// The applicant, by what they did here.
    Applicant,
    /// A snapshot, which the next one replaces; also the filing here, which the first one replaces.
    Snapshot,
}

/// That a dossier was in a state since a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedState {
    pub at: Instant,
    /// The state; none where the sender's code has no meaning here, or where an earlier version of
    /// the portal did not keep which state a snapshot had.
    pub state: Option<State>,
    pub by: Reporter,
    /// What makes it the same entry when it comes again.
    pub key: String,
    /// The event that recorded it.
    pub seq: i32,
    /// The text of that event.
    pub note: Option<EventTextId>,
}

impl TimedState {
    /// By time. Of one moment a snapshot comes last, and rows by what else makes them different.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (one.at, one.by, one.state.map_or(0, State::number));
        let same_moment = || (&self.key, self.seq).cmp(&(&other.key, other.seq));
        key(self).cmp(&key(other)).then_with(same_moment)
    }
}

/// An event as far as states follow from it.
#[derive(Debug, Clone)]
pub struct PastEvent {
    pub seq: i32,
    pub kind: EventKind,
    pub occurred_at: Instant,
    pub recorded_at: Instant,
    pub state_after: State,
    pub note: Option<EventTextId>,
    pub key: Option<String>,
}

impl From<&Event> for PastEvent {
    fn from(event: &Event) -> Self {
        Self {
            seq: event.seq,
            kind: event.kind.clone(),
            occurred_at: event.occurred_at,
            recorded_at: event.recorded_at,
            state_after: event.state_after,
            note: event.note,
            key: event.source_key.clone(),
        }
    }
}

/// What the row of a dossier keeps of its newest snapshot.
#[derive(Debug, Clone)]
pub struct StoredBaseline {
    /// The baseline; its `since` counts only if it is dated.
    pub baseline: Baseline,
    /// Whether `since` was stored. Earlier versions of the portal did not.
    pub is_dated: bool,
    /// Whether there was a snapshot.
    pub has_snapshot: bool,
}

/// All that was reported of a dossier, in the order of recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past(Vec<TimedState>);

impl Past {
    /// Reads the events, which come in the order of recording, and the baseline as it is dated.
    pub fn of(
        events: impl IntoIterator<Item = PastEvent>,
        stored: &StoredBaseline,
    ) -> (Self, Baseline) {
        let mut past = Self::default();
        let mut arrived = None;
        for event in events {
            if matches!(event.kind, EventKind::Synced { .. }) {
                arrived = Some(event.recorded_at);
            }
            let report = past.report(event);
            past.0.extend(report);
        }
        let mut baseline = stored.baseline.clone();
        if !stored.is_dated {
            baseline.since = past.undated(&baseline, arrived);
        }
        if let Some(newest) = past.newest_snapshot().filter(|_| stored.has_snapshot) {
            newest.state = Some(baseline.state);
            newest.at = baseline.since;
        }
        (past, baseline)
    }

    pub(super) fn push(&mut self, report: TimedState) {
        self.0.push(report);
    }

    pub(super) fn reports(&self) -> &[TimedState] {
        &self.0
    }

    /// The time of the last thing that the applicant did here.
    pub(super) fn last_act(&self) -> Option<Instant> {
        let acts = self.0.iter().filter(|one| one.by == Reporter::Applicant);
        acts.map(|one| one.at).max()
    }

    fn newest_snapshot(&mut self) -> Option<&mut TimedState> {
        let mut reports = self.0.iter_mut().rev();
        reports.find(|one| one.by == Reporter::Snapshot)
    }

    /// What an event reports, if it reports anything: a row what it says, an act of the applicant
    /// where it led. The applicant has seen what was recorded before and answers it, even where the
    /// partner's clock runs ahead of ours.
    fn report(&self, event: PastEvent) -> Option<TimedState> {
        let (at, state, by) = match event.kind {
            EventKind::Progressed { state, .. } => (event.occurred_at, state, Reporter::Row),
            EventKind::Synced { state, moved, .. } => {
                let (at, state) = match state {
                    Some(state) => (event.occurred_at, Some(state)),
                    None => self.of_earlier_version(&event, moved),
                };
                (at, state, Reporter::Snapshot)
            }
            EventKind::Submitted {} => (
                event.occurred_at,
                Some(State::Submitted),
                Reporter::Snapshot,
            ),
            EventKind::SupplementAnswered { .. } | EventKind::Withdrawn {} => {
                let seen = self.0.iter().map(|one| one.at).max();
                let next = seen.map(|seen| seen + Duration::microseconds(1));
                let at = next.map_or(event.occurred_at, |next| next.max(event.occurred_at));
                (at, Some(event.state_after), Reporter::Applicant)
            }
            _ => return None,
        };
        Some(TimedState {
            at,
            state,
            by,
            key: event.key.unwrap_or_default(),
            seq: event.seq,
            note: event.note,
        })
    }

    /// The time and state of a snapshot whose event does not say its state. One that moved the
    /// dossier had the state to which it moved it. Its event is dated by the last date of all that
    /// it carried, which is that of its state only where nothing else was done before.
    fn of_earlier_version(&self, event: &PastEvent, moved: bool) -> (Instant, Option<State>) {
        let is_first = self.0.is_empty();
        match event.state_after {
            State::Submitted | State::Accepted if is_first => {
                (event.occurred_at, Some(event.state_after))
            }
            state => (event.recorded_at, Some(state).filter(|_| moved)),
        }
    }

    /// Since when the newest snapshot's state is so, where that was not stored.
    fn undated(&self, baseline: &Baseline, arrived: Option<Instant>) -> Instant {
        if let Some(at) = baseline.dates.of(baseline.state) {
            return at;
        }
        let known = self.0.iter().rev();
        let mut known = known.filter(|one| one.by == Reporter::Snapshot && one.state.is_some());
        match known.next() {
            Some(before) if before.state == Some(baseline.state) => before.at,
            _ => arrived.unwrap_or(baseline.since),
        }
    }
}
