//! The view against the words of the rule, and against every order of arrival.

use proptest::prelude::*;

use super::{Baseline, TimedState, View};
use crate::dossiers::deadline::Suspension;
use crate::dossiers::lifecycle::State;
use crate::dossiers::synced::SyncedDates;
use crate::kernel::Instant;

fn at(minute: u32) -> Instant {
    let text = format!("2026-01-05T{:02}:{:02}:00Z", minute / 60, minute % 60);
    text.parse().unwrap()
}

fn entry(minute: u32, state: State) -> TimedState {
    TimedState {
        at: at(minute),
        state,
        key: format!("{minute}/{}", state.key()),
    }
}

fn baseline(state: State, accepted: u32) -> Baseline {
    Baseline {
        state,
        dates: SyncedDates {
            accepted_at: Some(at(accepted)),
            due_at: Some(at(900)),
            ..SyncedDates::default()
        },
        suspensions: Vec::new(),
    }
}

fn shown(baseline: &Baseline, entries: &[TimedState]) -> State {
    View::of(baseline, entries).standing.state()
}

#[test]
fn a_later_row_wins_over_the_snapshot_and_an_earlier_one_does_not() {
    let snapshot = baseline(State::Processing, 60);
    assert_eq!(shown(&snapshot, &[]), State::Processing);
    let later = [entry(90, State::Decided)];
    assert_eq!(shown(&snapshot, &later), State::Decided);
    let earlier = [entry(30, State::Decided), entry(60, State::Stopped)];
    assert_eq!(shown(&snapshot, &earlier), State::Processing);
}

#[test]
fn the_due_date_is_nothing_that_was_done() {
    let due_long_ago = Baseline {
        dates: SyncedDates {
            accepted_at: Some(at(60)),
            due_at: Some(at(500)),
            ..SyncedDates::default()
        },
        ..baseline(State::Processing, 60)
    };
    let row = [entry(90, State::Decided)];
    assert_eq!(shown(&due_long_ago, &row), State::Decided);
}

#[test]
fn a_nine_moves_nothing_that_waits_or_has_ended() {
    for state in State::ALL {
        let moves = matches!(
            state,
            State::Submitted | State::Accepted | State::Processing | State::Decided
        );
        let wanted = if moves { State::Decided } else { state };
        let by_snapshot = shown(&baseline(state, 60), &[entry(90, State::Decided)]);
        assert_eq!(by_snapshot, wanted, "{state:?}");
        let rows = [entry(90, state), entry(95, State::Decided)];
        let by_row = shown(&baseline(State::Submitted, 60), &rows);
        assert_eq!(by_row, wanted, "{state:?}");
    }
}

#[test]
fn what_waited_goes_on_by_another_row_and_then_ends() {
    let rows = [
        entry(70, State::SupplementRequested),
        entry(90, State::Processing),
        entry(120, State::Decided),
        entry(150, State::Returned),
    ];
    let view = View::of(&baseline(State::Accepted, 60), &rows);
    assert_eq!(view.standing.state(), State::Returned);
    assert_eq!(view.settled_at, Some(at(120)));
    assert_eq!(view.returned_at, Some(at(150)));
    let [stood] = view.suspensions.as_slice() else {
        panic!("{:?}", view.suspensions)
    };
    assert_eq!((stood.from, stood.until), (at(70), at(90)));
}

fn stretch(from: u32, until: u32) -> Suspension {
    Suspension {
        from: at(from),
        until: at(until),
    }
}

#[test]
fn the_list_of_supplements_counts_where_no_row_tells() {
    let listed = Baseline {
        suspensions: vec![stretch(50, 70), stretch(80, 100), stretch(110, 130)],
        ..baseline(State::Accepted, 60)
    };
    let ended = entry(120, State::Decided);
    // Only what lies between acceptance and the end is time of the agency's.
    let wanted = [stretch(60, 70), stretch(80, 100), stretch(110, 120)];
    let view = View::of(&listed, std::slice::from_ref(&ended));
    assert_eq!(view.suspensions, wanted);
    let rows = [
        entry(75, State::SupplementRequested),
        entry(85, State::Processing),
        ended,
    ];
    assert_eq!(View::of(&listed, &rows).suspensions, [stretch(75, 85)]);
}

fn states() -> impl Strategy<Value = State> {
    proptest::sample::select(State::ALL.to_vec())
}

fn histories() -> impl Strategy<Value = Vec<TimedState>> {
    // Few minutes, so that rows of one moment are common.
    let row = (0..12_u32, states(), 0..2_u8).prop_map(|(minute, state, which)| TimedState {
        at: at(minute * 10),
        state,
        key: format!("{which}"),
    });
    proptest::collection::vec(row, 0..12)
}

proptest! {
    #[test]
    fn every_order_and_repetition_shows_the_same(
        state in states(),
        accepted in 0..100_u32,
        history in histories(),
        (shuffled, repeated) in histories().prop_flat_map(|_| (any::<u64>(), any::<u64>())),
    ) {
        let snapshot = Baseline {
            suspensions: vec![stretch(5, 25), stretch(45, 95)],
            ..baseline(state, accepted)
        };
        let view = View::of(&snapshot, &history);
        let mut others = history.clone();
        let again = history.iter().enumerate();
        let again = again.filter(|(place, _)| (repeated >> (place % 64)) & 1 == 1);
        others.extend(again.map(|(_, entry)| entry.clone()));
        let mut seed = shuffled;
        for place in (1..others.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let other = usize::try_from(seed >> 33).unwrap() % (place + 1);
            others.swap(place, other);
        }
        prop_assert_eq!(View::of(&snapshot, &others), view);
    }

    #[test]
    fn a_row_of_before_the_snapshot_changes_nothing(
        state in states(),
        history in histories(),
        early in states(),
    ) {
        let snapshot = baseline(state, 60);
        let mut more = history.clone();
        more.push(entry(60, early));
        prop_assert_eq!(View::of(&snapshot, &more), View::of(&snapshot, &history));
    }
}
