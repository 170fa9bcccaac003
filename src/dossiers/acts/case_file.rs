//! A dossier with what acts are decided by beside its row: its fees and supplement requests.

use crate::catalogue::FeeDue;
use crate::dossiers::deadline::Suspension;
use crate::dossiers::dossier::{Dossier, Fee};
use crate::dossiers::lifecycle::State;
use crate::dossiers::store::{self, Attachment, ResultDocument, SupplementRequest};
use crate::kernel::{AccountId, Dong, EventTextId, FeeId, Instant, SupplementId};
use crate::storage::{Conn, Result};

/// A dossier with what an act on it has to know, read in one transaction.
#[derive(Debug, Clone)]
pub struct CaseFile {
    pub dossier: Dossier,
    /// Its fees, in the order in which they arose.
    pub fees: Vec<Fee>,
    /// Its supplement requests, oldest first.
    pub supplements: Vec<SupplementRequest>,
    /// Whether papers were attached for the awaited supplement.
    pub has_new_papers: bool,
}

/// A row beside the dossier's own that an act writes.
#[derive(Debug, Clone)]
pub enum RowChange {
    SupplementAsked(SupplementRequest),
    /// It came.
    SupplementAnswered {
        id: SupplementId,
        /// The text that came with it.
        text: Option<EventTextId>,
        at: Instant,
    },
    /// A fee arose.
    FeeAdded(Fee),
    /// A fee that was known from the filing on is asked for now.
    FeeAsked {
        id: FeeId,
        /// What the agency calls it.
        label: String,
        amount: Dong,
        due: FeeDue,
    },
    /// A fee was paid.
    FeePaid {
        id: FeeId,
        /// How much.
        amount: Dong,
        at: Instant,
        /// Who marked it; nobody where an agency's own system tells of it.
        by: Option<AccountId>,
    },
    /// The dossier led to a result.
    ResultAdded(ResultDocument),
}

impl CaseFile {
    /// A dossier with its fees and requests as they are stored.
    pub(super) fn load(conn: &mut Conn, dossier: Dossier) -> Result<Self> {
        let papers = match dossier.state() {
            State::SupplementRequested => store::attachments_of(conn, dossier.id)?,
            _ => Vec::new(),
        };
        Self::with_papers(conn, dossier, &papers)
    }

    /// The same, where its papers are at hand.
    pub(in crate::dossiers) fn with_papers(
        conn: &mut Conn,
        dossier: Dossier,
        papers: &[Attachment],
    ) -> Result<Self> {
        let mut case = Self {
            fees: store::fees_of(conn, dossier.id)?,
            supplements: store::supplements_of(conn, dossier.id)?,
            has_new_papers: false,
            dossier,
        };
        let awaited = case.awaited().map(|awaited| awaited.id);
        let is_new = |paper: &Attachment| awaited.is_some() && paper.supplement == awaited;
        case.has_new_papers = papers.iter().any(is_new);
        Ok(case)
    }

    /// Whether a fee that is due by then is not paid.
    pub fn owes(&self, due: FeeDue) -> bool {
        self.fees.iter().any(|fee| fee.is_owed_by(due))
    }

    /// The supplement request that waits for its answer.
    pub fn awaited(&self) -> Option<&SupplementRequest> {
        let mut requests = self.supplements.iter();
        requests.rfind(|request| request.answered_at.is_none())
    }

    /// When the clock stood still, an open request until `now`.
    pub(super) fn suspensions(&self, now: Instant) -> Vec<Suspension> {
        let suspension = |request: &SupplementRequest| Suspension {
            from: request.asked_at,
            until: request.answered_at.unwrap_or(now),
        };
        self.supplements.iter().map(suspension).collect()
    }

    /// The file after a row was written.
    pub(super) fn apply(&mut self, change: &RowChange) {
        match change {
            RowChange::SupplementAsked(request) => self.supplements.push(request.clone()),
            RowChange::SupplementAnswered { id, text, at } => {
                let mut requests = self.supplements.iter_mut();
                if let Some(request) = requests.find(|request| request.id == *id) {
                    request.answered_at = Some(*at);
                    request.answer_note = *text;
                }
            }
            RowChange::FeeAdded(fee) => self.fees.push(fee.clone()),
            RowChange::FeeAsked {
                id,
                label,
                amount,
                due,
            } => {
                if let Some(fee) = self.fees.iter_mut().find(|fee| fee.id == *id) {
                    fee.label.clone_from(label);
                    fee.amount = Some(*amount);
                    fee.due = *due;
                }
            }
            RowChange::FeePaid { id, amount, at, by } => {
                if let Some(fee) = self.fees.iter_mut().find(|fee| fee.id == *id) {
                    fee.amount = Some(*amount);
                    fee.paid_at = Some(*at);
                    fee.marked_by = *by;
                }
            }
            RowChange::ResultAdded(_) => {}
        }
    }
}
