//! How a dossier stands, in plain words.

use crate::dossiers::{Authority, Dossier, Remaining, State};
use crate::web::Words;

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
pub fn in_words(words: Words, dossier: &Dossier, owes: bool) -> String {
    let key = match dossier.state() {
        State::Submitted if owes => "dossiers.said.submitted_unpaid",
        State::Submitted => "dossiers.said.submitted",
        State::Accepted => "dossiers.said.accepted",
        State::Refused => "dossiers.said.refused",
        State::Processing => "dossiers.said.processing",
        State::SupplementRequested if dossier.authority == Authority::Partner => {
            "dossiers.said.supplement_requested_elsewhere"
        }
        State::SupplementRequested => "dossiers.said.supplement_requested",
        State::PaymentRequested => "dossiers.said.payment_requested",
        State::Withdrawn => "dossiers.said.withdrawn",
        State::Stopped => "dossiers.said.stopped",
        State::Decided if owes => "dossiers.said.decided_unpaid",
        State::Decided => match dossier.handover {
            crate::dossiers::Handover::Post => "dossiers.said.decided_post",
            _ => "dossiers.said.decided",
        },
        State::Returned => "dossiers.said.returned",
    };
    words.with(key, &[("by", &words.day_and_time(&dossier.place.sort_at))])
}
