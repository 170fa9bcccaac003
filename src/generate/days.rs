//! On which days dossiers are filed, and when within a day.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Weekday};

use crate::agencies::Calendar;
use crate::kernel::Instant;

/// What a day off counts, against a working day's thousand: only the portal is open.
const DAY_OFF: u64 = 15;
/// Mondays bring what the weekend left.
const MONDAY: u64 = 1_200;
const WORKING_DAY: u64 = 1_000;

/// The hours in which people file on the portal.
const PORTAL_FROM: NaiveTime = NaiveTime::from_hms_opt(6, 0, 0).unwrap();
const PORTAL_UNTIL: NaiveTime = NaiveTime::from_hms_opt(23, 0, 0).unwrap();

/// A day on which dossiers are filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    /// How many dossiers are filed.
    pub(super) filings: u64,
    /// Whether agencies work.
    pub(super) works: bool,
}

/// `filings` dossiers spread over the `days` days that end before `today`. Today's are left to
/// those who file today.
pub(super) fn days(today: NaiveDate, days: u32, filings: u64, calendar: &Calendar) -> Vec<Day> {
    let first = today - Duration::days(i64::from(days));
    let dates = || {
        first
            .iter_days()
            .take(usize::try_from(days).unwrap_or(usize::MAX))
    };
    let sum: u64 = dates().map(|date| weight(date, calendar)).sum();
    let mut before = 0_u64;
    dates()
        .map(|date| {
            // Shares of the running sum, so that rounding loses and adds nothing.
            let share = |weight: u64| {
                let part = u128::from(filings) * u128::from(weight) / u128::from(sum.max(1));
                u64::try_from(part).unwrap_or(filings)
            };
            let after = before + weight(date, calendar);
            let filings = share(after) - share(before);
            before = after;
            Day {
                date,
                filings,
                works: calendar.is_working_day(date),
            }
        })
        .collect()
}

fn weight(date: NaiveDate, calendar: &Calendar) -> u64 {
    match (calendar.is_working_day(date), date.weekday()) {
        (false, _) => DAY_OFF,
        (true, Weekday::Mon) => MONDAY,
        (true, _) => WORKING_DAY,
    }
}

/// The moment when a part of the office's day has passed, from 0 to 1.
pub(super) fn office_time(date: NaiveDate, part: f64, calendar: &Calendar) -> Instant {
    let span = part_of(calendar.hours_on(date).per_day(), part);
    calendar.add_working_time(calendar.opening(date), span)
}

/// The moment when a part of the day has passed on which people are awake.
pub(super) fn portal_time(date: NaiveDate, part: f64) -> Instant {
    let span = part_of(PORTAL_UNTIL - PORTAL_FROM, part);
    Instant::from_vietnam(date.and_time(PORTAL_FROM)) + span
}

/// A part of a span, to the second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "spans of years in seconds fit a double exactly"
)]
pub(super) fn part_of(span: Duration, part: f64) -> Duration {
    Duration::seconds((span.num_seconds() as f64 * part) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filing_has_its_day_and_days_off_have_few() {
        let today = "2026-11-23".parse().unwrap();
        let calendar = Calendar::default();
        for filings in [0, 1, 999, 100_000] {
            let days = days(today, 60, filings, &calendar);
            assert_eq!(days.len(), 60);
            assert_eq!(days.iter().map(|day| day.filings).sum::<u64>(), filings);
            assert!(days.iter().all(|day| day.date < today));
        }
        let days = days(today, 14, 100_000, &calendar);
        let off: u64 = days
            .iter()
            .filter(|day| !day.works)
            .map(|day| day.filings)
            .sum();
        assert!((1..1_500).contains(&off), "{off}");
    }

    #[test]
    fn office_time_is_in_office_hours() {
        let calendar = Calendar::default();
        let date = "2026-11-20".parse().unwrap();
        for tenth in 0..=10 {
            let at = office_time(date, f64::from(tenth) / 10.0, &calendar);
            assert!(at >= calendar.opening(date) && at <= calendar.closing(date));
        }
    }
}
