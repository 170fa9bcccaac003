//! What happened to a dossier, and the chain that holds its history together.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::lifecycle::State;
use crate::kernel::{
    AccountId, AgencyId, Dong, DossierId, FeeId, HandlingUnitId, Instant, MessageId, NoteId,
    ResultId, SupplementId, plain_enum,
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

/// What happened, with the kinds, ids and numbers that belong to it: never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "body", rename_all = "snake_case")]
pub enum EventKind {
    /// The applicant filed.
    Submitted {},
    /// Accepted; due then, if there is a term.
    Accepted {
        /// When the result is due.
        due_at: Option<Instant>,
    },
    /// Not accepted.
    Refused {},
    /// A supplement was asked for.
    SupplementRequested {
        /// The request.
        supplement: SupplementId,
        /// Its term.
        due_at: Instant,
    },
    /// The supplement came.
    SupplementAnswered {
        /// The request.
        supplement: SupplementId,
        /// The due date that follows from the time that the clock stood still.
        due_at: Option<Instant>,
    },
    /// The supplement did not come by its term, and the dossier was stopped.
    SupplementTermEnded {
        /// The request.
        supplement: SupplementId,
    },
    /// Handed to a unit or an officer.
    #[serde(rename = "handed_over")]
    Forwarded {
        /// The unit.
        unit: Option<HandlingUnitId>,
        /// The officer.
        officer: Option<AccountId>,
    },
    /// The applicant was asked to pay.
    PaymentRequested {
        /// The fee.
        fee: FeeId,
        /// How much.
        amount: Dong,
    },
    /// A fee was paid.
    FeePaid {
        /// The fee.
        fee: FeeId,
        /// How much.
        amount: Dong,
    },
    /// The applicant withdrew.
    Withdrawn {},
    /// Stopped.
    Stopped {},
    /// Decided.
    Decided {
        /// The results.
        results: Vec<ResultId>,
        /// Whether a file is the result itself.
        is_electronic: bool,
    },
    /// The result was handed over.
    Returned {},
    /// The agency's own system sent the dossier as it knows it.
    Synced {
        /// The message.
        message: MessageId,
        /// Whether the state that is shown changed by it.
        moved: bool,
    },
    /// The agency's own system told what it did.
    Progressed {
        /// The state it reports; none where the sender's code has no meaning here.
        state: Option<State>,
        /// The message.
        message: MessageId,
        /// Whether the state that is shown changed by it.
        moved: bool,
    },
}

impl EventKind {
    /// The state that an agency's own system reported with it; none for what was done here.
    pub const fn reported(&self, state_after: State) -> Option<State> {
        match self {
            Self::Progressed {
                state: Some(state), ..
            } => Some(*state),
            Self::Progressed { state: None, .. } | Self::Synced { .. } => Some(state_after),
            _ => None,
        }
    }

    /// The name in the table's `name` column and in locale keys.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Submitted {} => "submitted",
            Self::Accepted { .. } => "accepted",
            Self::Refused {} => "refused",
            Self::SupplementRequested { .. } => "supplement_requested",
            Self::SupplementAnswered { .. } => "supplement_answered",
            Self::SupplementTermEnded { .. } => "supplement_term_ended",
            Self::Forwarded { .. } => "handed_over",
            Self::PaymentRequested { .. } => "payment_requested",
            Self::FeePaid { .. } => "fee_paid",
            Self::Withdrawn {} => "withdrawn",
            Self::Stopped {} => "stopped",
            Self::Decided { .. } => "decided",
            Self::Returned {} => "returned",
            Self::Synced { .. } => "synced",
            Self::Progressed { .. } => "progressed",
        }
    }
}

/// Free text that goes with an event, as it is stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventText {
    /// Its id.
    pub id: NoteId,
    /// What was written.
    pub text: String,
    /// Random bytes, so that the digest of a short text cannot be guessed once it is deleted.
    pub salt: [u8; 16],
}

impl EventText {
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
    /// The dossier.
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
    pub note: Option<NoteId>,
    /// What makes a synced event the same event when it comes again.
    pub source_key: Option<String>,
}

impl Event {
    /// The state of a step that the agency's own system told of.
    pub const fn step(&self) -> Option<State> {
        match self.kind {
            EventKind::Progressed { state, .. } => state,
            _ => None,
        }
    }

    /// Whether it tells a reader nothing beside the `steps` of its dossier: a snapshot without a
    /// text that changed no state, or into a state of which a step tells.
    pub fn is_silent(&self, steps: &HashSet<State>) -> bool {
        match self.kind {
            EventKind::Synced { moved, .. } if self.note.is_none() => {
                !moved || steps.contains(&self.state_after)
            }
            _ => false,
        }
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
