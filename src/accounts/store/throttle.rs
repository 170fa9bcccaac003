//! Slowing down those who guess. A bucket counts failures, and too many make the next try wait. Counts
//! leak away by themselves, so that the mistyping of a day, or of all who share an address, never adds
//! up to a wait; nobody is locked out for good.

use chrono::Duration;
use diesel::prelude::*;

use crate::kernel::{Backoff, Instant};
use crate::storage::schema::throttles;
use crate::storage::{BlindIndex, Conn, KeyRing, Result, Tx};

/// After so long without a failure the count begins anew.
const FORGET_AFTER_HOURS: i64 = 24;

/// How many failures are free, how fast they are forgotten, and how long a try beyond them waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit {
    free: i32,
    /// Seconds after which one failure is forgotten.
    leak_seconds: i64,
    wait: Wait,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Twice as long after each failure, up to five minutes.
    Doubling,
    /// Until so many have leaked away that the next is free.
    UntilFree,
}

/// Everybody mistypes: four tries cost nothing. Whoever goes on gets 288 a day.
const TARGET: Limit = Limit {
    free: 4,
    leak_seconds: 30 * 60,
    wait: Wait::Doubling,
};
/// What all addresses together may fail at one account before everybody waits who was never there.
const TARGET_FROM_EVERYWHERE: Limit = Limit {
    free: 40,
    leak_seconds: 15 * 60,
    wait: Wait::Doubling,
};
/// An address may be a whole town behind one router: 40 at once and 8,640 a day.
const ADDRESS: Limit = Limit {
    free: 40,
    leak_seconds: 10,
    wait: Wait::UntilFree,
};
/// What one customer may be given of IPv6 (RFC 6177), or many customers: four times an address.
const NETWORK: Limit = Limit {
    free: 4 * ADDRESS.free,
    leak_seconds: 3,
    wait: Wait::UntilFree,
};

/// What one clerk may look up: 60 at once and 8,640 a day, which is more than a counter sees.
const CLERK: Limit = Limit {
    free: 60,
    leak_seconds: 10,
    wait: Wait::UntilFree,
};
/// What one partner may ask about people: 2,000 at once and 86,400 a day. To go through the numbers of one
/// year and place takes twelve days then, and operators see it on the first.
const PARTNER: Limit = Limit {
    free: 2_000,
    leak_seconds: 1,
    wait: Wait::UntilFree,
};

/// What is being guessed at, or from where. Only a keyed hash of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    index: BlindIndex,
    limit: Limit,
}

impl Bucket {
    /// Tries on one account, dossier or the like.
    pub fn target(keys: &KeyRing, context: &'static str, what: &str) -> Self {
        Self::new(keys, context, what, TARGET)
    }

    /// Tries on one account from everywhere together.
    pub fn target_from_everywhere(keys: &KeyRing, context: &'static str, what: &str) -> Self {
        Self::new(keys, context, what, TARGET_FROM_EVERYWHERE)
    }

    /// What a clerk looks up.
    pub fn clerk(keys: &KeyRing, context: &'static str, clerk: &str) -> Self {
        Self::new(keys, context, clerk, CLERK)
    }

    /// What a partner asks about people.
    pub fn partner(keys: &KeyRing, context: &'static str, partner: &str) -> Self {
        Self::new(keys, context, partner, PARTNER)
    }

    /// Tries from one address, as `web::caller_address` writes it; of IPv6 also those from the network
    /// around it.
    pub fn address(keys: &KeyRing, context: &'static str, address: &str) -> Vec<Self> {
        let mut buckets = vec![Self::new(keys, context, address, ADDRESS)];
        if let Some(network) = network_of(address) {
            buckets.push(Self::new(keys, context, network, NETWORK));
        }
        buckets
    }

    fn new(keys: &KeyRing, context: &'static str, what: &str, limit: Limit) -> Self {
        Self {
            index: keys.blind(context, what.as_bytes()),
            limit,
        }
    }
}

/// The first 48 bits of `2001:db8:1:2::/64`.
fn network_of(address: &str) -> Option<&str> {
    let groups = address.strip_suffix("::/64")?;
    groups.rsplit_once(':').map(|(network, _)| network)
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

/// What a bucket counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    failures: i32,
    /// When the last of them that is forgotten was forgotten.
    counted_from: Instant,
}

impl Count {
    /// What is left of it, and when the next try is welcome.
    fn leaked(self, limit: Limit, now: Instant) -> (Self, Instant) {
        let span = limit.leak_seconds.max(1);
        let spans = now.since(self.counted_from).num_seconds().max(0) / span;
        let before = i64::from(self.failures - 1);
        let left = if spans >= before {
            // Nothing but the failure that was just counted.
            Self {
                failures: 1,
                counted_from: now,
            }
        } else {
            Self {
                failures: i32::try_from(before - spans + 1).unwrap_or(i32::MAX),
                counted_from: self.counted_from + Duration::seconds(spans * span),
            }
        };
        (left, now + left.wait(limit, now))
    }

    fn wait(self, limit: Limit, now: Instant) -> Duration {
        const DOUBLING: Backoff = Backoff {
            first: 1,
            longest: 300,
        };
        let beyond = self.failures - limit.free;
        match limit.wait {
            _ if beyond <= 0 => Duration::zero(),
            Wait::Doubling => DOUBLING.wait(beyond),
            Wait::UntilFree => {
                let forgotten_at =
                    self.counted_from + Duration::seconds(i64::from(beyond) * limit.leak_seconds);
                forgotten_at.since(now)
            }
        }
    }
}

/// Records a failure against each bucket.
pub fn record_failure(tx: &mut Tx<'_>, buckets: &[Bucket], now: Instant) -> Result<()> {
    for bucket in buckets {
        record(tx, bucket, now)?;
    }
    Ok(())
}

/// Records a failure, and gives back the seconds after which it would have been welcome, when it was not. The
/// row is this transaction's until it ends, so of tries at the same moment each sees those before it.
pub fn record(tx: &mut Tx<'_>, bucket: &Bucket, now: Instant) -> Result<Option<i64>> {
    type Before = (i32, Instant, Instant, Instant);
    forget(tx, bucket, now)?;
    let (failures, counted_from, failed_at, open_at) =
        crate::each!(tx, |conn| diesel::insert_into(throttles::table)
            .values((
                throttles::bucket.eq(&bucket.index),
                throttles::failures.eq(1),
                throttles::last_failure_at.eq(now),
                throttles::open_at.eq(now),
                throttles::counted_from.eq(now),
            ))
            .on_conflict(throttles::bucket)
            .do_update()
            .set(throttles::failures.eq(throttles::failures + 1))
            .returning((
                throttles::failures,
                throttles::counted_from,
                throttles::last_failure_at,
                throttles::open_at,
            ))
            .get_result::<Before>(conn))?;
    let counted = Count {
        failures,
        counted_from,
    };
    let (left, opens_at) = counted.leaked(bucket.limit, now);
    diesel::update(throttles::table.find(&bucket.index))
        .set((
            throttles::failures.eq(left.failures),
            throttles::counted_from.eq(left.counted_from),
            throttles::last_failure_at.eq(now),
            throttles::open_at.eq(opens_at),
        ))
        .execute(tx.engine())?;
    Ok(seconds_until(failed_at, open_at, now))
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

/// Takes back a try that was counted before anybody knew that it was right. A wait that others have
/// caused stays.
pub fn take_back(tx: &mut Tx<'_>, buckets: &[Bucket]) -> Result<()> {
    for bucket in buckets {
        diesel::update(throttles::table.find(&bucket.index))
            .filter(throttles::failures.gt(0))
            .set(throttles::failures.eq(throttles::failures - 1))
            .execute(tx.engine())?;
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Instant {
        let start: Instant = "2026-11-22T01:00:00Z".parse().unwrap();
        start + Duration::seconds(seconds)
    }

    /// The wait after the last of these failures, which came at so many seconds.
    fn wait_after(limit: Limit, times: impl IntoIterator<Item = i64>) -> i64 {
        let mut count: Option<Count> = None;
        let mut wait = 0;
        for time in times {
            let counted = count.map_or(
                Count {
                    failures: 1,
                    counted_from: at(time),
                },
                |count| Count {
                    failures: count.failures + 1,
                    ..count
                },
            );
            let (left, open_at) = counted.leaked(limit, at(time));
            count = Some(left);
            wait = open_at.since(at(time)).num_seconds();
        }
        wait
    }

    #[test]
    fn mistyping_costs_nothing_and_guessing_costs_more_and_more() {
        let at_once = |failures| wait_after(TARGET, (0..failures).map(|_| 0));
        assert_eq!(at_once(4), 0);
        assert_eq!(at_once(5), 2);
        assert_eq!(at_once(8), 16);
        assert_eq!(at_once(1_000), 300);
    }

    #[test]
    fn an_address_is_free_forty_times_and_then_once_in_ten_seconds() {
        let at_once = |failures| wait_after(ADDRESS, (0..failures).map(|_| 0));
        assert_eq!(at_once(40), 0);
        assert_eq!(at_once(41), 10);
        assert_eq!(at_once(140), 1_000);
        assert_eq!(wait_after(ADDRESS, (0..40).map(|_| 0).chain([10])), 0);
        assert_eq!(wait_after(ADDRESS, (0..41).map(|_| 0).chain([10])), 10);
    }

    #[test]
    fn a_days_mistyping_behind_one_router_never_adds_up() {
        let a_day = (0..130).map(|failure| failure * 600);
        assert_eq!(wait_after(ADDRESS, a_day), 0);
        let once_an_hour = (0..48).map(|failure| failure * 3_600);
        assert_eq!(wait_after(TARGET, once_an_hour), 0);
    }

    #[test]
    fn an_ipv6_address_counts_with_its_network() {
        assert_eq!(network_of("2001:db8:1:2::/64"), Some("2001:db8:1"));
        assert_eq!(network_of("203.0.113.9"), None);
        assert_eq!(network_of(""), None);
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

    proptest! {
        /// However the failures come, an address is let try no oftener than its free tries and what
        /// leaked away since.
        #[test]
        fn nobody_gets_more_tries_than_the_limit(gaps in proptest::collection::vec(0_i64..40, 1..300)) {
            let (mut now, mut open, mut tries) = (0, 0, 0);
            let mut count: Option<Count> = None;
            for gap in gaps {
                now += gap;
                if now < open {
                    continue;
                }
                tries += 1;
                let counted = count.map_or(
                    Count { failures: 1, counted_from: at(now) },
                    |count| Count { failures: count.failures + 1, ..count },
                );
                let (left, open_at) = counted.leaked(ADDRESS, at(now));
                count = Some(left);
                open = open_at.since(at(0)).num_seconds();
            }
            prop_assert!(tries <= i64::from(ADDRESS.free) + 1 + now / ADDRESS.leak_seconds);
        }
    }
}
