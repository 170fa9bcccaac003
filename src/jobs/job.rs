//! The one enum of jobs. Payloads are ids and numbers, never personal data: rows of this table
//! are read by operators and written to logs.

use serde::{Deserialize, Serialize};

use crate::kernel::{
    AccountId, AgencyId, AttachmentId, DossierId, Instant, LetterId, PartnerId, QuarantineId,
};

/// Something to be done after the commit that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Deliver a letter that is written.
    SendLetter {
        /// The letter.
        letter: LetterId,
    },
    /// Write the applicant's letter about an event.
    WriteDossierLetter {
        /// The dossier.
        dossier: DossierId,
        /// The event.
        seq: i32,
    },
    /// Put the results of a decision into the holder's vault.
    KeepResults {
        /// The dossier.
        dossier: DossierId,
        /// The event.
        seq: i32,
    },
    /// Deal the agency's feed a position for an event.
    FeedAgency {
        /// The agency whose feed it is.
        agency: AgencyId,
        /// The dossier.
        dossier: DossierId,
        /// The event.
        seq: i32,
    },
    /// Tell the partner whose system decides about a dossier of an event.
    PushToPartner {
        /// The partner.
        partner: PartnerId,
        /// The dossier.
        dossier: DossierId,
        /// The event.
        seq: i32,
    },
    /// Fetch a file that a partner offers by its address.
    FetchPartnerFile {
        /// The partner.
        partner: PartnerId,
        /// The dossier.
        dossier: DossierId,
        /// The file's row.
        file: AttachmentId,
    },
    /// Try a quarantined message again, now that what it waited for is there.
    ReplayMessage {
        /// The message.
        quarantined: QuarantineId,
    },
    /// Tie dossiers that partners sent to an account that now owns their holder's number.
    ClaimDossiers {
        /// The account.
        account: AccountId,
    },
    /// Stop the dossier if the supplement asked for by this event has not come by its term.
    EndSupplementTerm {
        /// The dossier.
        dossier: DossierId,
        /// The event that asked.
        seq: i32,
    },
    /// Remove what has run out: sessions, tokens, throttles, forgotten drafts, files of nobody.
    Sweep,
}

const PUSH: &str = "push_to_partner";
const FETCH: &str = "fetch_partner_file";

impl Job {
    /// The partner whose machine the job needs; none for what is done in the house.
    pub const fn party(&self) -> Option<PartnerId> {
        match self {
            Self::PushToPartner { partner, .. } | Self::FetchPartnerFile { partner, .. } => {
                Some(*partner)
            }
            _ => None,
        }
    }

    /// The dossier that it is about, if it is about one.
    pub const fn dossier(&self) -> Option<DossierId> {
        match self {
            Self::WriteDossierLetter { dossier, .. }
            | Self::KeepResults { dossier, .. }
            | Self::FeedAgency { dossier, .. }
            | Self::PushToPartner { dossier, .. }
            | Self::FetchPartnerFile { dossier, .. }
            | Self::EndSupplementTerm { dossier, .. } => Some(*dossier),
            Self::SendLetter { .. }
            | Self::ReplayMessage { .. }
            | Self::ClaimDossiers { .. }
            | Self::Sweep => None,
        }
    }

    /// The name in the table's `kind` column.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendLetter { .. } => "send_letter",
            Self::WriteDossierLetter { .. } => "write_dossier_letter",
            Self::KeepResults { .. } => "keep_results",
            Self::FeedAgency { .. } => "feed_agency",
            Self::PushToPartner { .. } => PUSH,
            Self::FetchPartnerFile { .. } => FETCH,
            Self::ReplayMessage { .. } => "replay_message",
            Self::ClaimDossiers { .. } => "claim_dossiers",
            Self::EndSupplementTerm { .. } => "end_supplement_term",
            Self::Sweep => "sweep",
        }
    }
}

/// Whose jobs are leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those done in the house.
    App,
    /// What a partner is told.
    Pushes(PartnerId),
    /// The files that a partner offers.
    Fetches(PartnerId),
}

impl Whose {
    /// The partner, and the kind of its jobs.
    pub(super) const fn party(self) -> Option<(PartnerId, &'static str)> {
        match self {
            Self::App => None,
            Self::Pushes(partner) => Some((partner, PUSH)),
            Self::Fetches(partner) => Some((partner, FETCH)),
        }
    }
}

/// Jobs of one lane run one after the other, in order of their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The lane's name.
    pub name: String,
    /// The place in it.
    pub position: i64,
}

impl Lane {
    /// Letters about a dossier leave in the order of its events.
    pub fn dossier_letters(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("letters/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// What a dossier's events do inside the house.
    pub fn dossier(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("dossier/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// Feed positions of one agency are dealt one at a time.
    pub fn feed(agency: AgencyId) -> Self {
        Self {
            name: format!("feed/{agency}"),
            position: 0,
        }
    }

    /// A partner is told of a dossier's events in their order; of different dossiers at once.
    pub fn push(dossier: DossierId, seq: i32) -> Self {
        Self {
            name: format!("push/{dossier}"),
            position: i64::from(seq),
        }
    }

    /// A lane of its own, for what waits for nothing.
    pub fn alone(what: impl std::fmt::Display) -> Self {
        Self {
            name: format!("alone/{what}"),
            position: 0,
        }
    }
}

/// A job that is to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What to do.
    pub job: Job,
    /// In which order.
    pub lane: Lane,
    /// Not before.
    pub run_at: Instant,
}
