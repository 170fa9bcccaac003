//! The table of event kinds: who reads each, to whom it is news, how it looks, whether partners are
//! told of it, and what follows from it. Letters, time-lines, effects and the feed ask it.

use serde::{Deserialize, Serialize};

use super::lifecycle::State;
use crate::kernel::{
    AccountId, Dong, FeeId, HandlingUnitId, Instant, MessageId, ResultId, SupplementId,
};

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
        unit: Option<HandlingUnitId>,
        officer: Option<AccountId>,
    },
    /// The applicant was asked to pay.
    PaymentRequested {
        fee: FeeId,
        /// How much.
        amount: Dong,
    },
    /// A fee was paid.
    FeePaid {
        fee: FeeId,
        /// How much.
        amount: Dong,
    },
    /// The applicant withdrew.
    Withdrawn {},
    Stopped {},
    Decided {
        results: Vec<ResultId>,
        /// Whether a file is the result itself.
        is_electronic: bool,
    },
    /// The result was handed over.
    Returned {},
    /// A clerk wrote something for the agency itself.
    InternalNote {},
    /// The agency's own system sent the dossier as it knows it.
    Synced {
        message: MessageId,
        /// Whether the state that is shown changed by it.
        moved: bool,
        /// The state that it had; none in events of earlier versions, which did not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<State>,
    },
    /// The agency's own system told what it did.
    Progressed {
        /// The state it reports; none where the sender's code has no meaning here.
        state: Option<State>,
        message: MessageId,
        /// Whether the state that is shown changed by it.
        moved: bool,
    },
}

impl EventKind {
    /// Whether an agency's own system reported it.
    pub const fn is_reported(&self) -> bool {
        matches!(self, Self::Progressed { .. } | Self::Synced { .. })
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
            Self::InternalNote {} => "internal_note",
            Self::Synced { .. } => "synced",
            Self::Progressed { .. } => "progressed",
        }
    }

    /// The kind's row. A new kind does not compile before somebody has chosen between [`PUBLIC`] and
    /// [`INTERNAL`].
    pub const fn rule(&self) -> EventRule {
        match self {
            Self::Submitted {}
            | Self::Accepted { .. }
            | Self::SupplementAnswered { .. }
            | Self::PaymentRequested { .. }
            | Self::FeePaid { .. }
            | Self::Decided { .. } => PUBLIC,
            Self::Refused {}
            | Self::SupplementTermEnded { .. }
            | Self::Withdrawn {}
            | Self::Stopped {} => EventRule {
                tone: EventTone::Bad,
                ..PUBLIC
            },
            Self::SupplementRequested { due_at, .. } => EventRule {
                causes: Causes::EndOfTerm(*due_at),
                ..PUBLIC
            },
            // What clerks write to each other when they forward a dossier stays between them.
            Self::Forwarded { .. } => EventRule {
                text_readers: Readers::EveryAgency,
                ..PUBLIC
            },
            Self::Returned {} => EventRule {
                causes: Causes::KeepingOfResults,
                ..PUBLIC
            },
            Self::InternalNote {} => INTERNAL,
            Self::Synced { moved: true, .. } | Self::Progressed { moved: true, .. } => EventRule {
                causes: Causes::KeepingOfResults,
                ..REPORTED
            },
            Self::Synced { moved: false, .. } | Self::Progressed { moved: false, .. } => {
                EventRule {
                    news: News::Nobody,
                    ..REPORTED
                }
            }
        }
    }
}

/// What happens to a dossier is its applicant's to know.
const PUBLIC: EventRule = EventRule {
    readers: Readers::Everybody,
    text_readers: Readers::Everybody,
    news: News::Applicant,
    tone: EventTone::Plain,
    is_fed: true,
    causes: Causes::Nothing,
};

/// What concerns nobody but the agency that acted.
const INTERNAL: EventRule = EventRule {
    readers: Readers::ActingAgency,
    text_readers: Readers::ActingAgency,
    news: News::Nobody,
    tone: EventTone::Plain,
    is_fed: false,
    causes: Causes::Nothing,
};

/// What an agency's own system reports: it is not told of its own words.
const REPORTED: EventRule = EventRule {
    tone: EventTone::OfState,
    is_fed: false,
    ..PUBLIC
};

/// Who reads an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The applicant, and every agency on the dossier's way.
    Everybody,
    /// The applicant alone.
    Applicant,
    /// The agency that acted alone.
    ActingAgency,
    /// Every agency on the dossier's way, and not the applicant.
    EveryAgency,
}

/// Who looks at a dossier's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Whoever filed the dossier or holds it.
    Applicant,
    /// A clerk of the agency that acted.
    ActingClerk,
    /// A clerk of another agency on the dossier's way.
    OtherClerk,
}

/// To whom an event is news, about which they get a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// To whoever filed the dossier or holds it.
    Applicant,
    Nobody,
}

/// How an event looks in a time-line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventTone {
    /// Like most.
    Plain,
    /// The dossier ended without a result.
    Bad,
    /// As the state to which it led.
    OfState,
}

/// Which jobs an event causes beside letters and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Causes {
    /// None.
    Nothing,
    /// The end of a supplement's term, at this time.
    EndOfTerm(Instant),
    /// Once the dossier is returned, its results are put into the holder's vault. Not at the
    /// decision: a result for which a fee is owed is not the applicant's yet.
    KeepingOfResults,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRule {
    /// Who sees that it happened.
    pub readers: Readers,
    /// Who reads what was written with it.
    pub text_readers: Readers,
    pub news: News,
    /// How it looks.
    pub tone: EventTone,
    /// Whether the partner that decides about the dossier is told of it.
    pub is_fed: bool,
    /// What else follows from it.
    pub causes: Causes,
}

impl Readers {
    /// Whether `reader` is one of them.
    pub const fn include(self, reader: Reader) -> bool {
        match self {
            Self::Everybody => true,
            Self::Applicant => matches!(reader, Reader::Applicant),
            Self::ActingAgency => matches!(reader, Reader::ActingClerk),
            Self::EveryAgency => matches!(reader, Reader::ActingClerk | Reader::OtherClerk),
        }
    }
}
