//! What happened to a dossier, as its applicant reads it: newest first, in the order in which
//! things happened.

use std::collections::HashSet;

use crate::dossiers::{self, Event, EventKind, Recorded, State};
use crate::kernel::{AgencyId, DossierId, Instant};
use crate::storage::Conn;
use crate::web::{Frame, Words};

/// An event with the text that goes with it.
pub struct Told {
    pub recorded: Recorded,
    pub note: Option<String>,
}

/// The events of a dossier with their texts. What clerks write to each other when they hand a
/// dossier on stays between them.
pub fn told(conn: &mut Conn, id: DossierId) -> dossiers::Result<Vec<Told>> {
    let mut told = Vec::new();
    let events = dossiers::events(conn, id)?;
    let steps: HashSet<State> = events.iter().filter_map(|one| one.event.step()).collect();
    for recorded in events {
        if recorded.event.is_silent(&steps) {
            continue;
        }
        let is_internal = matches!(recorded.event.kind, EventKind::Forwarded { .. });
        let note = match recorded.event.note.filter(|_| !is_internal) {
            Some(note) => dossiers::note(conn, id, note)?,
            None => None,
        };
        told.push(Told { recorded, note });
    }
    Ok(told)
}

/// One entry of the time-line.
pub struct Entry {
    /// `now`, `past`, `bad`.
    pub kind: &'static str,
    pub title: String,
    pub at: Instant,
    pub agency: String,
    pub note: Option<String>,
}

/// The entries, newest first.
pub fn entries(
    told: Vec<Told>,
    frame: &Frame,
    agency_name: impl Fn(AgencyId) -> String,
) -> Vec<Entry> {
    let mut told = told;
    told.sort_by_key(|told| (told.recorded.event.occurred_at, told.recorded.event.seq));
    told.reverse();
    let mut is_newest = true;
    let entry = |told: Told| {
        let event = told.recorded.event;
        let kind = kind(event.state_after, std::mem::take(&mut is_newest));
        Entry {
            kind,
            title: title(frame.words, &event),
            at: event.occurred_at,
            agency: agency_name(event.agency),
            note: told.note,
        }
    };
    told.into_iter().map(entry).collect()
}

const fn kind(after: State, is_newest: bool) -> &'static str {
    match after {
        State::Refused | State::Withdrawn | State::Stopped if is_newest => "bad",
        State::Returned => "past",
        _ if is_newest => "now",
        _ => "past",
    }
}

/// What an agency's own system reports is called by the state.
fn title(words: Words, event: &Event) -> String {
    let kind = &event.kind;
    if let Some(state) = kind.reported(event.state_after) {
        return words.under("common.state", state.key()).to_owned();
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
