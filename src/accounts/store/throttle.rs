//! Slowing down those who guess: failures are counted per account and per address, and each makes
//! the next try wait longer. Nobody is locked out: a wait is at most a few minutes, and a success
//! clears what an honest person typed wrong.

use chrono::Duration;
use diesel::prelude::*;

use crate::kernel::{Backoff, Instant};
use crate::storage::schema::throttles;
use crate::storage::{BlindIndex, Conn, KeyRing, Result, Tx};

/// Failures that cost nothing: everybody mistypes.
const FREE_FAILURES: i32 = 4;
const WAIT: Backoff = Backoff {
    first: 1,
    longest: 300,
};
/// After so long without a failure the count begins anew.
const FORGET_AFTER_HOURS: i64 = 24;

/// What is being guessed at, or from where. Only a keyed hash of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    index: BlindIndex,
    patience: i32,
}

impl Bucket {
    /// Tries on one account, dossier or the like.
    pub fn target(keys: &KeyRing, context: &'static str, what: &str) -> Self {
        Self {
            index: keys.blind(context, what.as_bytes()),
            patience: 1,
        }
    }

    /// Tries from one address, which may be a whole village behind one router.
    pub fn address(keys: &KeyRing, context: &'static str, address: &str) -> Self {
        Self {
            index: keys.blind(context, address.as_bytes()),
            patience: 10,
        }
    }
}

/// The seconds after which the next try is welcome, when it is not welcome now.
pub fn wait(conn: &mut Conn, buckets: &[Bucket], now: Instant) -> Result<Option<i64>> {
    let mut longest = None;
    for bucket in buckets {
        let times: Option<(Instant, Instant)> = throttles::table
            .find(&bucket.index)
            .select((throttles::last_failure_at, throttles::open_at))
            .first(conn.engine())
            .optional()?;
        let seconds = times.and_then(|(failed_at, open_at)| seconds_until(failed_at, open_at, now));
        longest = longest.max(seconds);
    }
    Ok(longest)
}

/// A failure that costs no wait holds up nobody, even one whose request began before it.
fn seconds_until(failed_at: Instant, open_at: Instant, now: Instant) -> Option<i64> {
    let waits = open_at > failed_at && open_at > now;
    waits.then(|| (open_at.since(now).num_milliseconds() + 999) / 1_000)
}

/// Records a failure against each bucket.
pub fn record_failure(tx: &mut Tx<'_>, buckets: &[Bucket], now: Instant) -> Result<()> {
    for bucket in buckets {
        forget(tx, bucket, now)?;
        // Counted by the database, so that tries at the same moment are all counted.
        let failures: i32 = crate::each!(tx, |conn| diesel::insert_into(throttles::table)
            .values((
                throttles::bucket.eq(&bucket.index),
                throttles::failures.eq(1),
                throttles::last_failure_at.eq(now),
                throttles::open_at.eq(now),
            ))
            .on_conflict(throttles::bucket)
            .do_update()
            .set((
                throttles::failures.eq(throttles::failures + 1),
                throttles::last_failure_at.eq(now),
            ))
            .returning(throttles::failures)
            .get_result(conn))?;
        diesel::update(throttles::table.find(&bucket.index))
            .set(throttles::open_at.eq(now + wait_after(failures, bucket.patience)))
            .execute(tx.engine())?;
    }
    Ok(())
}

/// A count that is old enough begins anew.
fn forget(tx: &mut Tx<'_>, bucket: &Bucket, now: Instant) -> Result<()> {
    let old = now - Duration::hours(FORGET_AFTER_HOURS);
    let forgotten = throttles::table
        .find(&bucket.index)
        .filter(throttles::last_failure_at.le(old));
    diesel::delete(forgotten).execute(tx.engine())?;
    Ok(())
}

/// Clears the count of a target that was opened rightly.
pub fn clear(tx: &mut Tx<'_>, bucket: &Bucket) -> Result<()> {
    diesel::delete(throttles::table.find(&bucket.index)).execute(tx.engine())?;
    Ok(())
}

/// Removes counts that nobody remembers.
pub fn sweep(tx: &mut Tx<'_>, now: Instant) -> Result<usize> {
    let old = now - Duration::hours(FORGET_AFTER_HOURS);
    Ok(
        diesel::delete(throttles::table.filter(throttles::last_failure_at.le(old)))
            .execute(tx.engine())?,
    )
}

fn wait_after(failures: i32, patience: i32) -> Duration {
    let beyond = failures - FREE_FAILURES * patience;
    if beyond <= 0 {
        return Duration::zero();
    }
    WAIT.wait(beyond / patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyping_costs_nothing_and_guessing_costs_more_and_more() {
        assert_eq!(wait_after(4, 1), Duration::zero());
        assert_eq!(wait_after(5, 1), Duration::seconds(2));
        assert_eq!(wait_after(8, 1), Duration::seconds(16));
        assert_eq!(wait_after(1_000, 1), Duration::seconds(300));
    }

    #[test]
    fn a_failure_that_costs_nothing_holds_up_no_request_that_began_before_it() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let began = at("2026-11-22T01:00:00.000Z");
        let failed = at("2026-11-22T01:00:00.400Z");
        assert_eq!(seconds_until(failed, failed, began), None);
        let opens = at("2026-11-22T01:00:02.400Z");
        assert_eq!(seconds_until(failed, opens, began), Some(3));
        assert_eq!(seconds_until(failed, opens, opens), None);
    }

    #[test]
    fn an_address_is_given_ten_times_the_patience() {
        assert_eq!(wait_after(40, 10), Duration::zero());
        assert_eq!(wait_after(50, 10), Duration::seconds(2));
    }
}
