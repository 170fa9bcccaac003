//! What happened to a dossier, as its applicant reads it: in the order in which things happened, each
//! once, and what comes next.

use crate::dossiers::{Event, EventKind, EventTone, History, State};
use crate::kernel::Instant;
use crate::speech::Words;
use crate::web::Frame;

/// One entry of the time-line.
pub struct TimeLineEntry {
    /// `past`, `now`, `now wait`, `bad`.
    pub kind: &'static str,
    pub title: String,
    pub at: Instant,
    pub agency: String,
    pub note: Option<String>,
}

/// The entries, oldest first.
pub fn entries(
    history: &History,
    frame: &Frame,
    agency_name: impl Fn(&Event) -> String,
) -> Vec<TimeLineEntry> {
    let told = told_once(history, frame.words);
    let newest = told.len().saturating_sub(1);
    let entry = |(place, told): (usize, Told<'_>)| TimeLineEntry {
        kind: kind(told.event, place == newest),
        at: told.event.occurred_at,
        agency: agency_name(told.event),
        title: told.title,
        note: told.note,
    };
    told.into_iter().enumerate().map(entry).collect()
}

/// An event as it is told.
struct Told<'a> {
    event: &'a Event,
    title: String,
    note: Option<String>,
}

/// The events that say something new. What an agency's own system reports in the state that is shown
/// already is told only for what is written with it; that it has received the dossier is told once.
fn told_once<'a>(history: &'a History, words: Words) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'a>> = Vec::new();
    let mut state = None;
    let mut is_received = false;
    for event in in_order(history) {
        let note = note(history, words, event);
        let is_reported = event.kind.is_reported();
        let is_known = is_reported && state == Some(event.state_after);
        let mut title = title(words, event);
        if is_known {
            let receives = event.state_after == State::Submitted && !is_received;
            if !receives && note.is_none() {
                continue;
            }
            let key = match receives {
                true => "dossiers.event.received",
                false => "dossiers.event.updated",
            };
            title = words.t(key).to_owned();
        }
        is_received |= is_reported;
        state = Some(event.state_after);
        told.push(Told { event, title, note });
    }
    told
}

/// The filing comes first, even where the clock of an agency's system is behind ours.
fn in_order(history: &History) -> impl Iterator<Item = &Event> {
    let is_filing = |event: &&Event| matches!(event.kind, EventKind::Submitted {});
    let filing = history.events.iter().filter(is_filing);
    filing.chain(history.events.iter().filter(move |event| !is_filing(event)))
}

fn kind(event: &Event, is_newest: bool) -> &'static str {
    let waits = matches!(
        event.state_after,
        State::SupplementRequested | State::PaymentRequested
    );
    match event.tone() {
        EventTone::Bad => "bad",
        _ if is_newest && waits => "now wait",
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
        return words.under("dossiers.state", event.state_after.key());
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
