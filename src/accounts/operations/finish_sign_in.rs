//! The second step of signing in: the code, after the password.

use super::check_code::{RightCode, WrongCode, check_code};
use super::sign_in::{NewSignIn, open};
use crate::accounts::sessions::SessionToken;
use crate::accounts::throttle::Bucket;
use crate::accounts::{CodeAttempt, KnownBrowser, PendingToken, store};
use crate::context::Context;
use crate::storage::{self, Tx};

/// What somebody sends in the second step.
#[derive(Debug, Clone)]
pub struct SecondStep {
    /// What their browser was given in the first.
    pub pending: PendingToken,
    pub code: CodeAttempt,
    /// The network address from which they try.
    pub address: String,
    /// What their browser shows of earlier sign-ins.
    pub browser: Option<KnownBrowser>,
    /// The session that ends when the new one begins.
    pub session: Option<SessionToken>,
}

/// Why the code opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondStepRefusal {
    /// The first step was too long ago, or is not this browser's, or was finished.
    Gone,
    /// The code is not the account's.
    Wrong,
    /// The code was used before.
    Used,
    /// There were too many tries.
    Wait {
        /// Seconds after which the next try is welcome.
        seconds: i64,
    },
}

impl From<WrongCode> for SecondStepRefusal {
    fn from(wrong: WrongCode) -> Self {
        match wrong {
            WrongCode::Wrong => Self::Wrong,
            WrongCode::Used => Self::Used,
            WrongCode::Wait { seconds } => Self::Wait { seconds },
        }
    }
}

/// Opens a session for who shows the code after the password. A refusal is no error: what it counts
/// and records must be committed.
///
/// # Errors
/// A fault.
pub fn finish_sign_in(
    tx: &mut Tx<'_>,
    cx: &Context,
    step: &SecondStep,
) -> storage::Result<Result<NewSignIn, SecondStepRefusal>> {
    let Some(account) = store::pending_account(tx, &step.pending, cx.now())? else {
        return Ok(Err(SecondStepRefusal::Gone));
    };
    if store::account(tx, account)?.is_none() || !store::has_second_factor(tx, account)? {
        store::drop_pending(tx, &step.pending)?;
        return Ok(Err(SecondStepRefusal::Gone));
    }
    let keys = tx.keys();
    let known = step.browser.as_ref();
    let known = known.filter(|browser| browser.is_of(&keys, account));
    // Whoever guesses elsewhere makes nobody wait who has signed in from this browser before. They know
    // the password, so unlike that the code is counted for the account alone, wherever they are.
    let target = known.map_or_else(|| account.to_string(), KnownBrowser::bucket);
    let target = Bucket::target(&keys, "accounts.second_step", &target);
    let shared = match known {
        Some(_) => Vec::new(),
        None => Bucket::address(&keys, "accounts.second_step.address", &step.address),
    };
    let code = match check_code(tx, cx, account, &step.code, &target, &shared)? {
        Ok(code) => code,
        Err(wrong) => return Ok(Err(wrong.into())),
    };
    if !store::drop_pending(tx, &step.pending)? {
        return Ok(Err(SecondStepRefusal::Gone));
    }
    let new = open(tx, cx, account, step.session.as_ref())?;
    Ok(Ok(NewSignIn {
        by_recovery_code: code == RightCode::Recovery,
        ..new
    }))
}
