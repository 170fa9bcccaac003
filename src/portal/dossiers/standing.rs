//! How a dossier stands, in plain words.

use crate::agencies::Calendar;
use crate::dossiers::{Authority, DeskList, Dossier, Line, Remaining, ResultDelivery, State};
use crate::kernel::Instant;
use crate::speech::Words;

/// What the agency is to a dossier in this state: where it lies, or who handled it.
pub const fn at(state: State) -> &'static str {
    match state {
        State::Returned => "dossiers.show.was_at",
        // Nothing was decided there.
        State::Refused | State::Withdrawn | State::Stopped => "dossiers.show.was_with",
        _ => "dossiers.show.at",
    }
}

/// What a list says of a dossier's time.
pub struct Left {
    pub text: String,
    /// Whether a date has passed.
    pub is_alarm: bool,
}

/// The date that the applicant must keep, else how much time the agency has left; none where nothing
/// is due.
pub fn left_of(words: Words, line: &Line, now: Instant, calendar: &Calendar) -> Option<Left> {
    // An agency with a system of its own sets no term for a supplement that this portal knows.
    let is_asked_here =
        line.state == State::SupplementRequested && line.list != DeskList::Elsewhere;
    if is_asked_here {
        let by = words.day_and_time(&line.sort_at);
        return Some(Left {
            text: words.with("dossiers.list.give_by", &[("by", &by)]),
            is_alarm: now > line.sort_at,
        });
    }
    if line.suspended_at.is_some() && !line.state.is_settled() {
        return Some(Left {
            text: words.t("dossiers.show.stands_still").to_owned(),
            is_alarm: false,
        });
    }
    let due = line.due_at.filter(|_| !line.state.is_settled())?;
    let left = Remaining::until(due, now, calendar);
    Some(Left {
        text: remaining_in_words(words, left),
        is_alarm: left.is_overdue(),
    })
}

/// How much time is left, or has passed beyond the due date.
pub fn remaining_in_words(words: Words, remaining: Remaining) -> String {
    let count = |key: &str, n: u32| words.count(key, &i64::from(n));
    match remaining {
        Remaining::Days(n) => count("dossiers.remaining.days", n),
        Remaining::Today(at) => {
            let at = at.format("%H:%M");
            words.with("dossiers.remaining.today", &[("at", &at)])
        }
        Remaining::Hours(n) => count("dossiers.remaining.hours", n),
        Remaining::UnderAnHour => words.t("dossiers.remaining.under_an_hour").to_owned(),
        Remaining::OverdueUnderAnHour => words
            .t("dossiers.remaining.overdue_under_an_hour")
            .to_owned(),
        Remaining::OverdueHours(n) => count("dossiers.remaining.overdue_hours", n),
        Remaining::OverdueDays(n) => count("dossiers.remaining.overdue_days", n),
    }
}

/// What the state means for the applicant: what happens now, and by when.
pub fn in_words(words: Words, dossier: &Dossier, owes: bool, is_overdue: bool) -> String {
    let key = match dossier.state() {
        State::Submitted if owes => "dossiers.said.submitted_unpaid",
        State::Submitted => "dossiers.said.submitted",
        State::Accepted => "dossiers.said.accepted",
        State::Refused => "dossiers.said.refused",
        State::Processing if is_overdue => "dossiers.said.processing_late",
        State::Processing => "dossiers.said.processing",
        State::SupplementRequested if dossier.authority == Authority::Partner => {
            "dossiers.said.supplement_requested_elsewhere"
        }
        State::SupplementRequested => "dossiers.said.supplement_requested",
        State::PaymentRequested => "dossiers.said.payment_requested",
        State::Withdrawn => "dossiers.said.withdrawn",
        State::Stopped => "dossiers.said.stopped",
        State::Decided => match (dossier.delivery, owes) {
            (ResultDelivery::Post, true) => "dossiers.said.decided_unpaid_post",
            (ResultDelivery::Post, false) => "dossiers.said.decided_post",
            (_, true) => "dossiers.said.decided_unpaid",
            (_, false) => "dossiers.said.decided",
        },
        State::Returned => "dossiers.said.returned",
    };
    words.with(key, &[("by", &words.day_and_time(&dossier.place.sort_at))])
}
