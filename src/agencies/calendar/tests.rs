//! Working days and hours, by days off and hours that are data.

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
