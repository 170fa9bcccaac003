//! The present, as an operation is given it.

use std::sync::Arc;

use super::{Chance, Clock, Id, Instant};

/// When an operation runs and where its identifiers and tokens come from. One request or job has
/// one moment, so that all it writes carries the same time.
#[derive(Clone)]
pub struct TimeAndChance {
    /// The time of everything that is written.
    pub now: Instant,
    chance: Arc<dyn Chance>,
}

impl TimeAndChance {
    /// The present by `clock`.
    pub fn of(clock: &dyn Clock, chance: Arc<dyn Chance>) -> Self {
        Self::at(clock.now(), chance)
    }

    /// A given time.
    pub const fn at(now: Instant, chance: Arc<dyn Chance>) -> Self {
        Self { now, chance }
    }

    /// A new identifier.
    pub fn id<K>(&self) -> Id<K> {
        Id::new(self.now, self.chance.as_ref())
    }

    /// Random bytes that nobody can guess.
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }
}
