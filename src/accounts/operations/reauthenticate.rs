//! Asking for the password once more before something that would let a stranger at an open
//! browser take the account over.

use crate::accounts::throttle::{self, Bucket};
use crate::accounts::tries::{TooManyTries, count_try};
use crate::accounts::{Account, Error, Hasher, PasswordAttempt, store};
use crate::context::Context;
use crate::storage::Storage;

/// Why the act does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReauthenticationRefusal {
    /// The password is not the account's.
    WrongPassword,
    /// There were too many tries.
    Wait {
        /// Seconds after which the next try is welcome.
        seconds: i64,
    },
    /// The account changed meanwhile, or is closed.
    Stale,
}

/// The proof that who asks has just shown the password of their account.
#[derive(Debug, Clone)]
pub struct Reauthenticated(Account);

impl Reauthenticated {
    /// The account, as it was then.
    pub(super) const fn account(&self) -> &Account {
        &self.0
    }
}

/// Compares the password with that of the account that asks.
///
/// # Errors
/// [`ReauthenticationRefusal`], or a fault.
pub async fn reauthenticate(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    password: PasswordAttempt,
) -> Result<Reauthenticated, Error<ReauthenticationRefusal>> {
    let stale = || Error::Refused(ReauthenticationRefusal::Stale);
    let (id, now) = (cx.account().ok_or_else(stale)?, cx.now());
    let target = Bucket::target(storage.keys(), "accounts.reauthentication", &id.to_string());
    let counted = target.clone();
    let (account, hash) = storage
        .writing(move |tx| {
            count_try(tx, std::slice::from_ref(&counted), now).map_err(|error| error.map(waits))?;
            let account = store::account(tx, id)?.ok_or_else(stale)?;
            Ok::<_, Error<ReauthenticationRefusal>>((account, store::password_hash(tx, id)?))
        })
        .await?;
    if !hasher.is_right(password, hash).await? {
        return Err(Error::Refused(ReauthenticationRefusal::WrongPassword));
    }
    storage
        .writing(move |tx| throttle::clear(tx, &target))
        .await?;
    Ok(Reauthenticated(account))
}

const fn waits(TooManyTries { seconds }: TooManyTries) -> ReauthenticationRefusal {
    ReauthenticationRefusal::Wait { seconds }
}
