//! The same rules told minute by minute, and the fast ones held against them.

use chrono::{Datelike, NaiveDateTime};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::agencies::SpecialDay;

/// Days off and days worked against the rule of the week.
#[derive(Debug)]
struct Model {
    off: Vec<NaiveDate>,
    worked: Vec<NaiveDate>,
}

const MINUTE: Duration = Duration::minutes(1);

impl Model {
    fn calendar(&self) -> Calendar {
        let off = self.off.iter().map(|day| (*day, SpecialDay::Off));
        let worked = self.worked.iter().map(|day| (*day, SpecialDay::Work));
        Calendar {
            holidays: off.chain(worked).collect(),
            ..Calendar::default()
        }
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        let rule = date.weekday().number_from_monday() <= 5;
        (rule && !self.off.contains(&date)) || self.worked.contains(&date)
    }

    fn open_at(&self, now: NaiveDateTime) -> bool {
        let minutes = (now - now.date().and_time(NaiveTime::MIN)).num_minutes();
        self.works_on(now.date())
            && ((420..690).contains(&minutes) || (810..1_020).contains(&minutes))
    }

    /// The first closing time from `now` on that is on a working day.
    fn closing(&self, mut now: NaiveDateTime) -> NaiveDateTime {
        while !(self.works_on(now.date()) && now.format("%H:%M").to_string() == "17:00") {
            now += MINUTE;
        }
        now
    }

    /// Midnight after which `days` days that `count` have begun, today not being one of them.
    fn day_after(
        &self,
        from: NaiveDateTime,
        days: u16,
        count: impl Fn(NaiveDate) -> bool,
    ) -> NaiveDateTime {
        let (mut now, mut left) = (from, days);
        while left > 0 {
            let yesterday = now.date();
            now += MINUTE;
            if now.date() != yesterday && count(now.date()) {
                left -= 1;
            }
        }
        now.date().and_time(NaiveTime::MIN)
    }

    fn open_minutes_after(&self, from: NaiveDateTime, minutes: u32) -> NaiveDateTime {
        let (mut now, mut left) = (from, minutes);
        while left > 0 {
            left -= u32::from(self.open_at(now));
            now += MINUTE;
        }
        now
    }

    fn due(&self, from: NaiveDateTime, term: Term) -> NaiveDateTime {
        let amount = term.whole();
        match (term.unit(), term.quarters()) {
            (TermUnit::WorkingHour, _) => self.open_minutes_after(from, u32::from(amount) * 60),
            (TermUnit::Hour, _) => {
                let mut now = from;
                (0..u32::from(amount) * 60).for_each(|_| now += MINUTE);
                if self.works_on(now.date()) {
                    now
                } else {
                    self.closing(now)
                }
            }
            (TermUnit::WorkingDay, 0) => {
                self.closing(self.day_after(from, amount, |day| self.works_on(day)))
            }
            (TermUnit::WorkingDay, quarters) => {
                let last = self.day_after(from, amount + 1, |day| self.works_on(day));
                self.open_minutes_after(last, u32::from(quarters) * 120)
            }
            (TermUnit::Day, _) => self.closing(self.day_after(from, amount, |_| true)),
            (TermUnit::Month, _) => {
                let mut last = from.date();
                for _ in 0..amount {
                    // Step over the first of the next month, then on to the day of the same number.
                    let month = last.month();
                    while last.month() == month {
                        last = last.succ_opt().unwrap();
                    }
                    while last.day() < from.day()
                        && last.succ_opt().unwrap().month() == last.month()
                    {
                        last = last.succ_opt().unwrap();
                    }
                }
                self.closing(last.and_time(NaiveTime::MIN))
            }
        }
    }
}

/// A Monday.
fn start() -> NaiveDate {
    "2026-11-02".parse().unwrap()
}

prop_compose! {
    fn some_days(most: usize)(days in prop::collection::vec(0_i64..28, 0..=most)) -> Vec<NaiveDate> {
        days.into_iter().map(|days| start() + Duration::days(days)).collect()
    }
}

prop_compose! {
    fn models()(off in some_days(6), worked in some_days(3)) -> Model {
        Model { off, worked }
    }
}

fn terms() -> impl Strategy<Value = Term> {
    let amounts = (1_u16..15, select(vec!["", ".25", ".5", ".75"]));
    prop_oneof![
        amounts.prop_map(|(whole, part)| format!(
            "{}{part} working_day",
            whole - u16::from(!part.is_empty())
        )),
        (1_u16..40).prop_map(|amount| format!("{amount} working_hour")),
        (1_u16..100).prop_map(|amount| format!("{amount} hour")),
        (1_u16..20).prop_map(|amount| format!("{amount} day")),
        (1_u16..4).prop_map(|amount| format!("{amount} month")),
    ]
    .prop_map(|text| text.parse().unwrap())
}

fn moments() -> impl Strategy<Value = NaiveDateTime> {
    (0_i64..14 * 1_440)
        .prop_map(|minutes| start().and_time(NaiveTime::MIN) + Duration::minutes(minutes))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn due_dates_are_those_of_the_slow_model(model in models(), from in moments(), term in terms()) {
        let due = due_at(Instant::from_vietnam(from), term, &model.calendar());
        prop_assert_eq!(due.vietnam(), model.due(from, term));
    }

    #[test]
    fn months_are_those_of_the_slow_model(days in 0_i64..1_500, amount in 1_u16..30) {
        let model = Model { off: Vec::new(), worked: Vec::new() };
        let from = (start() + Duration::days(days)).and_time(NaiveTime::MIN);
        let term = Term::new(amount, TermUnit::Month).unwrap();
        let due = due_at(Instant::from_vietnam(from), term, &Calendar::default());
        prop_assert_eq!(due.vietnam(), model.due(from, term));
    }

    #[test]
    fn a_suspension_leaves_what_was_left(
        model in models(),
        from in moments(),
        term in terms(),
        waited in 0_i64..2_000,
        paused in 0_i64..10_000,
    ) {
        let calendar = model.calendar();
        let received = Instant::from_vietnam(from);
        let due = due_at(received, term, &calendar);
        let stopped = received + Duration::minutes(waited);
        let suspension = Suspension { from: stopped, until: stopped + Duration::minutes(paused) };
        let later = due_after(suspension, due, term.unit(), &calendar);
        prop_assert!(later >= due);
        prop_assert!(model.works_on(later.vietnam_date()));
        let (left, left_later) = match term.unit() {
            TermUnit::WorkingHour => (
                calendar.working_minutes_between(stopped, due),
                calendar.working_minutes_between(suspension.until, later),
            ),
            TermUnit::WorkingDay => (
                i64::from(calendar.working_days_between(stopped.vietnam_date(), due.vietnam_date())),
                i64::from(calendar.working_days_between(suspension.until.vietnam_date(), later.vietnam_date())),
            ),
            TermUnit::Hour => ((due.since(stopped)).num_minutes(), later.since(suspension.until).num_minutes()),
            TermUnit::Day | TermUnit::Month => (
                (due.vietnam_date() - stopped.vietnam_date()).num_days(),
                (later.vietnam_date() - suspension.until.vietnam_date()).num_days(),
            ),
        };
        match term.unit() {
            TermUnit::WorkingHour | TermUnit::WorkingDay => prop_assert_eq!(left, left_later),
            // Moved on from a day off, never back.
            TermUnit::Hour | TermUnit::Day | TermUnit::Month => prop_assert!(left_later >= left),
        }
    }
}
