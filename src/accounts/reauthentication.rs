//! Asking for the password once more before something that would let a stranger at an open
//! browser take the account over.

use super::password::PasswordAttempt;
use super::store;
use super::{Account, Accounts, Failure};
use crate::kernel::{AccountId, Moment};
use crate::web::throttle::{self, Bucket};

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

/// The account, once its password was shown.
pub(super) async fn reauthenticate(
    accounts: &Accounts,
    moment: &Moment,
    id: AccountId,
    password: PasswordAttempt,
) -> Result<Account, Failure<ReauthenticationRefusal>> {
    let now = moment.now;
    let keys = accounts.storage.keys();
    let target = Bucket::target(keys, "accounts.reauthentication", &id.to_string());
    let counted = target.clone();
    let (account, hash) = accounts
        .storage
        .writing(move |tx| {
            if let Some(seconds) = throttle::wait(tx, std::slice::from_ref(&counted), now)? {
                return Err(Failure::Refused(ReauthenticationRefusal::Wait { seconds }));
            }
            throttle::record_failure(tx, std::slice::from_ref(&counted), now)?;
            let account =
                store::account(tx, id)?.ok_or(Failure::Refused(ReauthenticationRefusal::Stale))?;
            Ok((account, store::password_hash(tx, id)?))
        })
        .await?;
    if !accounts.hasher.is_right(password, hash).await? {
        return Err(Failure::Refused(ReauthenticationRefusal::WrongPassword));
    }
    accounts
        .storage
        .writing(move |tx| throttle::clear(tx, &target))
        .await?;
    Ok(account)
}
