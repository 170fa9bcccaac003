//! The times that are shown, by what rows and snapshots tell of them.

use proptest::prelude::*;

use super::super::past::{Past, Reporter, TimedState};
use super::super::scene::{at, listed, row, snapshot_of, snapshot_with};
use super::super::{Baseline, SyncedDates};
use super::*;

/// The view of snapshots that came one after the other, and rows.
fn view(snapshots: &[Baseline], rows: &[TimedState]) -> View {
    let mut past = Past::default();
    for (seq, snapshot) in (1..).zip(snapshots) {
        past.push(TimedState {
            at: snapshot.since,
            state: Some(snapshot.state),
            by: Reporter::Snapshot,
            key: String::new(),
            seq,
            note: None,
        });
    }
    for one in rows {
        past.push(one.clone());
    }
    View::of(snapshots.last().unwrap(), &TimeLine::of(&past))
}

fn shown(snapshot: &Baseline, rows: &[TimedState]) -> State {
    let view = view(std::slice::from_ref(snapshot), rows);
    view.standing.state()
}

fn stretch(from: u32, until: u32) -> Suspension {
    Suspension {
        from: at(from),
        until: at(until),
    }
}

#[test]
fn a_later_row_wins_over_the_snapshot_and_an_earlier_one_does_not() {
    let snapshot = snapshot_of(State::Processing, 60);
    assert_eq!(shown(&snapshot, &[]), State::Processing);
    let later = [row(90, State::Decided)];
    assert_eq!(shown(&snapshot, &later), State::Decided);
    let earlier = [row(30, State::Decided), row(60, State::Stopped)];
    assert_eq!(shown(&snapshot, &earlier), State::Processing);
}

#[test]
fn the_due_date_is_nothing_that_was_done() {
    let mut due_long_ago = snapshot_of(State::Processing, 60);
    due_long_ago.dates.due_at = Some(at(80));
    let rows = [row(90, State::Decided)];
    assert_eq!(shown(&due_long_ago, &rows), State::Decided);
}

#[test]
fn a_nine_moves_nothing_that_has_ended_otherwise() {
    for state in State::ALL {
        let wanted = match state.is_final() {
            true => state,
            false => State::Decided,
        };
        let nine = row(90, State::Decided);
        let by_snapshot = shown(&snapshot_of(state, 60), std::slice::from_ref(&nine));
        assert_eq!(by_snapshot, wanted, "{state:?}");
        let rows = [row(80, state), nine];
        let by_row = shown(&snapshot_of(State::Submitted, 60), &rows);
        assert_eq!(by_row, wanted, "{state:?}");
        let in_snapshot = [snapshot_of(state, 60), snapshot_of(State::Decided, 95)];
        let by_newest = view(&in_snapshot, &[]).standing.state();
        assert_eq!(by_newest, State::Decided, "a snapshot moves {state:?}");
    }
}

#[test]
fn what_waited_goes_on_by_another_row_and_then_ends() {
    let rows = [
        row(70, State::SupplementRequested),
        row(90, State::Processing),
        row(120, State::Decided),
        row(150, State::Returned),
    ];
    let view = view(&[snapshot_of(State::Accepted, 60)], &rows);
    assert_eq!(view.standing.state(), State::Returned);
    assert_eq!(view.settled_at, Some(at(120)));
    assert_eq!(view.returned_at, Some(at(150)));
    assert_eq!(view.suspensions, [stretch(70, 90)]);
}

#[test]
fn rows_before_a_snapshot_say_when_it_came_to_its_state() {
    // It arrives long after, and says nothing but the state.
    let rows = [row(120, State::Decided), row(150, State::Returned)];
    let told = view(&[snapshot_with(State::Returned, 900, 60)], &rows);
    assert_eq!(told.settled_at, Some(at(120)));
    assert_eq!(told.returned_at, Some(at(150)));
    let untold = view(&[snapshot_with(State::Returned, 900, 60)], &[]);
    assert_eq!(untold.returned_at, Some(at(900)), "and not at acceptance");
    // What it dates itself counts.
    let mut dated = snapshot_with(State::Returned, 145, 60);
    dated.dates.finished_at = Some(at(115));
    dated.dates.returned_at = Some(at(145));
    let view = view(&[dated], &rows);
    assert_eq!(
        (view.settled_at, view.returned_at),
        (Some(at(115)), Some(at(145)))
    );
}

#[test]
fn what_is_opened_again_has_not_ended() {
    let mut ended = snapshot_with(State::Decided, 100, 60);
    ended.dates.finished_at = Some(at(100));
    let again = [row(110, State::Processing)];
    assert_eq!(view(std::slice::from_ref(&ended), &again).settled_at, None);
    let anew = [row(110, State::Processing), row(130, State::Decided)];
    assert_eq!(view(&[ended], &anew).settled_at, Some(at(130)));
}

#[test]
fn the_list_of_supplements_counts_where_no_row_tells() {
    let mut snapshot = snapshot_of(State::Accepted, 60);
    snapshot.suspensions = vec![stretch(50, 70), stretch(80, 100), stretch(110, 130)];
    let ended = row(120, State::Decided);
    // Only what lies between acceptance and the end is time of the agency's.
    let wanted = [stretch(60, 70), stretch(80, 100), stretch(110, 120)];
    let by_list = view(
        std::slice::from_ref(&snapshot),
        std::slice::from_ref(&ended),
    );
    assert_eq!(by_list.suspensions, wanted);
    let rows = [
        row(75, State::SupplementRequested),
        row(85, State::Processing),
        ended.clone(),
    ];
    let by_rows = view(std::slice::from_ref(&snapshot), &rows);
    assert_eq!(by_rows.suspensions, [stretch(75, 85)]);
    // Where there is no list either, the arrivals of snapshots are all that is known.
    let arrived = [
        snapshot_of(State::Accepted, 60),
        snapshot_with(State::SupplementRequested, 70, 60),
        snapshot_with(State::Processing, 95, 60),
    ];
    assert_eq!(
        view(&arrived, std::slice::from_ref(&ended)).suspensions,
        [stretch(70, 95)]
    );
    let mut with_list = arrived;
    with_list[2].suspensions = listed(&[(72, 90)]);
    assert_eq!(view(&with_list, &[ended]).suspensions, [stretch(72, 90)]);
}

#[test]
fn a_due_date_before_acceptance_is_none() {
    let dates = |due| SyncedDates {
        accepted_at: Some(at(60)),
        due_at: Some(at(due)),
        ..SyncedDates::default()
    };
    assert_eq!(dates(59).due(), None);
    assert_eq!(dates(60).due(), Some(at(60)));
    let filed = SyncedDates {
        submitted_at: Some(at(60)),
        due_at: Some(at(30)),
        ..SyncedDates::default()
    };
    assert_eq!(filed.due(), None);
}

proptest! {
    /// Rows of before the newest snapshot never change where the dossier stands.
    #[test]
    fn a_row_of_before_the_snapshot_moves_nothing(
        state in proptest::sample::select(State::ALL.to_vec()),
        early in proptest::sample::select(State::ALL.to_vec()),
        later in proptest::collection::vec(
            (61..100_u32, proptest::sample::select(State::ALL.to_vec())),
            0..6,
        ),
    ) {
        let rows: Vec<TimedState> = later.iter().map(|(at, state)| row(*at, *state)).collect();
        let mut more = rows.clone();
        more.push(row(60, early));
        let snapshot = snapshot_of(state, 60);
        prop_assert_eq!(shown(&snapshot, &more), shown(&snapshot, &rows));
    }
}
