//! When the state may become sure that an account is who it says it is.

use super::account::Account;
use super::assurance::AssuranceRecord;
use crate::kernel::{AccountId, Instant};

/// Why an account is not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerificationRefusal {
    /// There is no such account.
    NoAccount,
    /// The clerk's role does not allow it.
    NotYours,
    /// Nobody verifies themselves.
    OwnAccount,
    /// It is verified.
    Already,
    /// A clerk's account has no number that could be compared with a paper.
    NoNumber,
    /// The paper that was seen does not show who owns an account of this kind.
    WrongPaper,
    /// Another account owns the number.
    NumberTaken,
}

impl VerificationRefusal {
    /// The name of this kind, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::NotYours => "not_yours",
            Self::OwnAccount => "own_account",
            Self::Already => "already",
            Self::NoNumber => "no_number",
            Self::WrongPaper => "wrong_paper",
            Self::NumberTaken => "number_taken",
        }
    }
}

/// The standing of `account` once its paper was seen, with the number that it then owns. Whether
/// the number is free is for storage to say.
///
/// # Errors
/// Why it cannot be verified.
pub(super) fn verified(
    account: &Account,
    by: Option<AccountId>,
    now: Instant,
) -> Result<(AssuranceRecord, &str), VerificationRefusal> {
    if by == Some(account.id) {
        return Err(VerificationRefusal::OwnAccount);
    }
    if let AssuranceRecord::Verified { .. } = account.standing {
        return Err(VerificationRefusal::Already);
    }
    let number = account
        .identity
        .number()
        .ok_or(VerificationRefusal::NoNumber)?;
    Ok((AssuranceRecord::Verified { at: now, by }, number))
}
