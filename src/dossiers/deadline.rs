//! When a dossier is due, what a pause does to that, and whether it was met.
//!
//! Civil Code 2015, articles 147 and 148: the first day is not counted; a term of months ends on
//! the day of the same number, or on the month's last; a term whose last day is off ends with the
//! next working day. At an agency a day ends when the office closes. Reception and forwarding: Decree
//! 61/2018/NĐ-CP, since July 2025 Decree 118/2025/NĐ-CP.

use chrono::{Duration, Months, NaiveDate, NaiveTime};

use crate::agencies::Calendar;
use crate::kernel::{Instant, Term, TermUnit};

/// Within which a dossier filed here is accepted or refused.
pub const ANSWER_TERM: Term = Term::new(8, TermUnit::WorkingHour).unwrap();

/// Within which an applicant answers a supplement request that sets no term of its own.
pub const SUPPLEMENT_TERM: Term = Term::new(10, TermUnit::WorkingDay).unwrap();

/// What is received after this time of day is forwarded to the handling unit the next morning.
const LAST_FORWARD: NaiveTime = NaiveTime::from_hms_opt(15, 0, 0).unwrap();

/// When a `term` that begins with `received` ends.
///
/// - Working days, days and months end at closing time of their last day. A part of a working day
///   (7.5) ends within the next one, when that part of its working time has passed.
/// - Working hours run while the office is open.
/// - Hours run by the clock; on a day off they end with the next working day.
pub fn due_at(received: Instant, term: Term, calendar: &Calendar) -> Instant {
    let today = received.vietnam_date();
    let amount = u32::from(term.whole());
    match term.unit() {
        TermUnit::WorkingHour => calendar.add_working_hours(received, amount),
        TermUnit::Hour => {
            let end = received + Duration::hours(i64::from(amount));
            if calendar.is_working_day(end.vietnam_date()) {
                end
            } else {
                closing_from(end.vietnam_date(), calendar)
            }
        }
        TermUnit::WorkingDay => match term.quarters() {
            0 => calendar.closing(calendar.add_working_days(today, amount)),
            quarters => {
                let last = calendar.add_working_days(today, amount + 1);
                let part = calendar.hours_on(last).per_day() * i32::from(quarters) / 4;
                calendar.add_working_time(calendar.opening(last), part)
            }
        },
        TermUnit::Day => closing_from(later_by_days(today, i64::from(amount)), calendar),
        TermUnit::Month => {
            let last = today.checked_add_months(Months::new(amount));
            closing_from(last.unwrap_or(NaiveDate::MAX), calendar)
        }
    }
}

/// Closing time of `day`, or of the first working day after it.
fn closing_from(day: NaiveDate, calendar: &Calendar) -> Instant {
    calendar.closing(calendar.working_day_from(day))
}

fn later_by_days(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(Duration::days(days))
        .unwrap_or(NaiveDate::MAX)
}

/// By when what was `received` is forwarded to the unit that handles it: by closing time; received
/// after 15:00, outside office hours or on a day off, by the opening of the next working day. The
/// dossier's own term is unaffected.
pub fn forward_by(received: Instant, calendar: &Calendar) -> Instant {
    let local = received.vietnam();
    let (today, time) = (local.date(), local.time());
    let closes = calendar.hours_on(today).closes();
    if calendar.is_working_day(today) && time <= LAST_FORWARD && time < closes {
        calendar.closing(today)
    } else {
        calendar.opening(calendar.next_working_day(today))
    }
}

/// A stretch during which the clock of a dossier stands still: it waits for its applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspension {
    /// When the supplement, or the payment, was asked for.
    pub from: Instant,
    /// When it was given.
    pub until: Instant,
}

/// Moves the date `due` by a suspension, counted in the `unit` of the term that set it; a due date
/// that a clerk set without a term moves by working days.
///
/// - Working hours: by the working time that passed. What was left when the clock was stopped is
///   what is left when it goes on.
/// - Hours: by the time that passed, and on from a day off to the close of the next working day.
/// - Working days: by the working days after the day of `from`, up to and with the day of `until`;
///   so the answer of the same day moves nothing, and as many working days are left as were.
/// - Days and months: by calendar days counted in the same way, and on from a day off.
///
/// Dates move with their time of day. A dossier that was overdue stays so by as much.
pub fn due_after(
    suspension: Suspension,
    due: Instant,
    unit: TermUnit,
    calendar: &Calendar,
) -> Instant {
    let Suspension { from, until } = suspension;
    if until <= from {
        return due;
    }
    let (first, last) = (from.vietnam_date(), until.vietnam_date());
    let same_time = |day: NaiveDate| Instant::from_vietnam(day.and_time(due.vietnam().time()));
    let due_date = due.vietnam_date();
    match unit {
        TermUnit::WorkingHour => {
            calendar.add_working_time(due, calendar.working_time_between(from, until))
        }
        TermUnit::Hour => {
            let moved = due + until.since(from);
            if calendar.is_working_day(moved.vietnam_date()) {
                moved
            } else {
                closing_from(moved.vietnam_date(), calendar)
            }
        }
        TermUnit::WorkingDay => {
            let days = calendar.working_days_between(first, last);
            same_time(calendar.add_working_days(due_date, days))
        }
        TermUnit::Day | TermUnit::Month => {
            let days = last.signed_duration_since(first).num_days();
            same_time(calendar.working_day_from(later_by_days(due_date, days)))
        }
    }
}

/// The course of a settled dossier, as far as its punctuality depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// When the term began.
    pub received: Instant,
    /// When the clock ended: decided, refused, withdrawn or stopped.
    pub settled: Instant,
    /// When the clock stood still meanwhile, in order.
    pub suspensions: &'a [Suspension],
}

/// Whether a dossier was settled in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Punctuality {
    /// Đúng hẹn.
    OnTime,
    /// Quá hạn.
    Late,
    /// There is neither a due date nor a term to measure it by.
    Unmeasured,
}

/// Whether a dossier was settled at or before `due`; without a due date, whether its active time
/// stayed within the legal `term`, that is before where the term would have ended after every
/// suspension.
pub fn punctuality(
    due: Option<Instant>,
    term: Option<Term>,
    course: &Course<'_>,
    calendar: &Calendar,
) -> Punctuality {
    let by_term = |term: Term| {
        course.suspensions.iter().fold(
            due_at(course.received, term, calendar),
            |due, suspension| due_after(*suspension, due, term.unit(), calendar),
        )
    };
    match due.or_else(|| term.map(by_term)) {
        Some(due) if course.settled <= due => Punctuality::OnTime,
        Some(_) => Punctuality::Late,
        None => Punctuality::Unmeasured,
    }
}

#[cfg(test)]
mod slow_model;
#[cfg(test)]
mod tests;
