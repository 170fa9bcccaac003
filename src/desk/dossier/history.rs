//! What happened to a dossier, as entries of a time-line.

use std::collections::BTreeMap;

use crate::accounts;
use crate::dossiers::{self, Event, EventKind, Source, State};
use crate::kernel::{AccountId, DossierId, HandlingUnitId, Instant, NoteId};
use crate::storage::{Conn, Result};
use crate::web::Words;

/// A dossier's events with all that they name.
pub(in crate::desk) struct History {
    events: Vec<Event>,
    notes: BTreeMap<NoteId, String>,
    names: BTreeMap<AccountId, String>,
    units: BTreeMap<HandlingUnitId, String>,
}

/// One entry.
pub(in crate::desk) struct Entry {
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

impl History {
    /// The history of a dossier; the names of `others` come with it.
    pub(in crate::desk) fn of(
        conn: &mut Conn,
        dossier: DossierId,
        others: &[AccountId],
        unit: Option<HandlingUnitId>,
    ) -> Result<Self> {
        let events: Vec<Event> = dossiers::events(conn, dossier)?
            .into_iter()
            .map(|recorded| recorded.event)
            .collect();
        let mut people: Vec<AccountId> = events
            .iter()
            .flat_map(|event| [event.actor, receiver(event).1])
            .flatten()
            .chain(others.iter().copied())
            .collect();
        people.sort_unstable();
        people.dedup();
        let mut units = BTreeMap::new();
        for id in events
            .iter()
            .filter_map(|event| receiver(event).0)
            .chain(unit)
        {
            if !units.contains_key(&id)
                && let Some(name) = accounts::unit_name(conn, id)?
            {
                units.insert(id, name);
            }
        }
        Ok(Self {
            notes: dossiers::notes_of(conn, dossier)?,
            names: accounts::names_of(conn, &people)?,
            events,
            units,
        })
    }

    /// The name of an account.
    pub(in crate::desk) fn name(&self, account: AccountId) -> Option<&str> {
        self.names.get(&account).map(String::as_str)
    }

    /// The name of a unit.
    pub(in crate::desk) fn unit(&self, unit: HandlingUnitId) -> Option<&str> {
        self.units.get(&unit).map(String::as_str)
    }

    /// A text.
    pub(in crate::desk) fn note(&self, note: NoteId) -> Option<&str> {
        self.notes.get(&note).map(String::as_str)
    }

    /// The name of whoever did the first thing of a kind.
    pub(in crate::desk) fn actor_of(&self, kind: impl Fn(&EventKind) -> bool) -> Option<&str> {
        let event = self.events.iter().find(|event| kind(&event.kind))?;
        self.name(event.actor?)
    }

    /// The entries of events later than number `seen`, newest first by occurrence.
    pub(in crate::desk) fn since(&self, words: Words, seen: i32) -> Vec<Entry> {
        let mut events: Vec<&Event> = self
            .events
            .iter()
            .filter(|event| event.seq > seen)
            .collect();
        events.sort_by_key(|event| std::cmp::Reverse((event.occurred_at, event.seq)));
        let newest = events.first().map(|event| event.seq);
        events
            .into_iter()
            .map(|event| self.entry(words, event, newest == Some(event.seq)))
            .collect()
    }

    fn entry(&self, words: Words, event: &Event, is_newest: bool) -> Entry {
        let is_bad = matches!(
            event.kind,
            EventKind::Refused {}
                | EventKind::Stopped {}
                | EventKind::SupplementTermEnded { .. }
                | EventKind::Withdrawn {}
        );
        Entry {
            kind: match (is_bad, is_newest && event.state_after != State::Returned) {
                (true, _) => "bad",
                (false, true) => "now",
                (false, false) => "past",
            },
            title: match event.kind.reported(event.state_after) {
                Some(state) => words.under("common.state", state.key()),
                None => words.under("desk.event", event.kind.name()),
            },
            at: event.occurred_at,
            who: self.who(words, event),
            detail: self.detail(words, &event.kind),
            note: event.note.and_then(|id| self.note(id)).map(str::to_owned),
        }
    }

    fn who(&self, words: Words, event: &Event) -> String {
        match (event.actor, event.source) {
            (_, Source::Clock) => words.t("desk.who.clock").to_owned(),
            (Some(actor), _) => self
                .name(actor)
                .unwrap_or_else(|| words.t("desk.who.unknown"))
                .to_owned(),
            (None, Source::Agency) => words.t("desk.who.agency").to_owned(),
            (None, _) => words.t("desk.who.unknown").to_owned(),
        }
    }

    fn detail(&self, words: Words, kind: &EventKind) -> Option<String> {
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
                let unit = unit.and_then(|id| self.unit(id));
                let officer = officer.and_then(|id| self.name(id));
                let to: Vec<&str> = [officer, unit].into_iter().flatten().collect();
                Some(words.with("desk.detail.to", &[("whom", &to.join(", "))]))
            }
            EventKind::PaymentRequested { amount, .. } | EventKind::FeePaid { amount, .. } => {
                Some(amount.to_string())
            }
            _ => None,
        }
    }
}

/// To which unit and officer an event handed the dossier.
const fn receiver(event: &Event) -> (Option<HandlingUnitId>, Option<AccountId>) {
    match event.kind {
        EventKind::Forwarded { unit, officer } => (unit, officer),
        _ => (None, None),
    }
}
