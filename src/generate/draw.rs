//! Chance by the seed: every account and every dossier has a stream of its own, so that each can be
//! made without those before it, and nothing need be kept.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::kernel::{Chance, Instant, SeededChance, TimeAndChance};

/// What a stream is for; streams of different purposes do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Party = 1,
    Clerk = 2,
    Dossier = 3,
    Ranking = 4,
}

/// A stream of decisions.
pub(super) struct Draw {
    decisions: StdRng,
    identifiers: Arc<dyn Chance>,
}

impl Draw {
    /// The stream of one thing.
    pub(super) fn of(seed: u64, purpose: Purpose, index: u64) -> Self {
        let own = mixed(mixed(seed ^ ((purpose as u64) << 56)) ^ index);
        Self {
            decisions: StdRng::seed_from_u64(own),
            identifiers: Arc::new(SeededChance::new(!own)),
        }
    }

    /// A moment whose identifiers come from this stream.
    pub(super) fn moment(&self, at: Instant) -> TimeAndChance {
        TimeAndChance::at(at, Arc::clone(&self.identifiers))
    }

    /// A number from 0 up to, but not with, `end`; 0 for none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.decisions.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// A number of `first..=last`.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u64::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(0);
        first.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// A number from 0 up to, but not with, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(super) fn fraction(&mut self) -> f64 {
        (self.decisions.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True so many times in a thousand.
    pub(super) fn per_mille(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }
}

/// SplitMix64: neighbouring numbers give streams that have nothing in common.
pub(super) const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Things of which some are drawn more often than others.
#[derive(Debug, Clone)]
pub(super) struct Weighted<T> {
    things: Vec<T>,
    /// The sum of the weights up to and with each thing.
    up_to: Vec<f64>,
}

impl<T> Weighted<T> {
    pub(super) fn new(things: impl IntoIterator<Item = (f64, T)>) -> Self {
        let mut sum = 0.0;
        let (up_to, things) = things
            .into_iter()
            .map(|(weight, thing)| {
                sum += weight;
                (sum, thing)
            })
            .unzip();
        Self { things, up_to }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter()
    }

    /// One of them; none only where there are none.
    pub(super) fn draw(&self, draw: &mut Draw) -> Option<&T> {
        let sum = *self.up_to.last()?;
        let point = draw.fraction() * sum;
        let at = self.up_to.partition_point(|up_to| *up_to <= point);
        self.things.get(at).or_else(|| self.things.last())
    }
}

/// The weight of what stands at a place in a ranking (Zipf's law).
pub(super) fn zipf(place: usize) -> f64 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    1.0 / (f64::from(place) + 1.0).powf(0.8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_own() {
        let first = |seed, purpose, index| Draw::of(seed, purpose, index).below(u64::MAX);
        assert_eq!(first(1, Purpose::Party, 7), first(1, Purpose::Party, 7));
        assert_ne!(first(1, Purpose::Party, 7), first(1, Purpose::Party, 8));
        assert_ne!(first(1, Purpose::Party, 7), first(2, Purpose::Party, 7));
        assert_ne!(first(1, Purpose::Party, 7), first(1, Purpose::Dossier, 7));
    }

    #[test]
    fn weights_are_kept() {
        let weighted = Weighted::new([(3.0, 'a'), (0.0, 'b'), (1.0, 'c')]);
        let mut draw = Draw::of(5, Purpose::Ranking, 0);
        let drawn: Vec<char> = (0..4_000)
            .filter_map(|_| weighted.draw(&mut draw).copied())
            .collect();
        let share = |wanted| drawn.iter().filter(|one| **one == wanted).count();
        assert_eq!(share('b'), 0);
        assert!((2_800..3_200).contains(&share('a')), "{}", share('a'));
        assert!(Weighted::<char>::new([]).draw(&mut draw).is_none());
    }
}
