//! When a failed job is tried again.

use crate::kernel::{Backoff, Instant};

/// How often, and after which waits, a job that fails is tried again: the wait doubles each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// After so many attempts a person must look.
    pub attempts: i32,
    /// Seconds from the first attempt to the second.
    pub first_wait: i64,
    /// Seconds between two attempts at most.
    pub longest_wait: i64,
}

/// What becomes of a failed job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is tried again then.
    RetryAt(Instant),
    /// It is tried again then, and the attempt does not count: it was not the job that failed.
    Postpone(Instant),
    /// It goes to the dead list.
    Dead,
}

impl RetryPolicy {
    /// For whatever may work again in a moment or in some hours.
    pub const USUAL: Self = Self {
        attempts: 12,
        first_wait: 5,
        longest_wait: 3_600,
    };

    /// The verdict on a job that failed its `attempts`-th attempt at `now`. `jitter` spreads the
    /// retries of jobs that failed together, by up to half of the wait.
    pub fn after_failure(self, attempts: i32, now: Instant, jitter: u8) -> Verdict {
        if attempts >= self.attempts {
            return Verdict::Dead;
        }
        let backoff = Backoff {
            first: self.first_wait,
            longest: self.longest_wait,
        };
        Verdict::RetryAt(now + backoff.spread_wait(attempts.saturating_sub(1), 2, jitter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(attempts: i32, jitter: u8) -> i64 {
        let now: Instant = "2026-11-22T01:00:00Z".parse().unwrap();
        match RetryPolicy::USUAL.after_failure(attempts, now, jitter) {
            Verdict::RetryAt(at) => at.since(now).num_milliseconds(),
            Verdict::Postpone(_) | Verdict::Dead => -1,
        }
    }

    #[test]
    fn waits_double_up_to_an_hour_and_end() {
        assert_eq!(wait(1, 0), 5_000);
        assert_eq!(wait(2, 0), 10_000);
        assert_eq!(wait(11, 0), 3_600_000);
        assert_eq!(wait(12, 0), -1);
    }

    #[test]
    fn jitter_adds_at_most_half() {
        assert_eq!(wait(1, u8::MAX), 7_500);
    }
}
