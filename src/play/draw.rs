//! Chance by the seed: what becomes of a dossier follows from the seed and its code alone, so that a
//! play can be played again.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A stream of decisions.
pub(super) struct Draw(StdRng);

impl Draw {
    /// The stream that belongs to these words.
    pub(super) fn of(seed: u64, words: &[&str]) -> Self {
        Self(StdRng::from_seed(digest(seed, words)))
    }

    /// A number from 0 up to, but not with, `end`; 0 for none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, times: u8) -> bool {
        self.below(100) < u64::from(times)
    }

    /// True so many times in a thousand.
    pub(super) fn per_mille(&mut self, times: u16) -> bool {
        self.below(1_000) < u64::from(times)
    }

    /// One of them; the default only where there are none.
    pub(super) fn one<T: Copy + Default>(&mut self, things: &[T]) -> T {
        let end = u64::try_from(things.len()).unwrap_or(0);
        let place = usize::try_from(self.below(end)).unwrap_or(0);
        things.get(place).copied().unwrap_or_default()
    }
}

/// What nobody guesses who does not know the seed, and what is always the same for who does.
pub(super) fn digest(seed: u64, words: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}
