//! Waits between tries of what fails.

use chrono::Duration;

/// A wait that doubles, up to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The first wait, in seconds.
    pub first: i64,
    /// The longest wait, in seconds.
    pub longest: i64,
}

impl Backoff {
    /// The wait once it has doubled so many times.
    pub fn wait(self, doublings: i32) -> Duration {
        let factor = 2_i64.saturating_pow(u32::try_from(doublings).unwrap_or(0));
        Duration::seconds(self.first.saturating_mul(factor).min(self.longest))
    }

    /// The same wait, lengthened by chance by up to its `part`-th part, so that what failed together
    /// is not tried again together.
    pub fn spread_wait(self, doublings: i32, part: i64, jitter: u8) -> Duration {
        let wait = self.wait(doublings);
        let most = wait.num_milliseconds() / part;
        wait + Duration::milliseconds(most * i64::from(jitter) / i64::from(u8::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Backoff = Backoff {
        first: 5,
        longest: 60,
    };

    #[test]
    fn the_wait_doubles_to_its_end() {
        let waits = [-1, 0, 1, 2, 3, 4, i32::MAX].map(|doublings| MINUTE.wait(doublings));
        assert_eq!(waits, [5, 5, 10, 20, 40, 60, 60].map(Duration::seconds));
    }

    proptest! {
        #[test]
        fn chance_adds_at_most_the_part(doublings in any::<i32>(), part in 1_i64..9, jitter: u8) {
            let (wait, spread) = (MINUTE.wait(doublings), MINUTE.spread_wait(doublings, part, jitter));
            prop_assert!(wait <= spread);
            prop_assert!((spread - wait).num_milliseconds() * part <= wait.num_milliseconds());
            prop_assert_eq!(MINUTE.spread_wait(doublings, part, 0), wait);
        }
    }
}
