//! How a due date reads from where one stands: "2 hours left", "today 17:00", "overdue by 1 day".

use chrono::{Duration, NaiveTime};

use crate::agencies::Calendar;
use crate::kernel::Instant;

/// The time to, or since, a due date, in the unit that a person would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remaining {
    /// So many working days are left after today.
    Days(u32),
    /// It is due today, at this time.
    Today(NaiveTime),
    /// So many whole working hours are left, and not more than a few.
    Hours(u32),
    /// Less than one working hour is left.
    UnderAnHour,
    /// The due date has passed, by less than one working hour.
    OverdueUnderAnHour,
    /// The due date has passed, by so many whole working hours.
    OverdueHours(u32),
    /// The due date has passed, by so many working days.
    OverdueDays(u32),
}

/// Below this much working time, hours are named rather than days.
const NEAR: Duration = Duration::hours(3);
const ONE_HOUR: Duration = Duration::hours(1);

impl Remaining {
    /// How `due` reads at `now`; a dossier is overdue only after its due moment.
    pub fn until(due: Instant, now: Instant, calendar: &Calendar) -> Self {
        if now <= due {
            Self::left(due, now, calendar)
        } else {
            Self::overdue(due, now, calendar)
        }
    }

    fn left(due: Instant, now: Instant, calendar: &Calendar) -> Self {
        let (today, last_day) = (now.vietnam_date(), due.vietnam_date());
        let time = calendar.working_time_between(now, due);
        // A due moment after office hours has no working time before it in the evening.
        let hours_tell = time < NEAR && (time > Duration::zero() || today != last_day);
        if hours_tell && time < ONE_HOUR {
            Self::UnderAnHour
        } else if hours_tell {
            Self::Hours(whole_hours(time))
        } else if today == last_day {
            Self::Today(due.vietnam().time())
        } else {
            // Days off alone may lie between now and a date that a clerk or partner set.
            Self::Days(calendar.working_days_between(today, last_day).max(1))
        }
    }

    fn overdue(due: Instant, now: Instant, calendar: &Calendar) -> Self {
        let time = calendar.working_time_between(due, now);
        let days = calendar.working_days_between(due.vietnam_date(), now.vietnam_date());
        let one_day = calendar.hours_on(due.vietnam_date()).per_day();
        if time < ONE_HOUR {
            Self::OverdueUnderAnHour
        } else if time < one_day || days == 0 {
            Self::OverdueHours(whole_hours(time))
        } else {
            Self::OverdueDays(days)
        }
    }

    /// Whether the due date has passed.
    pub const fn is_overdue(self) -> bool {
        matches!(
            self,
            Self::OverdueUnderAnHour | Self::OverdueHours(_) | Self::OverdueDays(_)
        )
    }

    /// Whether it is due today or within a few working hours.
    pub const fn is_near(self) -> bool {
        matches!(self, Self::Today(_) | Self::Hours(_) | Self::UnderAnHour)
    }

    /// The name of this kind, for the words in `locales/`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Days(_) => "remaining.days",
            Self::Today(_) => "remaining.today",
            Self::Hours(_) => "remaining.hours",
            Self::UnderAnHour => "remaining.under_an_hour",
            Self::OverdueUnderAnHour => "remaining.overdue_under_an_hour",
            Self::OverdueHours(_) => "remaining.overdue_hours",
            Self::OverdueDays(_) => "remaining.overdue_days",
        }
    }
}

fn whole_hours(time: Duration) -> u32 {
    u32::try_from(time.num_hours()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::from_vietnam(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
    }

    fn seen(now: &str, due: &str) -> Remaining {
        Remaining::until(at(due), at(now), &Calendar::default())
    }

    /// Monday 23 to Friday 27 November 2026.
    #[test]
    fn a_due_date_reads_as_people_say_it() {
        let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap();
        assert_eq!(
            seen("2026-11-23 09:00", "2026-11-26 17:00"),
            Remaining::Days(3)
        );
        assert_eq!(
            seen("2026-11-20 09:00", "2026-11-23 17:00"),
            Remaining::Days(1)
        );
        assert_eq!(
            seen("2026-11-23 08:00", "2026-11-23 17:00"),
            Remaining::Today(five)
        );
        assert_eq!(
            seen("2026-11-23 14:30", "2026-11-23 17:00"),
            Remaining::Hours(2)
        );
        assert_eq!(
            seen("2026-11-23 16:30", "2026-11-24 08:30"),
            Remaining::Hours(2)
        );
        assert_eq!(
            seen("2026-11-23 16:30", "2026-11-23 17:00"),
            Remaining::UnderAnHour
        );
        assert_eq!(
            seen("2026-11-23 17:00", "2026-11-23 17:00"),
            Remaining::Today(five)
        );
        assert_eq!(
            seen("2026-11-23 17:01", "2026-11-23 17:00"),
            Remaining::OverdueUnderAnHour
        );
        assert_eq!(
            seen("2026-11-21 12:00", "2026-11-20 17:00"),
            Remaining::OverdueUnderAnHour
        );
        assert_eq!(
            seen("2026-11-24 09:00", "2026-11-23 17:00"),
            Remaining::OverdueHours(2)
        );
        assert_eq!(
            seen("2026-11-23 16:00", "2026-11-23 08:00"),
            Remaining::OverdueHours(6)
        );
        // Four working hours are no day, however the night lies between them.
        assert_eq!(
            seen("2026-11-24 10:00", "2026-11-23 16:00"),
            Remaining::OverdueHours(4)
        );
        assert_eq!(
            seen("2026-11-24 16:00", "2026-11-23 17:00"),
            Remaining::OverdueHours(7)
        );
        assert_eq!(
            seen("2026-11-24 17:00", "2026-11-23 17:00"),
            Remaining::OverdueDays(1)
        );
    }

    #[test]
    fn due_dates_outside_office_hours_still_read_well() {
        let ten = NaiveTime::from_hms_opt(22, 0, 0).unwrap();
        assert_eq!(
            seen("2026-11-23 18:00", "2026-11-23 22:00"),
            Remaining::Today(ten)
        );
        assert_eq!(
            seen("2026-11-20 08:00", "2026-11-22 12:00"),
            Remaining::Days(1)
        );
        assert_eq!(
            seen("2026-11-21 08:00", "2026-11-22 12:00"),
            Remaining::UnderAnHour
        );
    }

    proptest! {
        #[test]
        fn overdue_means_after_the_due_moment(due in 0_i64..20_000, now in 0_i64..20_000) {
            let start = at("2026-11-02 00:00");
            let moment = |minutes: i64| start + Duration::minutes(minutes);
            let remaining = Remaining::until(moment(due), moment(now), &Calendar::default());
            prop_assert_eq!(remaining.is_overdue(), now > due);
            prop_assert!(!(remaining.is_overdue() && remaining.is_near()));
            // No page ever says "0 days" or "0 hours".
            let zero = matches!(
                remaining,
                Remaining::Days(0) | Remaining::Hours(0)
                    | Remaining::OverdueHours(0) | Remaining::OverdueDays(0)
            );
            prop_assert!(!zero, "{:?}", remaining);
        }
    }
}
