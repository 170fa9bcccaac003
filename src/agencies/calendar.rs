//! The days and hours on which an agency works. All reckoning is in whole days and sessions, never
//! minute by minute.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::{OfficeHours, Validity};
use crate::kernel::{Instant, plain_enum};

plain_enum! {
    /// What makes a day differ from the week's rule. Numbers are stored.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SpecialDay {
        /// A holiday, or a day off in its stead.
        Off = 0 => "off",
        /// A Saturday or Sunday worked for a day taken off (ngày làm bù).
        Work = 1 => "work",
    }
}

/// The days that differ from the week's rule, Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, SpecialDay>);

/// Holidays that fall on the same day of every year (Labour Code 2019, article 112).
const FIXED_HOLIDAYS: [(u32, u32); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

impl Holidays {
    /// The last day that the table knows; past the end of its year, due dates are guesses.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.0.last_key_value().map(|(day, _)| *day)
    }

    /// The same with other days over them.
    #[must_use]
    pub fn overlaid(mut self, days: impl IntoIterator<Item = (NaiveDate, SpecialDay)>) -> Self {
        self.0.extend(days);
        self
    }

    /// The same with the holidays of fixed date in the years behind the last that the table knows. One
    /// on a Saturday or Sunday is taken off on the next working day (Labour Code 2019, article 111).
    /// Tết and the Hung Kings' day follow the moon and stay unknown.
    #[must_use]
    pub fn with_fixed_holidays(mut self, years: i32) -> Self {
        let Some(last) = self.last_day().map(|day| day.year()) else {
            return self;
        };
        for year in last + 1..=last + years {
            let fixed = FIXED_HOLIDAYS.into_iter();
            let fixed: Vec<NaiveDate> = fixed
                .filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
                .collect();
            self.0
                .extend(fixed.iter().map(|day| (*day, SpecialDay::Off)));
            for day in fixed.into_iter().filter(|day| !is_weekday(*day)) {
                let mut later = day.iter_days();
                let in_lieu = later.find(|day| is_weekday(*day) && !self.0.contains_key(day));
                self.0.extend(in_lieu.map(|day| (day, SpecialDay::Off)));
            }
        }
        self
    }
}

impl FromIterator<(NaiveDate, SpecialDay)> for Holidays {
    fn from_iter<T: IntoIterator<Item = (NaiveDate, SpecialDay)>>(days: T) -> Self {
        Self(days.into_iter().collect())
    }
}

/// Office hours that hold for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursPeriod {
    /// From when until when.
    pub validity: Validity,
    pub hours: OfficeHours,
}

/// Office hours and special days together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The hours of a working day, where no period says others.
    pub hours: OfficeHours,
    /// Other hours for a while; of two that hold on a day the later in the list counts.
    pub periods: Vec<HoursPeriod>,
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

    /// The office hours of `day`, whether or not it is a working day.
    pub fn hours_on(&self, day: NaiveDate) -> &OfficeHours {
        let mut periods = self.periods.iter();
        let period = periods.rfind(|period| period.validity.holds_on(day));
        period.map_or(&self.hours, |period| &period.hours)
    }

    /// When `day` begins at the office, whether or not it is a working day.
    pub fn opening(&self, day: NaiveDate) -> Instant {
        Instant::from_vietnam(day.and_time(self.hours_on(day).opens()))
    }

    /// When `day` ends at the office, whether or not it is a working day.
    pub fn closing(&self, day: NaiveDate) -> Instant {
        Instant::from_vietnam(day.and_time(self.hours_on(day).closes()))
    }

    /// `days` in parts of the same office hours.
    fn of_same_hours(&self, days: Range<NaiveDate>) -> Vec<Range<NaiveDate>> {
        let changes = self.periods.iter();
        let changes = changes.flat_map(|period| [period.validity.from, period.validity.until]);
        let mut bounds: Vec<NaiveDate> = changes
            .flatten()
            .filter(|day| *day > days.start && *day < days.end)
            .chain([days.start, days.end])
            .collect();
        bounds.sort_unstable();
        bounds.dedup();
        let pairs = bounds.iter().zip(bounds.iter().skip(1));
        pairs.map(|(first, next)| *first..*next).collect()
    }

    /// Working time from `from` until `to`; none when `to` is not later.
    pub fn working_time_between(&self, from: Instant, to: Instant) -> Duration {
        if to <= from {
            return Duration::zero();
        }
        let whole_days = |days: Range<NaiveDate>| {
            let per_day = self.hours_on(days.start).per_day();
            per_day * i32::try_from(self.working_days_in(days)).unwrap_or(i32::MAX)
        };
        let parts = self.of_same_hours(from.vietnam_date()..to.vietnam_date());
        let until_morning: Duration = parts.into_iter().map(whole_days).sum();
        until_morning + self.worked_today(to) - self.worked_today(from)
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
        // Reckoned from the morning of the first day that is worked. A span that fills its last day
        // ends at closing time and not with the next morning.
        let mut rest = self.worked_today(from) + span;
        for day in self.working_days_from(from.vietnam_date()) {
            let hours = self.hours_on(day);
            if rest <= hours.per_day() {
                return Instant::from_vietnam(day.and_time(hours.time_when(rest)));
            }
            rest -= hours.per_day();
        }
        self.closing(NaiveDate::MAX)
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
            self.hours_on(local.date()).worked_by(local.time())
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

    /// Mornings only from Monday 9 to Friday 13 November 2026.
    fn mornings_for_a_week() -> Calendar {
        let validity = Validity {
            from: Some(day("2026-11-09")),
            until: Some(day("2026-11-16")),
        };
        let hours = "08:00-12:00".parse().unwrap();
        Calendar {
            periods: vec![HoursPeriod { validity, hours }],
            ..Calendar::default()
        }
    }

    #[test]
    fn hours_change_on_the_day_from_which_others_hold() {
        let calendar = mornings_for_a_week();
        assert_eq!(calendar.closing(day("2026-11-06")), at("2026-11-06 17:00"));
        assert_eq!(calendar.opening(day("2026-11-09")), at("2026-11-09 08:00"));
        assert_eq!(calendar.closing(day("2026-11-13")), at("2026-11-13 12:00"));
        assert_eq!(calendar.closing(day("2026-11-16")), at("2026-11-16 17:00"));
        // One hour on Friday, four on Monday and on Tuesday, one on Wednesday.
        let friday = at("2026-11-06 16:00");
        assert_eq!(
            calendar.add_working_hours(friday, 10),
            at("2026-11-11 09:00")
        );
        let back = at("2026-11-17 07:30");
        let minutes = 60 + 5 * 240 + 480 + 30;
        assert_eq!(calendar.working_minutes_between(friday, back), minutes);
    }

    #[test]
    fn holidays_of_fixed_date_go_on_behind_the_table() {
        let table = [("2027-09-02", SpecialDay::Off)];
        let holidays: Holidays = table
            .map(|(text, kind)| (day(text), kind))
            .into_iter()
            .collect();
        let calendar = Calendar {
            holidays: holidays.with_fixed_holidays(2),
            ..Calendar::default()
        };
        // New Year's Day 2028 is a Saturday.
        for off in [
            "2028-01-01",
            "2028-01-03",
            "2028-05-01",
            "2029-09-02",
            "2029-09-03",
        ] {
            assert!(!calendar.is_working_day(day(off)), "{off}");
        }
        // 30 April 2028 is a Sunday, and the Monday behind it a holiday of its own.
        assert!(!calendar.is_working_day(day("2028-05-02")));
        assert!(calendar.is_working_day(day("2028-05-03")));
        assert!(calendar.is_working_day(day("2028-01-04")));
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
        /// Days from the first to before the second, with sessions of their own.
        other: Option<(NaiveDate, NaiveDate)>,
        off: &'a [NaiveDate],
        worked: &'a [NaiveDate],
    }

    impl Model<'_> {
        fn sessions_of(&self, date: NaiveDate) -> &[(i64, i64)] {
            match self.other {
                Some((from, until)) if (from..until).contains(&date) => &OTHER_SESSIONS,
                _ => self.sessions,
            }
        }

        fn works_at(&self, minute: NaiveDateTime) -> bool {
            let date = minute.date();
            let rule = date.weekday().num_days_from_monday() < 5;
            let of_day = (minute - date.and_time(NaiveTime::MIN)).num_minutes();
            (rule && !self.off.contains(&date) || self.worked.contains(&date))
                && self
                    .sessions_of(date)
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
    const OTHER_SESSIONS: [(i64, i64); 1] = [(8 * 60, 12 * 60)];

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
            other in prop::option::of((0_u64..20, 1_u64..10)),
            start in 0_i64..14 * 1_440,
            minutes in 0_u32..3_000,
        ) {
            let other = other.map(|(first, length)| {
                let first = day("2026-11-02") + chrono::Days::new(first);
                (first, first + chrono::Days::new(length))
            });
            let period = |(from, until)| HoursPeriod {
                validity: Validity { from: Some(from), until: Some(until) },
                hours: "08:00-12:00".parse().unwrap(),
            };
            let calendar = Calendar {
                periods: other.map(period).into_iter().collect(),
                ..calendar_of(&off, &worked)
            };
            let model = Model { sessions: &SESSIONS, other, off: &off, worked: &worked };
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
