//! What tests of the time-line begin with.

use super::past::{Reporter, TimedState};
use super::{Baseline, SyncedDates};
use crate::dossiers::deadline::Suspension;
use crate::dossiers::lifecycle::State;
use crate::kernel::Instant;

pub(super) fn at(minute: u32) -> Instant {
    let text = format!("2026-01-05T{:02}:{:02}:00Z", minute / 60, minute % 60);
    text.parse().unwrap()
}

pub(super) fn row(minute: u32, state: State) -> TimedState {
    TimedState {
        at: at(minute),
        state: Some(state),
        by: Reporter::Row,
        key: format!("{minute}/{}", state.key()),
        seq: 0,
        note: None,
    }
}

/// A snapshot of a dossier that was accepted when it came to the state.
pub(super) fn snapshot_of(state: State, since: u32) -> Baseline {
    snapshot_with(state, since, since)
}

pub(super) fn snapshot_with(state: State, since: u32, accepted: u32) -> Baseline {
    Baseline {
        state,
        since: at(since),
        dates: SyncedDates {
            accepted_at: Some(at(accepted)),
            ..SyncedDates::default()
        },
        suspensions: Vec::new(),
    }
}

pub(super) fn listed(stretches: &[(u32, u32)]) -> Vec<Suspension> {
    let stretches = stretches.iter().map(|(from, until)| Suspension {
        from: at(*from),
        until: at(*until),
    });
    stretches.collect()
}
