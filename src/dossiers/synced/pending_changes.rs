//! A synced dossier whose row is locked: what is stored of it, and what a batch will change.

use std::collections::HashSet;

use chrono::Duration;

use super::baseline::Baseline;
use super::past::{Past, Reporter, TimedState};
use super::progress::Progress;
use super::snapshot::Snapshot;
use super::time_line::TimeLine;
use super::view::View;
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
    /// What the newest snapshot says; none where the first is about to be recorded.
    pub baseline: Option<Baseline>,
    /// The digest of the newest snapshot; none before the first.
    pub digest: Option<Vec<u8>>,
    /// What was reported.
    pub past: Past,
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
    /// A later row or snapshot says what is asked for.
    Reworded {
        /// The request.
        id: SupplementId,
        note: Option<EventTextId>,
    },
    /// The partner no longer waits for it.
    Ended {
        /// The request.
        id: SupplementId,
        /// Since when.
        at: Instant,
    },
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
    /// When the message came; of one that waited, that is long ago.
    pub came_at: Instant,
    /// The agency in whose feed the sender reads.
    pub feed: AgencyId,
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

    /// Adds a row of progress, unless it is known or does not say when something happened.
    pub fn add(&mut self, row: &Progress, at: Recording<'_>) {
        let Some(done_at) = row.at else { return };
        let key = row.key(done_at);
        let is_known = |key: &String| self.known.keys.contains(key);
        if is_known(&key) || row.earlier_keys(done_at).any(|key| is_known(&key)) {
            return;
        }
        self.known.keys.insert(key.clone());
        let note = EventText::unless_empty(at.moment, &row.text());
        self.known.past.push(TimedState {
            at: done_at,
            state: row.state,
            by: Reporter::Row,
            key: key.clone(),
            seq: self.next_seq(),
            note: note.as_ref().map(|note| note.id),
        });
        let moved = self.derive(at.calendar);
        self.follow_request(at.moment, at.calendar);
        let kind = EventKind::Progressed {
            state: row.state,
            message: at.message,
            moved,
        };
        self.record(kind, done_at, note, Some(key), at.moment.now);
    }

    /// Records the newest snapshot, whose fields the dossier has taken over already. What the
    /// applicant did here before it arrived is older than it.
    pub fn sync(&mut self, snapshot: &Snapshot, at: Recording<'_>) {
        let known = &mut self.known;
        let next = Duration::microseconds(1);
        let acted = known.past.last_act().map(|acted| acted + next);
        let arrival = acted.map_or(at.came_at, |acted| acted.max(at.came_at));
        // Filing here was no snapshot: whatever the first one tells is new.
        let before = known.baseline.take().filter(|_| known.digest.is_some());
        let told = (
            snapshot.state,
            snapshot.dates,
            snapshot.details.suspensions(),
        );
        let baseline = Baseline::of(told, before.as_ref(), arrival);
        let since = baseline.since;
        known.baseline = Some(baseline);
        known.digest = Some(snapshot.digest.clone());
        let remark = match snapshot.state {
            State::SupplementRequested => snapshot.asks(),
            _ => &snapshot.remark,
        };
        let note = EventText::unless_empty(at.moment, remark);
        let is_first = known.dossier.chain.seq == 0;
        let report = TimedState {
            at: since,
            state: Some(snapshot.state),
            by: Reporter::Snapshot,
            key: String::new(),
            seq: self.next_seq(),
            note: note.as_ref().map(|note| note.id),
        };
        self.known.past.push(report);
        let moved = self.derive(at.calendar) || is_first;
        self.follow_request(at.moment, at.calendar);
        let kind = EventKind::Synced {
            message: at.message,
            moved,
            state: Some(snapshot.state),
        };
        self.record(kind, since, note, None, at.moment.now);
    }

    /// Derives once more what is shown, which an earlier version of the portal derived by another
    /// rule; says whether anything changed.
    pub(super) fn derive_again(&mut self, moment: &TimeAndChance, calendar: &Calendar) -> bool {
        let before = self.known.dossier.clone();
        self.derive(calendar);
        self.follow_request(moment, calendar);
        let has_changed = self.known.dossier != before || !self.requests.is_empty();
        if has_changed {
            // Whoever is about to act on what was shown before finds that it has changed.
            let dossier = &mut self.known.dossier;
            dossier.version = dossier.version.saturating_add(1);
        }
        has_changed
    }

    const fn next_seq(&self) -> i32 {
        self.known.dossier.chain.seq.saturating_add(1)
    }

    /// Derives what is shown; says whether the state changed.
    fn derive(&mut self, calendar: &Calendar) -> bool {
        let Known {
            dossier,
            baseline: Some(baseline),
            past,
            ..
        } = &mut self.known
        else {
            return false;
        };
        let view = View::of(baseline, &TimeLine::of(past));
        let before = dossier.state();
        let (filed, due_at) = (baseline.dates.filed(), baseline.dates.due());
        let submitted_at = filed
            .filter(|_| dossier.source == Source::Agency)
            .unwrap_or(dossier.times.submitted_at);
        dossier.standing = view.standing;
        dossier.times = Times {
            submitted_at,
            clock_started_at: submitted_at,
            accepted_at: view.accepted_at,
            due_at,
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
            match punctuality(due_at, dossier.procedure.term, &course, calendar) {
                Punctuality::OnTime => Some(true),
                Punctuality::Late => Some(false),
                Punctuality::Unmeasured => None,
            }
        });
        before != dossier.state()
    }

    /// What is asked for now: what the last row says that asks for it, or, before there is one, the
    /// newest snapshot; nothing where neither says it.
    fn words_of_request(&self) -> Option<EventTextId> {
        let time_line = TimeLine::of(&self.known.past);
        let steps = time_line.current().iter().rev();
        let asking = steps.filter(|step| step.report.state == Some(State::SupplementRequested));
        let (mut by_row, mut by_snapshot) = (None, None);
        for step in asking {
            match step.report.by {
                Reporter::Row => by_row = by_row.or(step.report.note),
                Reporter::Applicant => {}
                Reporter::Snapshot if step.is_newest_snapshot => by_snapshot = step.report.note,
                Reporter::Snapshot => {}
            }
        }
        by_row.or(by_snapshot)
    }

    /// A partner that waits for a supplement asks for it here. Only who filed here can answer here.
    fn follow_request(&mut self, moment: &TimeAndChance, calendar: &Calendar) {
        let dossier = &self.known.dossier;
        let waits = dossier.state() == State::SupplementRequested && dossier.applicant.is_some();
        let note = waits.then(|| self.words_of_request()).flatten();
        match self.known.awaited.take() {
            None if waits => {
                let asked_at = dossier.times.suspended_at.unwrap_or(moment.now);
                let request = SupplementRequest {
                    id: moment.id(),
                    asked_at,
                    due_at: due_at(asked_at, SUPPLEMENT_TERM, calendar),
                    note,
                    answer_note: None,
                    answered_at: None,
                };
                self.requests.push(RequestChange::Asked(request.clone()));
                self.known.awaited = Some(request);
            }
            Some(request) if !waits => self.requests.push(RequestChange::Ended {
                id: request.id,
                at: moment.now,
            }),
            Some(request) if request.note != note => {
                let id = request.id;
                self.requests.push(RequestChange::Reworded { id, note });
                self.known.awaited = Some(SupplementRequest { note, ..request });
            }
            awaited => self.known.awaited = awaited,
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
