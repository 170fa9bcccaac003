//! Setting up a second factor, or another in the place of the one that there is.

use chrono::Duration;

use crate::accounts::letters::{self, Message, Recipient};
use crate::accounts::sessions::{self, SessionToken};
use crate::accounts::store::Factor;
use crate::accounts::{CodeAttempt, Error, FactorSeed, RecoveryCode, TotpSecret, store};
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, Instant};
use crate::storage::{self, Tx};

/// A form that comes again within this time is the second press of its button.
const SECOND_PRESS: Duration = Duration::minutes(1);

/// Why no second factor is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorRefusal {
    /// The code is not that of the secret that was shown.
    Wrong,
    /// The account is closed, or has no second factor that could be changed.
    Gone,
}

/// Sets the second factor that `seed` means, of which `code` shows that the authenticator has it, and
/// gives its recovery codes. Who asks has shown who they are within the last minutes.
///
/// # Errors
/// [`FactorRefusal`], or a fault.
pub fn set_second_factor(
    tx: &mut Tx<'_>,
    cx: &Context,
    session: &SessionToken,
    seed: FactorSeed,
    code: &CodeAttempt,
) -> Result<Vec<RecoveryCode>, Error<FactorRefusal>> {
    let gone = || Error::Refused(FactorRefusal::Gone);
    let id = cx.account().ok_or_else(gone)?;
    let account = store::account(tx, id)?.ok_or_else(gone)?;
    let keys = tx.keys();
    let secret = seed.secret(&keys, id).ok_or_else(gone)?;
    let step = match code {
        CodeAttempt::Authenticator(digits) => secret.step_of(digits, cx.now()),
        CodeAttempt::Recovery(_) => None,
    };
    let step = step.ok_or(Error::Refused(FactorRefusal::Wrong))?;
    let codes = seed.recovery_codes(&keys, id);
    if !put(tx, id, &secret, step, cx.now())? {
        return Ok(codes);
    }
    store::set_recovery_codes(tx, id, &codes)?;
    sessions::confirm(tx, session, cx.now())?;
    let entry = JournalEntry::new(AuditAction::SecondFactorSet, id, id);
    journal::record(tx, &cx.moment, &entry)?;
    let to = Recipient::from(&account);
    letters::post(tx, cx, to, Message::SecondFactorSet)?;
    Ok(codes)
}

/// Makes this the account's second factor. False when it has just become so.
fn put(
    tx: &mut Tx<'_>,
    account: AccountId,
    secret: &TotpSecret,
    step: i64,
    now: Instant,
) -> storage::Result<bool> {
    if store::add_factor(tx, account, secret, step, now)? {
        return Ok(true);
    }
    let is_second_press =
        |known: &Factor| known.secret == *secret && now.since(known.confirmed_at) < SECOND_PRESS;
    if store::factor_for_update(tx, account)?.is_some_and(|known| is_second_press(&known)) {
        return Ok(false);
    }
    store::replace_factor(tx, account, secret, step, now)?;
    Ok(true)
}

/// Makes the recovery codes that `seed` means those of the account; the ones before open nothing any
/// more. Who asks has shown who they are within the last minutes.
///
/// # Errors
/// [`FactorRefusal::Gone`], or a fault.
pub fn renew_recovery_codes(
    tx: &mut Tx<'_>,
    cx: &Context,
    seed: FactorSeed,
) -> Result<Vec<RecoveryCode>, Error<FactorRefusal>> {
    let gone = || Error::Refused(FactorRefusal::Gone);
    let id = cx.account().ok_or_else(gone)?;
    store::factor_for_update(tx, id)?.ok_or_else(gone)?;
    let codes = seed.recovery_codes(&tx.keys(), id);
    // A second press shows the codes that the first made, used ones stay used.
    if let Some(first) = codes.first()
        && store::has_recovery_code(tx, id, first)?
    {
        return Ok(codes);
    }
    store::set_recovery_codes(tx, id, &codes)?;
    let entry = JournalEntry::new(AuditAction::RecoveryCodesMade, id, id);
    journal::record(tx, &cx.moment, &entry)?;
    Ok(codes)
}
