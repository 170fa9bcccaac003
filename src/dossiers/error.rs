//! Why an operation on a dossier did not happen.

use super::acts::ActBlocked;
use super::applying::{NotTheirs, WizardStep};
use super::lifecycle::NotNow;
use crate::jobs::Failed;
use crate::storage::{self, StorageFailure};

/// A refusal, or a fault of storage.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such dossier for this viewer.
    #[error("no such dossier for this viewer")]
    NotFound,
    /// The dossier has changed since the viewer saw it.
    #[error("the dossier has changed meanwhile")]
    Stale,
    /// Something stands in the way of the act.
    #[error(transparent)]
    Blocked(#[from] ActBlocked),
    /// The portal does not take the procedure, or not for this agency, any more.
    #[error("the portal does not take this application")]
    NotTaken,
    /// Nobody answers what is filed with the agency.
    #[error("nobody answers for the agency")]
    NobodyAnswers,
    /// The applicant's kind of account does not apply for the procedure.
    #[error(transparent)]
    NotTheirs(#[from] NotTheirs),
    /// A step of the application is not done.
    #[error("the application is not complete at {step:?} ({field:?})")]
    Incomplete {
        /// The first step where something is left to do.
        step: WizardStep,
        /// The first question of the form that is not answered rightly, where it is one.
        field: Option<String>,
    },
    /// The account has as many applications that are not filed as it may.
    #[error("the account has {most} drafts already")]
    TooManyDrafts { most: i64 },
    /// The account has begun as many applications lately as it may.
    #[error("the account may begin another application in {seconds} s")]
    TooFast {
        /// Seconds after which it may.
        seconds: i64,
    },
    /// Something in what was given is wrong.
    #[error("{field}: {}", problem.key())]
    Invalid {
        /// The field of the form.
        field: &'static str,
        /// What is wrong with it.
        problem: Problem,
    },
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

/// What is wrong with a field of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// It must be given.
    Missing,
    /// It is longer than may be.
    TooLong,
    /// It is not among the choices.
    UnknownChoice,
    /// It lies in the past.
    InThePast,
    /// The agency does not work on that day.
    DayOff,
    /// It is later than the term that the law sets.
    BeyondTerm,
    /// It is so far away that it is a slip of the pen.
    TooFar,
    /// The applicant waits for a file on the portal: one is needed, or a word on why there is none.
    NoFileForPortal,
    /// A result is a PDF or an image, which nobody changes by accident.
    NotAResult,
    /// It must be more than nothing.
    NotPositive,
    /// It is more than is ever asked for or taken at once.
    TooMuch,
    /// It is less than the fee.
    LessThanFee,
    /// It is more than the fee.
    MoreThanFee,
    /// It has no official code, which numbers are built from.
    NoCode,
}

impl Problem {
    /// The problem's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::UnknownChoice => "unknown_choice",
            Self::InThePast => "in_the_past",
            Self::DayOff => "day_off",
            Self::BeyondTerm => "beyond_term",
            Self::TooFar => "too_far",
            Self::NoFileForPortal => "no_file_for_portal",
            Self::NotAResult => "not_a_result",
            Self::NotPositive => "not_positive",
            Self::TooMuch => "too_much",
            Self::LessThanFee => "less_than_fee",
            Self::MoreThanFee => "more_than_fee",
            Self::NoCode => "no_code",
        }
    }
}

/// The outcome of an operation.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A field is wrong.
    pub const fn invalid(field: &'static str, problem: Problem) -> Self {
        Self::Invalid { field, problem }
    }

    /// A fee that comes first is not paid.
    pub(super) const fn unpaid() -> Self {
        Self::Blocked(ActBlocked::Unpaid)
    }

    /// The agency's own system decides.
    pub(super) const fn elsewhere() -> Self {
        Self::Blocked(ActBlocked::Elsewhere)
    }
}

impl From<NotNow> for Error {
    fn from(not_now: NotNow) -> Self {
        Self::Blocked(ActBlocked::NotNow(not_now))
    }
}

impl StorageFailure for Error {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            _ => None,
        }
    }
}

/// A refusal in a job, whose text names no person.
impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}
