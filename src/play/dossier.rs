//! A dossier as the played agency keeps it.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kernel::Instant;

/// Where a dossier stands, in the codes of the wire. This agency never asks for payment (6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum State {
    Submitted = 1,
    Accepted = 2,
    Refused = 3,
    Processing = 4,
    SupplementRequested = 5,
    Withdrawn = 7,
    Stopped = 8,
    Finished = 9,
    Returned = 10,
}

impl State {
    /// The code on the wire.
    pub(super) const fn code(self) -> i16 {
        self as i16
    }
}

/// A line of progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) at: Instant,
    pub(super) state: State,
    pub(super) officer: String,
    pub(super) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Dossier {
    /// The agency's own code.
    pub(super) code: String,
    /// The portal's code, where it was filed there; one on paper has none.
    pub(super) portal_code: Option<String>,
    pub(super) state: State,
    pub(super) received_at: Instant,
    pub(super) promised_at: Instant,
    /// What of a snapshot never changes, by the members' names (protocol, 1.6).
    pub(super) sheet: Map<String, Value>,
    /// The answers, as the portal sent them.
    pub(super) declaration: Value,
    /// Progress, oldest first, each later than the one before.
    pub(super) rows: Vec<Row>,
    /// By which its result is fetched, once there is one.
    pub(super) result: Option<String>,
}

impl Dossier {
    /// Whether it was handed in on paper.
    pub(super) const fn is_paper(&self) -> bool {
        self.portal_code.is_none()
    }

    /// The name under which the portal knows it.
    pub(super) fn portal_name(&self) -> &str {
        self.portal_code.as_ref().unwrap_or(&self.code)
    }

    /// When it first came into a state.
    pub(super) fn reached(&self, state: State) -> Option<Instant> {
        let row = self.rows.iter().find(|row| row.state == state)?;
        Some(row.at)
    }

    /// A time for the next row. The wire knows whole seconds, and what happened within one has no
    /// order there; so a dossier that goes fast runs ahead of the clock by a second a step.
    pub(super) fn next_time(&self, now: Instant) -> Instant {
        match self.rows.last() {
            Some(last) => now.max(last.at + Duration::seconds(1)),
            None => now.max(self.received_at),
        }
    }
}
