//! Whether somebody must have a second factor by now: staff must, after a grace in which to set it up.

use chrono::{Days, NaiveDate};

use crate::kernel::Instant;

/// Whoever comes to work for the portal has so long to set a second factor up.
const GRACE: Days = Days::new(14);

/// What is demanded of an account that has no second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorDemand {
    /// Nothing.
    Nothing,
    /// From this day on there is no work without one.
    From(NaiveDate),
    /// It must be set up before anything else.
    Now,
}

/// What is demanded of staff. `from` is the day of the portal, `staff_since` when this account came
/// to work for it. A session that began before the day goes on, so that nobody loses what they are
/// doing at midnight.
pub(super) fn demand(
    from: NaiveDate,
    staff_since: Instant,
    session_began: Instant,
) -> FactorDemand {
    let since = staff_since.vietnam_date();
    let due = since
        .checked_add_days(GRACE)
        .map_or(from, |own| own.max(from));
    if session_began.vietnam_date() >= due {
        FactorDemand::Now
    } else {
        FactorDemand::From(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn the_later_of_both_days_counts() {
        let long_here = at("2020-01-01T01:00:00Z");
        let session = at("2026-11-30T01:00:00Z");
        let from = day("2026-12-31");
        assert_eq!(demand(from, long_here, session), FactorDemand::From(from));
        let new_here = at("2026-11-29T01:00:00Z");
        assert_eq!(
            demand(day("2026-01-01"), new_here, session),
            FactorDemand::From(day("2026-12-13"))
        );
        assert_eq!(
            demand(day("2026-11-30"), long_here, session),
            FactorDemand::Now
        );
    }

    #[test]
    fn the_day_begins_at_midnight_in_vietnam() {
        let (from, since) = (day("2026-12-01"), at("2020-01-01T01:00:00Z"));
        let before = at("2026-11-30T16:59:59Z");
        assert_eq!(demand(from, since, before), FactorDemand::From(from));
        assert_eq!(
            demand(from, since, before + Duration::seconds(1)),
            FactorDemand::Now
        );
    }

    proptest! {
        #[test]
        fn once_demanded_always_demanded(since in 0_i64..2_000, from in 0_u64..2_000, began in 0_i64..2_000) {
            let start = at("2024-01-01T00:00:00Z");
            let from = day("2024-01-01") + Days::new(from);
            let since = start + Duration::days(since);
            let began = start + Duration::days(began);
            if demand(from, since, began) == FactorDemand::Now {
                let later = began + Duration::hours(7);
                prop_assert_eq!(demand(from, since, later), FactorDemand::Now);
                prop_assert!(began.since(since) >= Duration::days(13));
            }
        }
    }
}
