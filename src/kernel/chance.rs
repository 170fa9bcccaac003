//! Randomness as an argument: the operating system's in service, a seeded stream where rows must
//! come out the same again.

use std::sync::{Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::{Builder, Uuid};

use super::Instant;

/// A source of randomness.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with random values.
    fn fill(&self, bytes: &mut [u8]);

    /// A UUIDv7 of `now`; those of one source and one millisecond keep their order.
    fn uuid_v7(&self, now: Instant) -> Uuid;
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemChance {
    sequence: Sequence,
}

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no token of this process can be trusted, so it must not go on.
        if SysRng.try_fill_bytes(bytes).is_err() {
            std::process::abort();
        }
    }

    fn uuid_v7(&self, now: Instant) -> Uuid {
        let mut tail = [0; 10];
        self.fill(&mut tail);
        self.sequence.next(now, tail)
    }
}

/// A stream that is the same for the same seed.
#[derive(Debug)]
pub struct SeededChance {
    stream: Mutex<StdRng>,
    sequence: Sequence,
}

impl SeededChance {
    /// A stream from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            stream: Mutex::new(StdRng::seed_from_u64(seed)),
            sequence: Sequence::default(),
        }
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.stream
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }

    fn uuid_v7(&self, now: Instant) -> Uuid {
        let mut tail = [0; 10];
        self.fill(&mut tail);
        self.sequence.next(now, tail)
    }
}

/// Counts the identifiers of one millisecond (RFC 9562, section 6.2, method 1).
#[derive(Debug, Default)]
struct Sequence(Mutex<(u64, u16)>);

/// What the twelve bits after the millisecond can count to.
const LAST_OF_MILLISECOND: u16 = 0x0fff;

impl Sequence {
    fn next(&self, now: Instant, mut tail: [u8; 10]) -> Uuid {
        let millis = u64::try_from(now.utc().timestamp_millis()).unwrap_or(0);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = match *last {
            (at, LAST_OF_MILLISECOND) if at == millis => (millis + 1, 0),
            (at, count) if at == millis => (millis, count + 1),
            _ => (millis, 0),
        };
        let (at, count) = *last;
        let [high, low] = count.to_be_bytes();
        let [first, second, ..] = &mut tail;
        (*first, *second) = (high, low);
        Builder::from_unix_timestamp_millis(at, &tail).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let chance = SeededChance::new(1);
        let now: Instant = "2026-11-22T01:00:00Z".parse().unwrap();
        let ids: Vec<Uuid> = (0..4_096).map(|_| chance.uuid_v7(now)).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
    }

    #[test]
    fn a_seed_gives_the_same_stream() {
        let (mut one, mut other) = ([0; 16], [0; 16]);
        SeededChance::new(7).fill(&mut one);
        SeededChance::new(7).fill(&mut other);
        assert_eq!(one, other);
    }
}
