//! What happened to a dossier, as its applicant reads it: newest first, in the order in which
//! things happened.

use crate::dossiers::{Event, EventKind, EventTone, History, State};
use crate::kernel::Instant;
use crate::speech::Words;
use crate::web::Frame;

/// One entry of the time-line.
pub struct TimeLineEntry {
    /// `now`, `past`, `bad`.
    pub kind: &'static str,
    pub title: String,
    pub at: Instant,
    pub agency: String,
    pub note: Option<String>,
}

/// The entries, newest first.
pub fn entries(
    history: &History,
    frame: &Frame,
    agency_name: impl Fn(&Event) -> String,
) -> Vec<TimeLineEntry> {
    let entry = |(place, event): (usize, &Event)| TimeLineEntry {
        kind: kind(event, place == 0),
        title: title(frame.words, event),
        at: event.occurred_at,
        agency: agency_name(event),
        note: note(history, frame.words, event),
    };
    let events = history.since(0).into_iter().enumerate();
    events.map(entry).collect()
}

fn kind(event: &Event, is_newest: bool) -> &'static str {
    match event.tone() {
        EventTone::Bad => "bad",
        _ if is_newest && event.state_after != State::Returned => "now",
        _ => "past",
    }
}

/// What was written with it. An agency's own system may ask for a supplement without a word.
fn note(history: &History, words: Words, event: &Event) -> Option<String> {
    let text = event.note.and_then(|id| history.text(id));
    let unsaid = || {
        let is_asked = event.asks_by_snapshot();
        is_asked.then(|| words.t("dossiers.asked_without_words"))
    };
    text.or_else(unsaid).map(str::to_owned)
}

/// What an agency's own system reports is called by the state.
fn title(words: Words, event: &Event) -> String {
    let kind = &event.kind;
    if kind.is_reported() {
        return words.under("common.state", event.state_after.key());
    }
    let amount = match kind {
        EventKind::PaymentRequested { amount, .. } | EventKind::FeePaid { amount, .. } => {
            words.number(&amount.amount())
        }
        _ => String::new(),
    };
    words.with(
        &format!("dossiers.event.{}", kind.name()),
        &[("amount", &amount)],
    )
}
