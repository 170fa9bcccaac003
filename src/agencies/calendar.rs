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
mod tests;
