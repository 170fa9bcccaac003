//! What happened to a dossier, and the chain that holds its history together.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::event_kind::{EventKind, EventTone};
use super::lifecycle::State;
use crate::kernel::{
    AccountId, AgencyId, DossierId, EventTextId, Instant, TimeAndChance, plain_enum,
};

plain_enum! {
    /// Where an event comes from.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Source {
        /// The applicant, on the portal.
        Portal = 1,
        /// A clerk, at the desk.
        Desk = 2,
        /// The agency's own system.
        Agency = 3,
        /// Time itself.
        Clock = 4,
    }
}

/// Free text that goes with an event, as it is stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventText {
    pub id: EventTextId,
    /// What was written.
    pub text: String,
    /// Random bytes, so that the digest of a short text cannot be guessed once it is deleted.
    pub salt: [u8; 16],
}

impl EventText {
    /// A text for an event that is about to be recorded.
    pub(super) fn new(moment: &TimeAndChance, text: &str) -> Self {
        Self {
            id: moment.id(),
            text: text.to_owned(),
            salt: moment.secret(),
        }
    }

    /// The same, unless it is empty.
    pub(super) fn unless_empty(moment: &TimeAndChance, text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self::new(moment, text))
    }

    /// What the chain holds of the text.
    pub fn digest(&self) -> Vec<u8> {
        let mut hasher = Sha256::new();
        hasher.update(self.salt);
        hasher.update(self.text.as_bytes());
        hasher.finalize().to_vec()
    }
}

/// One event, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub dossier: DossierId,
    /// Its number in the order of recording, from 1.
    pub seq: i32,
    /// What happened.
    pub kind: EventKind,
    /// Where it comes from.
    pub source: Source,
    /// Who did it; nobody for the clock.
    pub actor: Option<AccountId>,
    /// The agency that had the dossier.
    pub agency: AgencyId,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it was written here.
    pub recorded_at: Instant,
    /// The state afterwards.
    pub state_after: State,
    /// The text that goes with it.
    pub note: Option<EventTextId>,
    /// What makes a synced event the same event when it comes again.
    pub source_key: Option<String>,
}

impl Event {
    /// How the event looks to its readers. What an agency's own system reports looks like the state
    /// that it reports.
    pub const fn tone(&self) -> EventTone {
        match self.kind.rule().tone {
            EventTone::OfState => match self.state_after {
                State::Refused | State::Withdrawn | State::Stopped => EventTone::Bad,
                _ => EventTone::Plain,
            },
            tone => tone,
        }
    }

    /// Whether a snapshot asks for a supplement by it, whose text may be empty.
    pub fn asks_by_snapshot(&self) -> bool {
        matches!(self.kind, EventKind::Synced { .. })
            && self.state_after == State::SupplementRequested
    }

    /// The event's link in the chain: SHA-256 over the link before it and our own bytes of all
    /// that is recorded. `note` is the digest of the text, which outlives the text.
    pub fn digest(&self, previous: &[u8], note: Option<&[u8]>) -> Vec<u8> {
        // Keys of a JSON object come out sorted, so the bytes do not depend on this order.
        let document = json!({
            "dossier": self.dossier,
            "seq": self.seq,
            "happening": self.kind,
            "source": self.source.number(),
            "actor": self.actor,
            "agency": self.agency,
            "occurred_at": self.occurred_at.to_string(),
            "recorded_at": self.recorded_at.to_string(),
            "state_after": self.state_after.number(),
            "note": note.map(hex::encode),
            "source_key": self.source_key,
        });
        let mut hasher = Sha256::new();
        hasher.update(previous);
        hasher.update(document.to_string().as_bytes());
        hasher.finalize().to_vec()
    }
}
