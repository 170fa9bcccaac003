//! How urgent a dossier is, in the few words of a tag.

use chrono::Timelike;

use crate::agencies::Calendar;
use crate::dossiers::{DeskList, Dossier, Line, Remaining};
use crate::kernel::Instant;
use crate::speech::Words;
use crate::web::Tone;

/// What stands in the column of due dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DueTag {
    pub(super) tone: Tone,
    pub(super) text: String,
    /// The moment itself; none where nothing is due.
    pub(super) at: Option<Instant>,
}

/// By when somebody of the agency must act on a dossier of `list`; none where nobody must, or no
/// term is set. What waits for the applicant has the applicant's term.
fn moment_of(list: DeskList, due_at: Option<Instant>, sort_at: Instant) -> Option<Instant> {
    match list {
        DeskList::ToAccept | DeskList::AwaitingSupplement => Some(sort_at),
        DeskList::InWork | DeskList::AwaitingPayment => due_at,
        DeskList::ToReturn | DeskList::Done | DeskList::Elsewhere => None,
    }
}

/// The tag of a line of the queue.
pub(super) fn of_line(words: Words, line: &Line, now: Instant, calendar: &Calendar) -> DueTag {
    let due = moment_of(line.list, line.due_at, line.sort_at);
    tag(words, line.list, due, now, calendar)
}

/// The tag of a dossier.
pub(super) fn of_dossier(
    words: Words,
    dossier: &Dossier,
    now: Instant,
    calendar: &Calendar,
) -> DueTag {
    let place = &dossier.place;
    let due = moment_of(place.list, dossier.times.due_at, place.sort_at);
    tag(words, place.list, due, now, calendar)
}

fn tag(
    words: Words,
    list: DeskList,
    due: Option<Instant>,
    now: Instant,
    calendar: &Calendar,
) -> DueTag {
    let Some(at) = due else {
        let text = match list {
            DeskList::ToReturn => words.t("desk.due.waits_for_return"),
            DeskList::Done | DeskList::Elsewhere => words.t("desk.due.ended"),
            _ => words.t("desk.due.none"),
        };
        // Without a date it is never late: that must be seen.
        let is_undated = matches!(list, DeskList::InWork | DeskList::AwaitingPayment);
        return DueTag {
            tone: if is_undated { Tone::Warn } else { Tone::Plain },
            text: text.to_owned(),
            at: None,
        };
    };
    let remaining = Remaining::until(at, now, calendar);
    let tone = if remaining.is_overdue() {
        Tone::Bad
    } else if remaining.is_near() {
        Tone::Warn
    } else {
        Tone::Good
    };
    let text = said(words, remaining);
    let (tone, text) = match list {
        // The clock stands still: the agency is not late.
        DeskList::AwaitingSupplement => (
            Tone::Plain,
            words.with("desk.due.applicant", &[("due", &text)]),
        ),
        _ => (tone, text),
    };
    DueTag {
        tone,
        text,
        at: Some(at),
    }
}

fn said(words: Words, remaining: Remaining) -> String {
    let counted = |key, n: u32| words.count(key, &i64::from(n));
    match remaining {
        Remaining::Days(n) => counted("desk.due.days", n),
        Remaining::Today(time) => {
            let time = format!("{:02}:{:02}", time.hour(), time.minute());
            words.with("desk.due.today", &[("time", &time)])
        }
        Remaining::Hours(n) => counted("desk.due.hours", n),
        Remaining::UnderAnHour => words.t("desk.due.under_an_hour").to_owned(),
        Remaining::OverdueUnderAnHour => words.t("desk.due.overdue_under_an_hour").to_owned(),
        Remaining::OverdueHours(n) => counted("desk.due.overdue_hours", n),
        Remaining::OverdueDays(n) => counted("desk.due.overdue_days", n),
    }
}
