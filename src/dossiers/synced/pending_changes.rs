//! A synced dossier whose row is locked: what is stored of it, and what a batch will change.

use std::collections::HashSet;

use chrono::Duration;

use super::progress::Progress;
use super::snapshot::Snapshot;
use super::view::{Baseline, TimedState, View};
use crate::agencies::Calendar;
use crate::dossiers::deadline::{Course, Punctuality, SUPPLEMENT_TERM, due_at, punctuality};
use crate::dossiers::dossier::{Dossier, Times};
use crate::dossiers::event::{EventText, Source};
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::lifecycle::State;
use crate::dossiers::record::{NewEvent, chained};
use crate::dossiers::store::{Recorded, SupplementRequest};
use crate::kernel::{AgencyId, EventTextId, Instant, MessageId, SupplementId, TimeAndChance};

/// What is stored of a synced dossier.
#[derive(Debug, Clone)]
pub struct Known {
    pub dossier: Dossier,
    /// The agency in whose feed its partner is told of it.
    pub feed: AgencyId,
    /// What the newest snapshot says.
    pub baseline: Baseline,
    /// The digest of the newest snapshot; none before the first.
    pub digest: Option<Vec<u8>>,
    /// What is known to have happened.
    pub entries: Vec<TimedState>,
    /// Keys of rows that were recorded, with or without a state.
    pub keys: HashSet<String>,
    /// The supplement request that waits for its answer.
    pub awaited: Option<SupplementRequest>,
}

/// What becomes of a supplement request that a partner made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestChange {
    /// It is new.
    Asked(SupplementRequest),
    /// A later row says what is asked for.
    Reworded {
        /// The request.
        id: SupplementId,
        note: EventTextId,
    },
    /// The partner no longer waits for it.
    Ended {
        /// The request.
        id: SupplementId,
        /// Since when.
        at: Instant,
    },
}

/// Whose words a request has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    /// Those of a row of progress, which tells more.
    OfRow,
    /// Those of a snapshot.
    OfSnapshot,
}

/// A synced dossier with what a batch adds to it.
#[derive(Debug)]
pub struct PendingChanges {
    /// What is known, with what was added.
    pub known: Known,
    /// The events that are new.
    pub events: Vec<Recorded>,
    pub notes: Vec<EventText>,
    /// What becomes of its supplement requests.
    pub requests: Vec<RequestChange>,
}

/// From which message, when and by which calendar a batch is recorded.
#[derive(Clone, Copy)]
pub struct Recording<'a> {
    pub moment: &'a TimeAndChance,
    pub message: MessageId,
    /// The agency's calendar.
    pub calendar: &'a Calendar,
}

impl PendingChanges {
    /// Nothing is added yet.
    pub const fn of(known: Known) -> Self {
        Self {
            known,
            events: Vec::new(),
            notes: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// Whether anything was added.
    pub const fn has_changed(&self) -> bool {
        !self.events.is_empty()
    }

    /// Adds a row of progress, unless it is known.
    pub fn add(&mut self, row: &Progress, at: Recording<'_>) {
        let key = row.key();
        if !self.known.keys.insert(key.clone()) {
            return;
        }
        if let Some(state) = row.state {
            self.known.entries.push(TimedState {
                at: row.at,
                state,
                key: key.clone(),
            });
        }
        let note = EventText::unless_empty(at.moment, &row.text());
        let moved = self.derive(at.calendar);
        let asks = note.as_ref().filter(|_| self.asks_last(&key));
        self.follow_request(at, asks, Wording::OfRow);
        let kind = EventKind::Progressed {
            state: row.state,
            message: at.message,
            moved,
        };
        self.record(kind, row.at, note, Some(key), at.moment.now);
    }

    /// Records the newest snapshot, whose fields the dossier has taken over already.
    pub fn sync(&mut self, snapshot: &Snapshot, at: Recording<'_>) {
        self.known.baseline = Baseline {
            state: snapshot.state,
            dates: snapshot.dates,
            suspensions: snapshot.details.suspensions(),
        };
        self.known.digest = Some(snapshot.digest.clone());
        let is_first = self.known.dossier.chain.seq == 0;
        let moved = self.derive(at.calendar) || is_first;
        let remark = match snapshot.state {
            State::SupplementRequested => snapshot.asks(),
            _ => &snapshot.remark,
        };
        let note = EventText::unless_empty(at.moment, remark);
        self.follow_request(at, note.as_ref(), Wording::OfSnapshot);
        let kind = EventKind::Synced {
            message: at.message,
            moved,
        };
        let occurred_at = snapshot.dates.last_done().unwrap_or(at.moment.now);
        self.record(kind, occurred_at, note, None, at.moment.now);
    }

    /// Derives what is shown; says whether the state changed.
    fn derive(&mut self, calendar: &Calendar) -> bool {
        let Known {
            dossier,
            baseline,
            entries,
            ..
        } = &mut self.known;
        let view = View::of(baseline, entries);
        let before = dossier.state();
        let dates = baseline.dates;
        let submitted_at = dates
            .submitted_at
            .or(dates.accepted_at)
            .filter(|_| dossier.source == Source::Agency)
            .unwrap_or(dossier.times.submitted_at);
        dossier.standing = view.standing;
        dossier.times = Times {
            submitted_at,
            clock_started_at: submitted_at,
            accepted_at: view.accepted_at,
            due_at: dates.due_at,
            suspended_at: view.suspended_at,
            settled_at: view.settled_at,
            returned_at: view.returned_at,
        };
        dossier.on_time = view.settled_at.and_then(|settled| {
            let course = Course {
                received: view.accepted_at.unwrap_or(submitted_at),
                settled,
                suspensions: &view.suspensions,
            };
            match punctuality(dates.due_at, dossier.procedure.term, &course, calendar) {
                Punctuality::OnTime => Some(true),
                Punctuality::Late => Some(false),
                Punctuality::Unmeasured => None,
            }
        });
        before != dossier.state()
    }

    /// Whether the row of this key is the last that asks for a supplement.
    fn asks_last(&self, key: &str) -> bool {
        let asking = self.known.entries.iter();
        let asking = asking.filter(|entry| entry.state == State::SupplementRequested);
        asking
            .max_by(|one, other| (one.at, &one.key).cmp(&(other.at, &other.key)))
            .is_some_and(|last| last.key == key)
    }

    /// A partner that waits for a supplement asks for it with the text of the last row that asks,
    /// or, before there is one, with that of its snapshot. Only who filed here can answer here.
    fn follow_request(&mut self, at: Recording<'_>, note: Option<&EventText>, wording: Wording) {
        let dossier = &self.known.dossier;
        let waits = dossier.state() == State::SupplementRequested && dossier.applicant.is_some();
        match (self.known.awaited.take(), note) {
            (None, Some(note)) if waits => {
                let asked_at = dossier.times.suspended_at.unwrap_or(at.moment.now);
                let request = SupplementRequest {
                    id: at.moment.id(),
                    asked_at,
                    due_at: due_at(asked_at, SUPPLEMENT_TERM, at.calendar),
                    note: note.id,
                    answer_note: None,
                    answered_at: None,
                };
                self.requests.push(RequestChange::Asked(request.clone()));
                self.known.awaited = Some(request);
            }
            (Some(request), _) if !waits => self.requests.push(RequestChange::Ended {
                id: request.id,
                at: at.moment.now,
            }),
            (Some(request), Some(note)) if wording == Wording::OfRow => {
                self.requests.push(RequestChange::Reworded {
                    id: request.id,
                    note: note.id,
                });
                let note = note.id;
                self.known.awaited = Some(SupplementRequest { note, ..request });
            }
            (awaited, _) => self.known.awaited = awaited,
        }
    }

    fn record(
        &mut self,
        kind: EventKind,
        occurred_at: Instant,
        note: Option<EventText>,
        source_key: Option<String>,
        now: Instant,
    ) {
        let dossier = &mut self.known.dossier;
        dossier.version = dossier.version.saturating_add(1);
        let event = NewEvent {
            kind,
            source: Source::Agency,
            actor: None,
            note,
            source_key,
        };
        let (recorded, note) = chained(dossier, event, occurred_at, now);
        self.events.push(recorded);
        self.notes.extend(note);
    }
}

/// What a stored event says about the state, if it says anything: a row of progress what it
/// reports, an act of the applicant where it led. The applicant has seen what was recorded before
/// and answers it, even where the partner's clock runs ahead of ours.
pub(in crate::dossiers) fn entry_of(
    happened: &EventKind,
    state_after: State,
    at: Instant,
    key: Option<String>,
    seq: i32,
    before: &[TimedState],
) -> Option<TimedState> {
    match happened {
        EventKind::Progressed { state, .. } => Some(TimedState {
            at,
            state: (*state)?,
            key: key?,
        }),
        EventKind::SupplementAnswered { .. } | EventKind::Withdrawn {} => {
            let seen = before.iter().map(|entry| entry.at).max();
            let next = seen.map(|seen| seen + Duration::microseconds(1));
            Some(TimedState {
                at: next.map_or(at, |next| next.max(at)),
                state: state_after,
                key: key.unwrap_or_else(|| format!("portal/{seq}")),
            })
        }
        _ => None,
    }
}
