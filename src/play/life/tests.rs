use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

const NOW: &str = "2026-11-23T01:30:00Z";

fn dossier(paper: bool) -> Dossier {
    let received_at: Instant = NOW.parse().unwrap();
    Dossier {
        code: "000.00.00.H99-261123-0001".to_owned(),
        portal_code: (!paper).then(|| "H99-261123-9000001".to_owned()),
        state: if paper {
            State::Accepted
        } else {
            State::Submitted
        },
        received_at,
        promised_at: received_at,
        sheet: Map::new(),
        declaration: Value::Null,
        rows: Vec::new(),
        result: None,
    }
}

/// What nothing follows.
const FINAL: [State; 4] = [
    State::Refused,
    State::Withdrawn,
    State::Stopped,
    State::Returned,
];

/// Lives until it rests; `push` is what the portal sends when the agency waits or stands there.
fn live(mut dossier: Dossier, seed: u64, mut push: impl FnMut(&Dossier) -> Option<Act>) -> Dossier {
    let now: Instant = NOW.parse().unwrap();
    for step in 0..40_u64 {
        let mut draw = Draw::of(seed, &["step", &step.to_string()]);
        let habits = Habits {
            refuse: 20,
            supplement: 40,
            stop: 20,
        };
        let own = next_act(&dossier, habits, &mut draw);
        let Some(act) = push(&dossier).or(own) else {
            break;
        };
        dossier.act(act, now, seed, &mut draw);
    }
    dossier
}

proptest! {
    #[test]
    fn every_life_ends(seed: u64, paper: bool) {
        let done = live(dossier(paper), seed, on_supplement);
        prop_assert!(FINAL.contains(&done.state), "{:?}", done.state);
        prop_assert_eq!(done.rows.last().map(|row| row.state), Some(done.state));
    }

    #[test]
    fn rows_stand_in_order_of_time(seed: u64, paper: bool) {
        let done = live(dossier(paper), seed, on_supplement);
        let strictly = |pair: &[Row]| pair[0].at < pair[1].at;
        prop_assert!(done.rows.windows(2).all(strictly), "{:?}", done.rows);
    }

    #[test]
    fn only_what_is_finished_has_a_result(seed: u64, paper: bool) {
        let done = live(dossier(paper), seed, on_supplement);
        let finished = done.reached(State::Finished).is_some();
        prop_assert!(finished || done.result.is_none());
        prop_assert!(paper || done.result.is_some() == finished);
    }

    #[test]
    fn a_withdrawal_moves_only_what_is_open(seed: u64, at in 0..9_usize) {
        let mut pushed = false;
        let mut before = None;
        let done = live(dossier(false), seed, |dossier| {
            if !pushed && dossier.rows.len() >= at {
                pushed = true;
                before = Some(dossier.state);
                return on_withdrawal(dossier);
            }
            on_supplement(dossier)
        });
        let decided = |state: State| FINAL.contains(&state) || state == State::Finished;
        match before {
            Some(state) if !decided(state) => prop_assert_eq!(done.state, State::Withdrawn),
            Some(_) => prop_assert_ne!(done.state, State::Withdrawn),
            None => prop_assert!(FINAL.contains(&done.state)),
        }
    }
}

#[test]
fn the_agency_waits_for_the_portal_but_not_for_paper() {
    let habits = Habits {
        refuse: 0,
        supplement: 0,
        stop: 0,
    };
    let mut waiting = dossier(false);
    waiting.state = State::SupplementRequested;
    assert_eq!(next_act(&waiting, habits, &mut Draw::of(1, &[])), None);
    waiting.portal_code = None;
    assert_eq!(
        next_act(&waiting, habits, &mut Draw::of(1, &[])),
        Some(Act::TakeSupplement)
    );
}

#[test]
fn a_supplement_is_asked_for_once_only() {
    let habits = Habits {
        refuse: 0,
        supplement: 100,
        stop: 0,
    };
    let mut draw = Draw::of(3, &[]);
    let mut dossier = dossier(true);
    let mut asked = 0;
    while let Some(act) = next_act(&dossier, habits, &mut draw) {
        asked += usize::from(act == Act::AskSupplement);
        dossier.act(act, dossier.received_at, 3, &mut draw);
    }
    assert_eq!(asked, 1);
    assert_eq!(dossier.state, State::Returned);
}
