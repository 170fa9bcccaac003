//! Whether a code shows the second factor of an account. It is counted before it is looked at, and of
//! several at the same moment each waits for the one before (`store::factor_for_update`).

use crate::accounts::throttle::{self, Bucket};
use crate::accounts::{CodeAttempt, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::AccountId;
use crate::storage::{self, Tx};

/// A code that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RightCode {
    Authenticator,
    Recovery,
}

/// Why a code does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongCode {
    /// It is not the account's, or the account has no second factor.
    Wrong,
    /// It was right, and was used before.
    Used,
    /// There were too many tries.
    Wait { seconds: i64 },
}

/// Looks at a code. It is counted against `target`, which the right code clears, and against what is
/// `shared` with others. A refusal is no error: what it counts and records must be committed.
pub(super) fn check_code(
    tx: &mut Tx<'_>,
    cx: &Context,
    account: AccountId,
    code: &CodeAttempt,
    target: &Bucket,
    shared: &[Bucket],
) -> storage::Result<Result<RightCode, WrongCode>> {
    let Some(factor) = store::factor_for_update(tx, account)? else {
        return Ok(Err(WrongCode::Wrong));
    };
    let counted = [std::slice::from_ref(target), shared].concat();
    // The account's row is locked, so tries at the same moment see each other's count.
    if let Some(seconds) = throttle::wait(tx, &counted, cx.now())? {
        return Ok(Err(WrongCode::Wait { seconds }));
    }
    throttle::record_failure(tx, &counted, cx.now())?;
    let looked_at = match code {
        CodeAttempt::Authenticator(digits) => match factor.secret.step_of(digits, cx.now()) {
            Some(step) if store::use_step(tx, account, step)? => Ok(RightCode::Authenticator),
            Some(_) => Err(WrongCode::Used),
            None => Err(WrongCode::Wrong),
        },
        CodeAttempt::Recovery(code) if store::use_recovery_code(tx, account, code, cx.now())? => {
            Ok(RightCode::Recovery)
        }
        CodeAttempt::Recovery(code) if store::has_recovery_code(tx, account, code)? => {
            Err(WrongCode::Used)
        }
        CodeAttempt::Recovery(_) => Err(WrongCode::Wrong),
    };
    let action = match looked_at {
        Ok(RightCode::Authenticator) => None,
        Ok(RightCode::Recovery) => Some(AuditAction::RecoveryCodeUsed),
        Err(_) => Some(AuditAction::SecondFactorRefused),
    };
    if let Some(action) = action {
        journal::record(tx, &cx.moment, &JournalEntry::new(action, account, account))?;
    }
    if looked_at.is_ok() {
        throttle::clear(tx, target)?;
        throttle::take_back(tx, shared)?;
    }
    Ok(looked_at)
}
