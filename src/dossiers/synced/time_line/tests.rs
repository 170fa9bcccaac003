//! The rule of state and history, against a naive reading of its words and every order of arrival.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::history::derived_history;
use super::super::past::{PastEvent, StoredBaseline};
use super::super::scene::at;
use super::super::view::View;
use super::super::{Baseline, SyncedDates};
use super::*;
use crate::dossiers::event::{Event, Source};
use crate::dossiers::event_kind::EventKind;
use crate::kernel::{Id, Instant, MessageId};

/// A snapshot as it was sent, with its arrival.
#[derive(Debug, Clone)]
struct Sent {
    arrival: u32,
    state: State,
    accepted: u32,
    finished: Option<u32>,
    returned: Option<u32>,
}

/// A row of progress: minute, state, text.
type SentRow = (u32, State, u8);

/// What arrives: a snapshot or a row, by its place in the list of its kind.
#[derive(Debug, Clone, Copy)]
enum Arrived {
    Snapshot(usize),
    Row(usize),
}

fn message() -> MessageId {
    Id::from_uuid(uuid::Uuid::nil())
}

fn event(seq: i32, kind: EventKind, occurred: Instant, recorded: Instant, key: &str) -> Event {
    Event {
        dossier: Id::from_uuid(uuid::Uuid::nil()),
        seq,
        kind,
        source: Source::Agency,
        actor: None,
        agency: Id::from_uuid(uuid::Uuid::nil()),
        occurred_at: occurred,
        recorded_at: recorded,
        // What was shown at the time of recording depends on the order, so nothing may follow from it.
        state_after: State::ALL[usize::try_from(seq).unwrap() % State::ALL.len()],
        note: None,
        source_key: (!key.is_empty()).then(|| key.to_owned()),
    }
}

fn dates(sent: &Sent) -> SyncedDates {
    SyncedDates {
        submitted_at: Some(at(sent.accepted)),
        accepted_at: Some(at(sent.accepted)),
        finished_at: sent.finished.map(at),
        returned_at: sent.returned.map(at),
        ..SyncedDates::default()
    }
}

/// The events that are recorded when all this arrives in this order, and the newest snapshot.
fn recorded(snapshots: &[Sent], rows: &[SentRow], order: &[Arrived]) -> (Vec<Event>, Baseline) {
    let mut events: Vec<Event> = Vec::new();
    let mut keys = BTreeSet::new();
    let mut newest: Option<Baseline> = None;
    for (arrived, moved) in order.iter().zip([true, false].into_iter().cycle()) {
        let seq = i32::try_from(events.len()).unwrap() + 1;
        match *arrived {
            Arrived::Snapshot(place) => {
                let sent = &snapshots[place];
                let told = (sent.state, dates(sent), Vec::new());
                let baseline = Baseline::of(told, newest.as_ref(), at(sent.arrival));
                let kind = EventKind::Synced {
                    message: message(),
                    moved,
                    state: Some(sent.state),
                };
                events.push(event(seq, kind, baseline.since, at(sent.arrival), ""));
                newest = Some(baseline);
            }
            Arrived::Row(place) => {
                let (minute, state, text) = rows[place];
                let key = format!("{minute}/{}/{text}", state.key());
                if !keys.insert(key.clone()) {
                    continue;
                }
                let kind = EventKind::Progressed {
                    state: Some(state),
                    message: message(),
                    moved,
                };
                events.push(event(seq, kind, at(minute), at(1_000), &key));
            }
        }
    }
    (events, newest.unwrap())
}

fn stored(baseline: &Baseline) -> StoredBaseline {
    StoredBaseline {
        baseline: baseline.clone(),
        is_dated: true,
        has_snapshot: true,
    }
}

fn view(events: &[Event], baseline: &Baseline) -> View {
    let (past, baseline) = Past::of(events.iter().map(PastEvent::from), &stored(baseline));
    View::of(&baseline, &TimeLine::of(&past))
}

/// What a reader sees of the history.
fn entries(events: &[Event], baseline: &Baseline) -> Vec<(Instant, State, bool, bool)> {
    let shown = derived_history(events.to_vec(), &stored(baseline));
    let entry = |event: Event| {
        let (is_row, begins) = match event.kind {
            EventKind::Progressed { moved, .. } => (true, moved),
            EventKind::Synced { moved, .. } => (false, moved),
            other => panic!("{other:?}"),
        };
        (event.occurred_at, event.state_after, is_row, begins)
    };
    shown.into_iter().map(entry).collect()
}

/// The states in which the dossier was at a moment, by the words of the rule: a snapshot counts until
/// the time since which a newer one has another; of everything up to the moment the latest wins; a 9 in
/// a row moves nothing that has ended otherwise. Several where several things happened at the moment.
fn states_at(moment: Instant, snapshots: &[(Instant, State)], rows: &[SentRow]) -> Vec<State> {
    let mut times: Vec<Instant> = rows.iter().map(|(minute, ..)| at(*minute)).collect();
    times.extend(snapshots.iter().map(|(since, _)| *since));
    times.retain(|time| *time <= moment);
    times.sort_unstable();
    times.dedup();
    let mut state = State::Submitted;
    let mut states = Vec::new();
    for time in times {
        states.clear();
        let mut now: Vec<&SentRow> = rows.iter().filter(|row| at(row.0) == time).collect();
        now.sort_by_key(|(minute, state, text)| {
            (state.number(), format!("{minute}/{}/{text}", state.key()))
        });
        for (_, reported, _) in now {
            let is_held = [
                State::Refused,
                State::Withdrawn,
                State::Stopped,
                State::Returned,
            ]
            .contains(&state);
            if !(is_held && *reported == State::Decided) {
                state = *reported;
            }
            states.push(state);
        }
        for (place, (since, told)) in snapshots.iter().enumerate() {
            let mut newer = snapshots[place + 1..].iter();
            if *since == time && newer.all(|(newer, _)| since < newer) {
                state = *told;
                states.push(state);
            }
        }
    }
    states
}

/// The dates of the snapshots in their order, once more by the words of the rule.
fn dated(snapshots: &[Sent]) -> Vec<(Instant, State)> {
    let mut dated: Vec<(Instant, State)> = Vec::new();
    for (place, sent) in snapshots.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| &snapshots[place]);
        let told = before.map(|one| {
            let done = [Some(one.accepted), one.finished, one.returned];
            done.into_iter().flatten().max().unwrap()
        });
        let own = match sent.state {
            State::Submitted | State::Accepted => Some(sent.accepted),
            State::Refused | State::Withdrawn | State::Stopped | State::Decided => sent.finished,
            State::Returned => sent.returned,
            State::Processing | State::SupplementRequested | State::PaymentRequested => None,
        };
        let since = match own.filter(|own| told.is_none_or(|told| *own > told)) {
            Some(own) => at(own),
            None if before.is_some_and(|one| one.state == sent.state) => dated[place - 1].0,
            None => at(sent.arrival),
        };
        dated.push((since, sent.state));
    }
    dated
}

fn states() -> impl Strategy<Value = State> {
    proptest::sample::select(State::ALL.to_vec())
}

fn snapshots() -> impl Strategy<Value = Vec<Sent>> {
    // Few minutes, so that much happens at one moment; arrivals among the times of the rows.
    let date = || proptest::option::of((0..12_u32).prop_map(|minute| minute * 10));
    let sent = (0..12_u32, states(), 0..4_u32, date(), date());
    let sent = sent.prop_map(|(arrival, state, accepted, finished, returned)| Sent {
        arrival: arrival * 10,
        state,
        accepted: accepted * 10,
        finished,
        returned,
    });
    proptest::collection::vec(sent, 1..5).prop_map(|mut sent| {
        let mut arrivals: Vec<u32> = sent.iter().map(|one| one.arrival).collect();
        arrivals.sort_unstable();
        for (one, arrival) in sent.iter_mut().zip(arrivals) {
            one.arrival = arrival;
        }
        sent
    })
}

fn rows() -> impl Strategy<Value = Vec<SentRow>> {
    let row = (0..12_u32, states(), 0..2_u8);
    proptest::collection::vec(
        row.prop_map(|(minute, state, text)| (minute * 10, state, text)),
        0..8,
    )
}

/// Orders in which all of it arrives, rows more than once: the snapshots keep theirs.
fn orders(snapshots: usize, rows: usize) -> impl Strategy<Value = Vec<Arrived>> {
    let again = proptest::collection::vec(0..rows.max(1), 0..4);
    again.prop_flat_map(move |again| {
        let mut all: Vec<Option<usize>> = (0..rows).map(Some).collect();
        all.extend(again.into_iter().filter(|row| *row < rows).map(Some));
        all.extend(std::iter::repeat_n(None, snapshots));
        Just(all).prop_shuffle().prop_map(|shuffled| {
            let mut next = 0..;
            let arrived = shuffled.into_iter().map(|one| match one {
                Some(row) => Arrived::Row(row),
                None => Arrived::Snapshot(next.next().unwrap()),
            });
            arrived.collect()
        })
    })
}

type Case = (Vec<Sent>, Vec<SentRow>, Vec<Arrived>);

fn cases() -> impl Strategy<Value = Case> {
    (snapshots(), rows()).prop_flat_map(|(snapshots, rows)| {
        let orders = orders(snapshots.len(), rows.len());
        (Just(snapshots), Just(rows), orders)
    })
}

/// The snapshots as they come, and then every row once, in the order of time.
fn straight(snapshots: &[Sent], rows: &[SentRow]) -> Vec<Arrived> {
    let snapshots = (0..snapshots.len()).map(Arrived::Snapshot);
    let mut rows: Vec<(SentRow, usize)> = rows.iter().copied().zip(0..).collect();
    rows.sort_by_key(|((minute, state, text), _)| (*minute, state.number(), *text));
    let rows = rows.into_iter().map(|(_, place)| Arrived::Row(place));
    snapshots.chain(rows).collect()
}

fn once(rows: &[SentRow]) -> Vec<SentRow> {
    let mut keys = BTreeSet::new();
    let mut rows = rows.to_vec();
    rows.retain(|(minute, state, text)| keys.insert((*minute, state.number(), *text)));
    rows
}

proptest! {
    #[test]
    fn every_order_repetition_and_delay_of_rows_shows_the_same((snapshots, rows, order) in cases()) {
        let straight = straight(&snapshots, &rows);
        let (wanted, baseline) = recorded(&snapshots, &rows, &straight);
        let (events, other) = recorded(&snapshots, &rows, &order);
        prop_assert_eq!(&other, &baseline);
        prop_assert_eq!(view(&events, &baseline), view(&wanted, &baseline));
        prop_assert_eq!(entries(&events, &baseline), entries(&wanted, &baseline));
    }

    #[test]
    fn the_state_is_that_of_the_newest_snapshot_or_of_later_rows((snapshots, rows, order) in cases()) {
        let (events, baseline) = recorded(&snapshots, &rows, &order);
        let dated = dated(&snapshots);
        prop_assert_eq!(Some(&(baseline.since, baseline.state)), dated.last());
        let newest = &dated[dated.len() - 1..];
        let end = states_at(at(1_000), newest, &once(&rows));
        let shown = view(&events, &baseline).standing.state();
        prop_assert_eq!(Some(&shown), end.last());
    }

    #[test]
    fn no_entry_says_what_was_not_so_at_its_time((snapshots, rows, order) in cases()) {
        let (events, baseline) = recorded(&snapshots, &rows, &order);
        let entries = entries(&events, &baseline);
        let (dated, rows) = (dated(&snapshots), once(&rows));
        for (moment, state, ..) in &entries {
            let was = states_at(*moment, &dated, &rows);
            prop_assert!(was.contains(state), "{state:?} at {moment}: {was:?}");
        }
        prop_assert!(entries.is_sorted_by_key(|(moment, ..)| *moment));
        let told = entries.iter().filter(|(.., is_row, _)| *is_row).count();
        prop_assert_eq!(told, rows.len(), "every row has its entry");
        // The last entry says how the dossier stands.
        let shown = view(&events, &baseline).standing.state();
        prop_assert_eq!(entries.last().map(|(_, state, ..)| *state), Some(shown));
        // A snapshot stands there only for a change of which no row tells.
        for (place, (_, state, is_row, begins)) in entries.iter().enumerate() {
            prop_assert!(*is_row || *begins || place == 0, "{state:?}");
        }
    }
}

fn shown(snapshots: &[Sent], rows: &[SentRow]) -> Vec<(Instant, State)> {
    let order = straight(snapshots, rows);
    let (events, baseline) = recorded(snapshots, rows, &order);
    let entries = entries(&events, &baseline).into_iter();
    entries.map(|(moment, state, ..)| (moment, state)).collect()
}

fn sent(arrival: u32, state: State) -> Sent {
    Sent {
        arrival,
        state,
        accepted: 10,
        finished: None,
        returned: None,
    }
}

#[test]
fn a_snapshot_without_a_date_of_its_state_is_dated_by_its_arrival() {
    for state in State::ALL {
        if state == State::Accepted {
            continue;
        }
        let snapshots = [sent(20, State::Accepted), sent(60, state)];
        let rows = [(10, State::Accepted, 0), (40, State::Processing, 0)];
        let wanted = match state {
            // No change, so no entry.
            State::Processing => vec![(at(10), State::Accepted), (at(40), State::Processing)],
            state => vec![
                (at(10), State::Accepted),
                (at(40), State::Processing),
                (at(60), state),
            ],
        };
        // Submission has a date in every snapshot, and it is not new.
        assert_eq!(shown(&snapshots, &rows), wanted, "{state:?}");
    }
}

#[test]
fn a_row_that_tells_of_the_change_takes_the_place_of_the_snapshot() {
    let snapshots = [
        sent(20, State::Accepted),
        sent(60, State::SupplementRequested),
    ];
    let before = [(55, State::SupplementRequested, 0)];
    let after = [(65, State::SupplementRequested, 0)];
    let accepted = (at(10), State::Accepted);
    let asked = |minute| vec![accepted, (at(minute), State::SupplementRequested)];
    assert_eq!(shown(&snapshots, &before), asked(55));
    assert_eq!(shown(&snapshots, &after), asked(65));
    assert_eq!(shown(&snapshots, &[]), asked(60));
}

#[test]
fn a_newer_snapshot_overrules_what_an_older_one_said_of_later() {
    let mut returned = sent(60, State::Returned);
    returned.returned = Some(90);
    let snapshots = [
        sent(20, State::Accepted),
        returned,
        sent(70, State::Processing),
    ];
    let wanted = [(at(10), State::Accepted), (at(70), State::Processing)];
    assert_eq!(shown(&snapshots, &[]), wanted);
}

#[test]
fn a_snapshot_of_an_earlier_version_is_dated_by_what_is_known() {
    let synced = |seq, occurred, recorded, state_after, moved| {
        let kind = EventKind::Synced {
            message: message(),
            moved,
            state: None,
        };
        Event {
            state_after,
            ..event(seq, kind, at(occurred), at(recorded), "")
        }
    };
    let row = |seq, minute, state: State| {
        let kind = EventKind::Progressed {
            state: Some(state),
            message: message(),
            moved: true,
        };
        event(seq, kind, at(minute), at(minute), &format!("{minute}"))
    };
    // It said 4, was answered with success, and changed nothing.
    let events = [
        synced(1, 10, 20, State::Accepted, true),
        row(2, 40, State::Processing),
        synced(3, 10, 60, State::Processing, false),
    ];
    let newest = StoredBaseline {
        baseline: Baseline {
            state: State::SupplementRequested,
            since: at(10),
            dates: dates(&sent(60, State::SupplementRequested)),
            suspensions: Vec::new(),
        },
        is_dated: false,
        has_snapshot: true,
    };
    let shown = derived_history(events.to_vec(), &newest);
    let shown: Vec<(Instant, State)> = shown
        .iter()
        .map(|event| (event.occurred_at, event.state_after))
        .collect();
    let wanted = [
        (at(10), State::Accepted),
        (at(40), State::Processing),
        (at(60), State::SupplementRequested),
    ];
    assert_eq!(shown, wanted);
}
