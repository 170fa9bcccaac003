//! When a failed job is tried again.

use chrono::Duration;

use crate::kernel::Instant;

/// After so many attempts a person must look.
const MOST_ATTEMPTS: i32 = 12;
const FIRST_WAIT_SECONDS: i64 = 5;
const LONGEST_WAIT_SECONDS: i64 = 3_600;

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

/// The verdict on a job that failed its `attempts`-th attempt at `now`. `jitter` spreads the
/// retries of jobs that failed together, by up to half of the wait.
pub fn after_failure(attempts: i32, now: Instant, jitter: u8) -> Verdict {
    if attempts >= MOST_ATTEMPTS {
        return Verdict::Dead;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or(0)
        .min(20);
    let wait = FIRST_WAIT_SECONDS
        .saturating_mul(1 << doublings)
        .min(LONGEST_WAIT_SECONDS);
    let spread = wait * 1_000 * i64::from(jitter) / i64::from(u8::MAX) / 2;
    Verdict::RetryAt(now + Duration::seconds(wait) + Duration::milliseconds(spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(attempts: i32, jitter: u8) -> i64 {
        let now: Instant = "2026-11-22T01:00:00Z".parse().unwrap();
        match after_failure(attempts, now, jitter) {
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
