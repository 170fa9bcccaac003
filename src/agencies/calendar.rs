//! The days and hours on which an agency works. All reckoning is in whole days and sessions, never
//! minute by minute.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::OfficeHours;
use crate::kernel::Instant;

/// What makes a day differ from the week's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecialDay {
    /// A holiday, or a day off in its stead.
    Off,
    /// A Saturday or Sunday worked for a day taken off (ngày làm bù).
    Work,
}

/// The days that differ from the week's rule, Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, SpecialDay>);

impl Holidays {
    /// The last day that the table knows; past the end of its year, due dates are guesses.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.0.last_key_value().map(|(day, _)| *day)
    }
}

impl FromIterator<(NaiveDate, SpecialDay)> for Holidays {
    fn from_iter<T: IntoIterator<Item = (NaiveDate, SpecialDay)>>(days: T) -> Self {
        Self(days.into_iter().collect())
    }
}

/// Office hours and special days together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The hours of a working day.
    pub hours: OfficeHours,
    /// The days that differ from the week's rule.
    pub holidays: Holidays,
}

impl Calendar {
    /// Whether the agency works on `day`.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        match self.holidays.0.get(&day) {
            Some(SpecialDay::Off) => false,
            Some(SpecialDay::Work) => true,
            None => is_weekday(day),
        }
    }

    /// `day`, or the first working day after it.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        self.working_days_from(day).next().unwrap_or(NaiveDate::MAX)
    }

    /// The first working day after `day`.
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        self.add_working_days(day, 1)
    }

    /// The `count`th working day after `day`; `day` itself for none. Walks day by day.
    pub fn add_working_days(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let (Some(index), Some(tomorrow)) = (count.checked_sub(1), day.succ_opt()) else {
            return day;
        };
        self.working_days_from(tomorrow)
            .nth(usize::try_from(index).unwrap_or(usize::MAX))
            .unwrap_or(NaiveDate::MAX)
    }

    fn working_days_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        day.iter_days().filter(|day| self.is_working_day(*day))
    }

    /// How many working days there are after `from`, up to and with `to`; none when `to` is not
    /// later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
        self.working_days_in(after(from)..after(to))
    }

    /// How many of `days` are working days; needs no walk.
    fn working_days_in(&self, days: Range<NaiveDate>) -> u32 {
        if days.is_empty() {
            return 0;
        }
        let by_rule = weekdays_before(days.end) - weekdays_before(days.start);
        let special: i32 = self
            .holidays
            .0
            .range(days)
            .map(|(day, kind)| match (kind, is_weekday(*day)) {
                (SpecialDay::Off, true) => -1,
                (SpecialDay::Work, false) => 1,
                (SpecialDay::Off, false) | (SpecialDay::Work, true) => 0,
            })
            .sum();
        u32::try_from(by_rule + special).unwrap_or(0)
    }

    /// When `day` begins at the office, whether or not it is a working day.
    pub fn opening(&self, day: NaiveDate) -> Instant {
        Instant::from_vietnam(day.and_time(self.hours.opens()))
    }

    /// When `day` ends at the office, whether or not it is a working day.
    pub fn closing(&self, day: NaiveDate) -> Instant {
        Instant::from_vietnam(day.and_time(self.hours.closes()))
    }

    /// Working time from `from` until `to`; none when `to` is not later.
    pub fn working_time_between(&self, from: Instant, to: Instant) -> Duration {
        if to <= from {
            return Duration::zero();
        }
        let days = self.working_days_in(from.vietnam_date()..to.vietnam_date());
        self.hours.per_day() * i32::try_from(days).unwrap_or(i32::MAX) + self.worked_today(to)
            - self.worked_today(from)
    }

    /// Whole working minutes from `from` until `to`; none when `to` is not later.
    pub fn working_minutes_between(&self, from: Instant, to: Instant) -> i64 {
        self.working_time_between(from, to).num_minutes()
    }

    /// The first moment by which `span` of working time has passed since `from`; `from` itself when
    /// the span is not above zero. Walks day by day.
    pub fn add_working_time(&self, from: Instant, span: Duration) -> Instant {
        if span <= Duration::zero() {
            return from;
        }
        let micros = |span: Duration| span.num_microseconds().unwrap_or(i64::MAX);
        let per_day = micros(self.hours.per_day());
        // Reckoned from the morning of the first day that is worked.
        let total = micros(self.worked_today(from) + span);
        // One less, so that a span that fills its last day ends at closing time and not with the
        // next morning.
        let full_days = (total - 1).checked_div(per_day).unwrap_or(0);
        let first_day = self.working_day_from(from.vietnam_date());
        let last_day =
            self.add_working_days(first_day, u32::try_from(full_days).unwrap_or(u32::MAX));
        let rest = Duration::microseconds(total - full_days * per_day);
        Instant::from_vietnam(last_day.and_time(self.hours.time_when(rest)))
    }

    /// Like [`Calendar::add_working_time`], in hours of sixty minutes.
    pub fn add_working_hours(&self, from: Instant, hours: u32) -> Instant {
        self.add_working_time(from, Duration::hours(i64::from(hours)))
    }

    /// Like [`Calendar::add_working_time`], in minutes.
    pub fn add_working_minutes(&self, from: Instant, minutes: u32) -> Instant {
        self.add_working_time(from, Duration::minutes(i64::from(minutes)))
    }

    /// Working time of `at`'s own day that has passed at `at`.
    fn worked_today(&self, at: Instant) -> Duration {
        let local = at.vietnam();
        if self.is_working_day(local.date()) {
            self.hours.worked_by(local.time())
        } else {
            Duration::zero()
        }
    }
}

/// Whether the week's rule has `day` as a working day (Labour Code 2019, article 111; Decision
/// 188/1999/QĐ-TTg for the forty-hour week of offices).
fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// How many days from Monday to Friday there were since year 1, which began on a Monday.
fn weekdays_before(day: NaiveDate) -> i32 {
    let days = day.num_days_from_ce() - 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDateTime, NaiveTime};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Instant {
        Instant::from_vietnam(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
    }

    /// National Day 2026 (Tuesday 1 and Wednesday 2 September), with Monday 31 August taken off
    /// for the Saturday worked on 22 August.
    fn national_day() -> Calendar {
        let special = [
            ("2026-08-22", SpecialDay::Work),
            ("2026-08-31", SpecialDay::Off),
            ("2026-09-01", SpecialDay::Off),
            ("2026-09-02", SpecialDay::Off),
        ];
        Calendar {
            holidays: special
                .map(|(text, kind)| (day(text), kind))
                .into_iter()
                .collect(),
            ..Calendar::default()
        }
    }

    #[test]
    fn special_days_go_before_the_rule_of_the_week() {
        let calendar = national_day();
        assert!(calendar.is_working_day(day("2026-08-22")));
        assert!(!calendar.is_working_day(day("2026-08-23")));
        assert!(!calendar.is_working_day(day("2026-08-31")));
        assert_eq!(
            calendar.next_working_day(day("2026-08-28")),
            day("2026-09-03")
        );
        assert_eq!(
            calendar.working_day_from(day("2026-08-28")),
            day("2026-08-28")
        );
        assert_eq!(
            calendar.add_working_days(day("2026-08-21"), 2),
            day("2026-08-24")
        );
        assert_eq!(
            calendar.working_days_between(day("2026-08-21"), day("2026-09-03")),
            7
        );
        assert_eq!(calendar.holidays.last_day(), Some(day("2026-09-02")));
    }

    #[test]
    fn working_hours_pass_over_noon_night_and_weekend() {
        let calendar = Calendar::default();
        let friday = at("2026-11-20 16:00");
        assert_eq!(
            calendar.add_working_hours(friday, 1),
            at("2026-11-20 17:00")
        );
        assert_eq!(
            calendar.add_working_hours(friday, 8),
            at("2026-11-23 16:00")
        );
        assert_eq!(
            calendar.add_working_hours(at("2026-11-21 09:00"), 8),
            at("2026-11-23 17:00")
        );
        assert_eq!(
            calendar.add_working_minutes(at("2026-11-23 12:15"), 1),
            at("2026-11-23 13:31")
        );
        assert_eq!(calendar.add_working_minutes(friday, 0), friday);
        assert_eq!(
            calendar.working_minutes_between(friday, at("2026-11-23 16:00")),
            480
        );
        assert_eq!(
            calendar.working_minutes_between(at("2026-11-23 16:00"), friday),
            0
        );
    }

    #[test]
    fn a_day_that_never_comes_ends_with_the_calendar() {
        assert_eq!(
            Calendar::default().next_working_day(NaiveDate::MAX),
            NaiveDate::MAX
        );
        assert_eq!(
            Calendar::default().working_days_between(NaiveDate::MIN, NaiveDate::MIN),
            0
        );
    }

    /// What the calendar does, told minute by minute.
    struct Model<'a> {
        sessions: &'a [(i64, i64)],
        off: &'a [NaiveDate],
        worked: &'a [NaiveDate],
    }

    impl Model<'_> {
        fn works_at(&self, minute: NaiveDateTime) -> bool {
            let date = minute.date();
            let rule = date.weekday().num_days_from_monday() < 5;
            let of_day = (minute - date.and_time(NaiveTime::MIN)).num_minutes();
            (rule && !self.off.contains(&date) || self.worked.contains(&date))
                && self
                    .sessions
                    .iter()
                    .any(|(from, to)| (*from..*to).contains(&of_day))
        }

        fn add(&self, from: NaiveDateTime, minutes: u32) -> NaiveDateTime {
            let (mut now, mut left) = (from, minutes);
            while left > 0 {
                left -= u32::from(self.works_at(now));
                now += Duration::minutes(1);
            }
            now
        }
    }

    const SESSIONS: [(i64, i64); 2] = [(7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)];

    fn calendar_of(off: &[NaiveDate], worked: &[NaiveDate]) -> Calendar {
        let off = off.iter().map(|day| (*day, SpecialDay::Off));
        let worked = worked.iter().map(|day| (*day, SpecialDay::Work));
        Calendar {
            holidays: off.chain(worked).collect(),
            ..Calendar::default()
        }
    }

    prop_compose! {
        /// Days of the four weeks from Monday 2 November 2026.
        fn some_days(most: usize)(days in prop::collection::vec(0_u64..28, 0..=most)) -> Vec<NaiveDate> {
            days.into_iter().map(|days| day("2026-11-02") + chrono::Days::new(days)).collect()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn time_is_reckoned_as_if_minute_by_minute(
            off in some_days(6),
            worked in some_days(3),
            start in 0_i64..14 * 1_440,
            minutes in 0_u32..3_000,
        ) {
            let calendar = calendar_of(&off, &worked);
            let model = Model { sessions: &SESSIONS, off: &off, worked: &worked };
            let from = day("2026-11-02").and_time(NaiveTime::MIN) + Duration::minutes(start);
            let to = model.add(from, minutes);
            let (begins, ends) = (Instant::from_vietnam(from), Instant::from_vietnam(to));
            prop_assert_eq!(calendar.add_working_minutes(begins, minutes), ends);
            prop_assert_eq!(calendar.working_minutes_between(begins, ends), i64::from(minutes));
        }

        #[test]
        fn days_are_counted_as_if_one_by_one(
            off in some_days(6),
            worked in some_days(3),
            first in 0_u64..40,
            length in 0_u64..400,
        ) {
            let calendar = calendar_of(&off, &worked);
            let from = day("2026-10-28") + chrono::Days::new(first);
            let to = from + chrono::Days::new(length);
            let counted = from.iter_days().skip(1).take_while(|day| *day <= to)
                .filter(|day| calendar.is_working_day(*day)).count();
            let count = calendar.working_days_between(from, to);
            prop_assert_eq!(usize::try_from(count).unwrap(), counted);
            let reached = calendar.add_working_days(from, count);
            prop_assert!(reached <= to && calendar.next_working_day(reached) > to);
        }
    }
}
