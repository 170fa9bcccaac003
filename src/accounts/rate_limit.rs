//! How fast one account may use up what others share (a leaky bucket): so much at once, then as it
//! drains.

use crate::kernel::{Instant, plain_enum};

plain_enum! {
    /// What is limited.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Limited {
        /// Applications that are begun, in thousandths.
        Drafts = 1,
        /// Bytes that are sent as files, whether they are taken or not.
        UploadedBytes = 2,
    }
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub of: Limited,
    /// How much at once.
    pub burst: i64,
    /// How much drains in an hour.
    pub per_hour: i64,
}

/// The account is at its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtLimit {
    /// Seconds after which there is room again.
    pub seconds: i64,
}

/// How much of a limit is used, at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    pub amount: i64,
    pub at: Instant,
}

const MILLIS_PER_HOUR: i64 = 3_600_000;

impl RateLimit {
    /// The level once `cost` is used as well. What alone is more than the limit is let through when
    /// nothing else was used.
    pub(super) fn spend(self, level: Level, cost: i64, now: Instant) -> Result<Level, AtLimit> {
        let elapsed = now.since(level.at).num_milliseconds().max(0);
        let drained = i128::from(elapsed) * i128::from(self.per_hour) / i128::from(MILLIS_PER_HOUR);
        let drained = i64::try_from(drained).unwrap_or(i64::MAX);
        let left = level.amount.saturating_sub(drained).max(0);
        let amount = left.saturating_add(cost.max(0));
        if left > 0 && amount > self.burst {
            let over = i128::from((amount - self.burst).min(left));
            let millis = over * i128::from(MILLIS_PER_HOUR) / i128::from(self.per_hour.max(1));
            let seconds = i64::try_from(millis / 1_000 + 1).unwrap_or(i64::MAX);
            return Err(AtLimit { seconds });
        }
        Ok(Level { amount, at: now })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;

    const LIMIT: RateLimit = RateLimit {
        of: Limited::UploadedBytes,
        burst: 100,
        per_hour: 60,
    };

    fn at(seconds: i64) -> Instant {
        let begin: Instant = "2026-11-30T01:00:00Z".parse().unwrap();
        begin + Duration::seconds(seconds)
    }

    fn level(amount: i64) -> Level {
        Level { amount, at: at(0) }
    }

    #[test]
    fn so_much_at_once_and_then_as_it_drains() {
        assert_eq!(
            LIMIT.spend(level(40), 60, at(0)),
            Ok(Level {
                amount: 100,
                at: at(0)
            })
        );
        assert_eq!(
            LIMIT.spend(level(100), 10, at(0)),
            Err(AtLimit { seconds: 601 })
        );
        assert_eq!(
            LIMIT.spend(level(100), 10, at(600)),
            Ok(Level {
                amount: 100,
                at: at(600)
            })
        );
        assert_eq!(
            LIMIT.spend(level(100), 1, at(86_400)),
            Ok(Level {
                amount: 1,
                at: at(86_400)
            })
        );
    }

    #[test]
    fn what_is_more_than_the_limit_goes_through_alone() {
        assert!(LIMIT.spend(level(0), 500, at(0)).is_ok());
        assert!(LIMIT.spend(level(1), 500, at(0)).is_err());
    }

    proptest! {
        /// Within any stretch of time no more than the burst and what drains gets through.
        #[test]
        fn nobody_gets_more_than_the_limit(
            tries in prop::collection::vec((0_i64..600, 1_i64..=100), 1..80),
        ) {
            let (mut now, mut used, mut level) = (0, 0, level(0));
            for (wait, cost) in tries {
                now += wait;
                if let Ok(next) = LIMIT.spend(level, cost, at(now)) {
                    level = next;
                    used += cost;
                }
                prop_assert!(used <= LIMIT.burst + LIMIT.per_hour * now / 3_600 + 1 + 80);
            }
        }

        /// After the wait that is told there is room.
        #[test]
        fn the_wait_is_long_enough(amount in 1_i64..=100, cost in 1_i64..=100) {
            if let Err(AtLimit { seconds }) = LIMIT.spend(level(amount), cost, at(0)) {
                prop_assert!(LIMIT.spend(level(amount), cost, at(seconds)).is_ok());
            }
        }
    }
}
