//! Hashing of passwords: Argon2id (RFC 9106) on threads of its own, a bounded number at a time, so that
//! sign-ins cannot take the machine from everybody else. Each thread uses its memory again: on the threads
//! of the runtime, every one of hundreds would keep some for itself.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::password::{Password, PasswordAttempt};
use crate::kernel::TimeAndChance;

/// Threads; each hash takes 19 MiB and a core for some 20 ms.
const THREADS: usize = 2;
/// Hashes that wait for their turn; more are refused at once, for they would come too late.
const WAITING: usize = 200;
/// How long a thread without work keeps its memory.
const KEEP_MEMORY: Duration = Duration::from_secs(10);
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

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
    work: Sender<Task>,
    places: Arc<Semaphore>,
}

/// What a thread does with its memory.
type Work = Box<dyn FnOnce(&mut Vec<Block>) + Send>;

struct Task {
    work: Work,
    /// Kept while the task waits and runs, also when whoever asked has gone away.
    _place: OwnedSemaphorePermit,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::with_places(THREADS + WAITING)
    }
}

impl Hasher {
    fn with_places(places: usize) -> Self {
        let (work, tasks) = mpsc::channel();
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..THREADS {
            let tasks = Arc::clone(&tasks);
            thread::spawn(move || work_off(&tasks));
        }
        Self {
            work,
            places: Arc::new(Semaphore::new(places)),
        }
    }

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
        self.in_turn(move |memory| {
            // Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
            let scheme = Scheme {
                algorithm: Algorithm::default(),
                version: Version::default(),
                params: Params::default(),
            };
            let hash = scheme.hash(password.expose(), &salt, HASH_BYTES, memory)?;
            scheme.written(&salt, hash)
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
        self.in_turn(move |memory| {
            let text = stored.as_ref().map_or(NOBODY, PasswordHash::as_str);
            let kept = phc::PasswordHash::new(text).map_err(|_| HasherError::Failed)?;
            let (Some(salt), Some(expected)) = (kept.salt, kept.hash) else {
                return Err(HasherError::Failed);
            };
            let scheme = Scheme::of(&kept)?;
            let hash = scheme.hash(attempt.expose(), &salt, expected.len(), memory)?;
            // Compared in constant time.
            Ok(hash == expected && stored.is_some())
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T, HasherError> + Send + 'static,
    ) -> Result<T, HasherError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| HasherError::Busy)?;
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |memory| {
            // Nobody waits any more: the request was given up before its turn.
            if !answer.is_closed() {
                drop(answer.send(work(memory)));
            }
        });
        let task = Task {
            work,
            _place: place,
        };
        self.work.send(task).map_err(|_| HasherError::Failed)?;
        answered.await.map_err(|_| HasherError::Failed)?
    }
}

/// Works until the last hasher is gone.
fn work_off(tasks: &Mutex<Receiver<Task>>) {
    let mut memory = Vec::new();
    loop {
        let next = {
            let tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.recv_timeout(KEEP_MEMORY)
        };
        match next {
            Ok(task) => (task.work)(&mut memory),
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The way in which a hash is made.
struct Scheme {
    algorithm: Algorithm,
    version: Version,
    params: Params,
}

impl Scheme {
    /// That of a hash that was made earlier, perhaps with other parameters.
    fn of(kept: &phc::PasswordHash) -> Result<Self, HasherError> {
        let failed = |_| HasherError::Failed;
        let version = kept.version.map(Version::try_from).transpose();
        Ok(Self {
            algorithm: Algorithm::try_from(kept.algorithm.as_str()).map_err(failed)?,
            version: version
                .map_err(|_| HasherError::Failed)?
                .unwrap_or_default(),
            params: Params::try_from(kept).map_err(failed)?,
        })
    }

    fn hash(
        &self,
        password: &str,
        salt: &[u8],
        length: usize,
        memory: &mut Vec<Block>,
    ) -> Result<phc::Output, HasherError> {
        memory.resize(self.params.block_count(), Block::default());
        let mut buffer = [0; phc::Output::MAX_LENGTH];
        let hash = buffer.get_mut(..length).ok_or(HasherError::Failed)?;
        Argon2::new(self.algorithm, self.version, self.params.clone())
            .hash_password_into_with_memory(password.as_bytes(), salt, hash, memory.as_mut_slice())
            .map_err(|_| HasherError::Failed)?;
        phc::Output::new(hash).map_err(|_| HasherError::Failed)
    }

    fn written(&self, salt: &[u8], hash: phc::Output) -> Result<PasswordHash, HasherError> {
        let failed = || HasherError::Failed;
        let params = phc::ParamsString::try_from(&self.params).map_err(|_| failed())?;
        let hash = phc::PasswordHash {
            algorithm: self.algorithm.ident(),
            version: Some(self.version.into()),
            params,
            salt: Some(phc::Salt::new(salt).map_err(|_| failed())?),
            hash: Some(hash),
        };
        Ok(PasswordHash(hash.to_string()))
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
    async fn a_hash_of_earlier_parameters_opens_still() {
        let scheme = Scheme {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: Params::new(64, 1, 1, None).unwrap(),
        };
        let hash = scheme
            .hash("mật khẩu cũ", b"salt1234", 24, &mut Vec::new())
            .unwrap();
        let hash = scheme.written(b"salt1234", hash).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let hasher = Hasher::default();
        let attempt = PasswordAttempt::new("mật khẩu cũ");
        assert_eq!(hasher.is_right(attempt, Some(hash)).await, Ok(true));
    }

    #[tokio::test]
    async fn too_many_are_refused_at_once() {
        let hasher = Hasher::with_places(0);
        let outcome = hasher.is_right(PasswordAttempt::new("x"), None).await;
        assert_eq!(outcome, Err(HasherError::Busy));
    }
}
