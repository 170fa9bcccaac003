//! Hashing of passwords: Argon2id (RFC 9106) off the request threads, a bounded number at a time,
//! so that sign-ins cannot take the machine from everybody else.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{Error as ArgonError, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::password::{Password, PasswordAttempt};
use crate::kernel::TimeAndChance;

/// Hashes at the same time; each takes 19 MiB and a core for some 20 ms (`reference/stack.md`).
const AT_ONCE: usize = 2;
/// Hashes that wait for their turn; more are refused at once, for they would come too late.
const WAITING: usize = 200;
const SALT_BYTES: usize = 16;

/// The hash of nobody's password, of the same cost as all others: compared with where there is no
/// account, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWlzLWhlcmUwMA$\
                      YWNjb3VudHMgb2Ygbm9ib2R5IGhhdmUgbm8gcGFzc3c";

/// A password's hash under a salt of its own, in PHC form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The hash that was stored.
    pub(super) const fn stored(text: String) -> Self {
        Self(text)
    }

    /// As it is stored.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Why a password could not be hashed or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HasherError {
    /// Too many are waiting already.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// The algorithm failed, or a stored hash is none.
    #[error("a password could not be hashed")]
    Failed,
}

/// Hashes and compares passwords.
#[derive(Clone)]
pub struct Hasher {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Hasher {
    /// Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
    fn default() -> Self {
        Self {
            argon: Argon2::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }
}

impl Hasher {
    /// The hash of a password under a new salt.
    ///
    /// # Errors
    /// [`HasherError`].
    pub async fn hash(
        &self,
        moment: &TimeAndChance,
        password: Password,
    ) -> Result<PasswordHash, HasherError> {
        let salt = moment.secret::<SALT_BYTES>();
        self.in_turn(move |argon| {
            let hash: phc::PasswordHash = argon
                .hash_password_with_salt(password.expose().as_bytes(), &salt)
                .map_err(|_| HasherError::Failed)?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// Whether `attempt` is the password of `stored`; where there is none it is not, after the same
    /// work.
    pub(super) async fn is_right(
        &self,
        attempt: PasswordAttempt,
        stored: Option<PasswordHash>,
    ) -> Result<bool, HasherError> {
        self.in_turn(move |argon| {
            let hash = phc::PasswordHash::new(stored.as_ref().map_or(NOBODY, PasswordHash::as_str))
                .map_err(|_| HasherError::Failed)?;
            match argon.verify_password(attempt.expose().as_bytes(), &hash) {
                Ok(()) => Ok(stored.is_some()),
                Err(ArgonError::PasswordInvalid) => Ok(false),
                Err(_) => Err(HasherError::Failed),
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, HasherError> + Send + 'static,
    ) -> Result<T, HasherError> {
        let _place = self.places.try_acquire().map_err(|_| HasherError::Busy)?;
        // The turn goes along with the work: when the request is given up, the work goes on, and
        // only its end makes room for the next.
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| HasherError::Failed)?;
        let argon = self.argon.clone();
        tokio::task::spawn_blocking(move || {
            let outcome = work(&argon);
            drop(turn);
            outcome
        })
        .await
        .map_err(|_| HasherError::Failed)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::OwnData;
    use crate::kernel::SeededChance;

    fn moment() -> TimeAndChance {
        TimeAndChance::at(
            "2026-11-22T01:00:00Z".parse().unwrap(),
            Arc::new(SeededChance::new(9)),
        )
    }

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let hasher = Hasher::default();
        let password = Password::choose("mưa rơi trên mái", &OwnData::default()).unwrap();
        let hash = hasher.hash(&moment(), password).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$"));
        let right = PasswordAttempt::new("mưa rơi trên mái");
        assert_eq!(
            hasher.is_right(right.clone(), Some(hash.clone())).await,
            Ok(true)
        );
        let wrong = PasswordAttempt::new("mưa rơi trên mai");
        assert_eq!(hasher.is_right(wrong, Some(hash)).await, Ok(false));
        assert_eq!(hasher.is_right(right, None).await, Ok(false));
    }

    #[tokio::test]
    async fn comparing_with_nobody_costs_the_same() {
        let hasher = Hasher::default();
        let password = Password::choose("mưa rơi trên mái", &OwnData::default()).unwrap();
        let hash = hasher.hash(&moment(), password).await.unwrap();
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(NOBODY), cost(hash.as_str()));
        let (nobody, real) = (
            phc::PasswordHash::new(NOBODY).unwrap(),
            phc::PasswordHash::new(hash.as_str()).unwrap(),
        );
        assert_eq!(nobody.hash.unwrap().len(), real.hash.unwrap().len());
        assert_eq!(nobody.salt.unwrap().len(), real.salt.unwrap().len());
    }

    #[tokio::test]
    async fn too_many_are_refused_at_once() {
        let hasher = Hasher {
            places: Arc::new(Semaphore::new(0)),
            ..Hasher::default()
        };
        let outcome = hasher.is_right(PasswordAttempt::new("x"), None).await;
        assert_eq!(outcome, Err(HasherError::Busy));
    }
}
