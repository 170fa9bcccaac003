//! Why a job was not done.

use super::retry::Verdict;
use crate::kernel::Instant;
use crate::storage;

/// What came of an attempt.
pub type Outcome = Result<(), Failed>;

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What becomes of the job; none leaves it to the kind's retry policy.
    pub verdict: Option<Verdict>,
    /// The reason. It is kept with the job and logged, so it holds no personal data.
    pub why: String,
}

impl Failed {
    /// It is tried again as the kind's retry policy says.
    pub fn new(why: impl Into<String>) -> Self {
        Self {
            verdict: None,
            why: why.into(),
        }
    }

    /// No later attempt helps: a person has to see to it.
    pub fn for_good(why: impl Into<String>) -> Self {
        Self {
            verdict: Some(Verdict::Dead),
            why: why.into(),
        }
    }

    /// It was not the job that failed: it is tried again then, and the attempt does not count.
    pub fn postponed(until: Instant, why: impl Into<String>) -> Self {
        Self {
            verdict: Some(Verdict::Postpone(until)),
            why: why.into(),
        }
    }
}

impl From<storage::Error> for Failed {
    fn from(error: storage::Error) -> Self {
        Self::new(error.to_string())
    }
}
