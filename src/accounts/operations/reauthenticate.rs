//! Asking once more who is there, before something that would let a stranger at an open browser take
//! the account over, or do with it what weighs most.

use super::check_code::{WrongCode, check_code};
use crate::accounts::sessions::{self, SessionToken};
use crate::accounts::throttle::{self, Bucket};
use crate::accounts::tries::{TooManyTries, count_try};
use crate::accounts::{Account, CodeAttempt, Error, Hasher, PasswordAttempt, store};
use crate::context::Context;
use crate::storage::Storage;

/// What tries are counted under.
const REAUTHENTICATION: &str = "accounts.reauthentication";

/// Why the act does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReauthenticationRefusal {
    /// The password is not the account's.
    WrongPassword,
    /// The code is not the account's.
    WrongCode,
    /// The code was used before.
    UsedCode,
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
    let target = Bucket::target(storage.keys(), REAUTHENTICATION, &id.to_string());
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

/// What shows who is there.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The password, of an account without a second factor.
    Password(PasswordAttempt),
    /// A code of the second factor.
    Code(CodeAttempt),
}

/// Takes the proof that the owner of the account is at this session, for the next minutes.
///
/// # Errors
/// [`ReauthenticationRefusal`]; it is stale when the account has a second factor by now and the
/// password was shown. Or a fault.
pub async fn confirm_session(
    storage: &Storage,
    hasher: &Hasher,
    cx: &Context,
    session: SessionToken,
    proof: Proof,
) -> Result<(), Error<ReauthenticationRefusal>> {
    let stale = || Error::Refused(ReauthenticationRefusal::Stale);
    let now = cx.now();
    match proof {
        Proof::Password(password) => {
            let shown = reauthenticate(storage, hasher, cx, password).await?;
            storage
                .writing(move |tx| {
                    if store::has_second_factor(tx, shown.account().id)? {
                        return Err(stale());
                    }
                    Ok(sessions::confirm(tx, &session, now)?)
                })
                .await
        }
        Proof::Code(code) => {
            let (id, cx) = (cx.account().ok_or_else(stale)?, cx.clone());
            let target = Bucket::target(storage.keys(), REAUTHENTICATION, &id.to_string());
            let checked = storage.writing(move |tx| {
                let checked = check_code(tx, &cx, id, &code, &target, &[])?;
                if checked.is_ok() {
                    sessions::confirm(tx, &session, now)?;
                }
                Ok::<_, Error<ReauthenticationRefusal>>(checked)
            });
            match checked.await? {
                Ok(_) => Ok(()),
                Err(wrong) => Err(Error::Refused(wrong.into())),
            }
        }
    }
}

impl From<WrongCode> for ReauthenticationRefusal {
    fn from(wrong: WrongCode) -> Self {
        match wrong {
            WrongCode::Wrong => Self::WrongCode,
            WrongCode::Used => Self::UsedCode,
            WrongCode::Wait { seconds } => Self::Wait { seconds },
        }
    }
}

const fn waits(TooManyTries { seconds }: TooManyTries) -> ReauthenticationRefusal {
    ReauthenticationRefusal::Wait { seconds }
}
