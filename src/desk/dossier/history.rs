//! What happened to a dossier, as entries of a time-line.

use crate::dossiers::{Event, EventActor, EventKind, EventTone, History, State};
use crate::kernel::Instant;
use crate::speech::Words;

pub(in crate::desk) struct HistoryEntry {
    /// How it is marked: `now`, `past` or `bad`.
    pub(in crate::desk) kind: &'static str,
    pub(in crate::desk) title: String,
    pub(in crate::desk) at: Instant,
    /// Who did it.
    pub(in crate::desk) who: String,
    /// To whom, how much, until when.
    pub(in crate::desk) detail: Option<String>,
    /// What was written with it.
    pub(in crate::desk) note: Option<String>,
}

/// The entries of events later than number `seen`, newest first.
pub(in crate::desk) fn entries(history: &History, words: Words, seen: i32) -> Vec<HistoryEntry> {
    let events = history.since(seen).into_iter().enumerate();
    events
        .map(|(place, event)| entry(history, words, event, place == 0))
        .collect()
}

fn entry(history: &History, words: Words, event: &Event, is_newest: bool) -> HistoryEntry {
    let is_bad = event.tone() == EventTone::Bad;
    HistoryEntry {
        kind: match (is_bad, is_newest && event.state_after != State::Returned) {
            (true, _) => "bad",
            (false, true) => "now",
            (false, false) => "past",
        },
        title: match event.kind.is_reported() {
            true => words.under("common.state", event.state_after.key()),
            false => words.under("desk.event", event.kind.name()),
        },
        at: event.occurred_at,
        who: match history.actor(event) {
            EventActor::Person(name) => name.to_owned(),
            EventActor::Clock => words.t("desk.who.clock").to_owned(),
            EventActor::AgencySystem => words.t("desk.who.agency").to_owned(),
            EventActor::Unknown => words.t("desk.who.unknown").to_owned(),
        },
        detail: detail(history, words, &event.kind),
        note: note(history, words, event),
    }
}

fn note(history: &History, words: Words, event: &Event) -> Option<String> {
    let text = event.note.and_then(|id| history.text(id));
    let unsaid = || {
        let is_asked = event.asks_by_snapshot();
        is_asked.then(|| words.t("dossiers.asked_without_words"))
    };
    text.or_else(unsaid).map(str::to_owned)
}

fn detail(history: &History, words: Words, kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::Accepted { due_at: Some(due) }
        | EventKind::SupplementAnswered {
            due_at: Some(due), ..
        } => Some(words.with("desk.detail.due", &[("due", &words.day_and_time(due))])),
        EventKind::SupplementRequested { due_at, .. } => {
            let due = words.day_and_time(due_at);
            Some(words.with("desk.detail.term", &[("due", &due)]))
        }
        EventKind::Forwarded { unit, officer } => {
            let unit = unit.and_then(|id| history.unit(id));
            let officer = officer.and_then(|id| history.person(id));
            let to: Vec<&str> = [officer, unit].into_iter().flatten().collect();
            Some(words.with("desk.detail.to", &[("whom", &to.join(", "))]))
        }
        EventKind::PaymentRequested { amount, .. } | EventKind::FeePaid { amount, .. } => {
            Some(amount.to_string())
        }
        _ => None,
    }
}
