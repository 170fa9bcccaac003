//! What the newest snapshot says of a dossier's state, and since when it is so.

use super::snapshot::SyncedDates;
use crate::dossiers::deadline::Suspension;
use crate::dossiers::lifecycle::State;
use crate::kernel::Instant;

/// What the newest snapshot says. Before the first one of a dossier that was filed here it is the
/// filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub state: State,
    /// Since when the dossier is in this state, as far as the snapshots tell.
    pub since: Instant,
    pub dates: SyncedDates,
    /// When the clock stood still by its list of supplements.
    pub suspensions: Vec<Suspension>,
}

impl Baseline {
    /// The baseline that a snapshot is, which arrived at `arrival` after the snapshot `before`.
    ///
    /// Its state is dated by the date of what led to it, if that is later than all that the snapshot
    /// before it told of; else by its arrival, where the state is another; else as before.
    pub(super) fn of(
        (state, dates, suspensions): (State, SyncedDates, Vec<Suspension>),
        before: Option<&Self>,
        arrival: Instant,
    ) -> Self {
        let told = before.and_then(|before| before.dates.last_done());
        let is_news = |at: &Instant| told.is_none_or(|told| *at > told);
        let since = match (dates.of(state).filter(is_news), before) {
            (Some(at), _) => at,
            (None, Some(before)) if before.state == state => before.since,
            (None, _) => arrival,
        };
        Self {
            state,
            since,
            dates,
            suspensions,
        }
    }
}
