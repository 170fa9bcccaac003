//! What each act is done with: texts, amounts, files and ids as the clerk or applicant gave them.

use chrono::NaiveDate;

use super::Act;
use crate::dossiers::store::ResultFile;
use crate::kernel::{AccountId, Dong, FeeId, HandlingUnitId, SupplementId};

/// An act that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActInput {
    /// Accept the dossier.
    Accept {
        /// A due date set by the clerk: a working day, not later than the law's term where there is
        /// one.
        due_on: Option<NaiveDate>,
        /// A word to the applicant.
        note: String,
    },
    /// Hand the result to the applicant: collected at the desk, or delivered.
    Return,
    /// Decide the dossier. An electronic result that should come on the portal is returned at once,
    /// unless a fee is still owed.
    Decide {
        /// What the result is.
        title: String,
        /// Its file; none for a result on paper.
        file: Option<ResultFile>,
        /// A word to the applicant.
        note: String,
    },
    /// Hand it to a unit, an officer, or both, of the same agency.
    Forward {
        unit: Option<HandlingUnitId>,
        officer: Option<AccountId>,
        /// A word to them; the applicant does not read it.
        note: String,
    },
    /// Ask for a supplement.
    RequestSupplement {
        /// What is asked for; the applicant reads it.
        what: String,
    },
    /// Ask for a payment. The clock goes on: a payment suspends it only where the procedure says so.
    RequestPayment {
        label: String,
        /// How much.
        amount: Dong,
    },
    /// Write a note for the agency itself.
    AddNote {
        /// What is written.
        text: String,
    },
    /// Refuse to accept it.
    Refuse {
        /// Why; the applicant reads it.
        reason: String,
    },
    /// Stop the work.
    Stop {
        /// Why; the applicant reads it.
        reason: String,
    },
    /// Mark a fee as paid: with the amount that was asked for, with what was paid where that was not
    /// known before, or with nothing where the person is exempt.
    MarkFeePaid {
        fee: FeeId,
        /// What was paid.
        amount: Dong,
    },
    /// Answer the awaited supplement request, with a text, papers that were attached before, or both.
    AnswerSupplement {
        /// The text.
        answer: String,
    },
    /// End the term of a supplement that did not come.
    EndSupplementTerm {
        /// The request.
        supplement: SupplementId,
    },
    /// Take the dossier back.
    Withdraw {
        /// Why, if the applicant says so.
        reason: String,
    },
}

impl ActInput {
    pub const fn act(&self) -> Act {
        match self {
            Self::Accept { .. } => Act::Accept,
            Self::Return => Act::Return,
            Self::Decide { .. } => Act::Decide,
            Self::Forward { .. } => Act::Forward,
            Self::RequestSupplement { .. } => Act::RequestSupplement,
            Self::RequestPayment { .. } => Act::RequestPayment,
            Self::AddNote { .. } => Act::AddNote,
            Self::Refuse { .. } => Act::Refuse,
            Self::Stop { .. } => Act::Stop,
            Self::MarkFeePaid { .. } => Act::MarkFeePaid,
            Self::AnswerSupplement { .. } => Act::AnswerSupplement,
            Self::EndSupplementTerm { .. } => Act::EndSupplementTerm,
            Self::Withdraw { .. } => Act::Withdraw,
        }
    }
}
