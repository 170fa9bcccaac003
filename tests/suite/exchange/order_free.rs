//! Whatever the order, the repetition and the delay: what arrived shows one view.

use std::collections::BTreeSet;

use motcua::dossiers::{self, EventKind, State, Times};
use motcua::kernel::Instant;
use motcua::storage::{Error, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::dossiers::chain;
use crate::support::{Portal, on_both_engines};

on_both_engines!(any_delivery_shows_what_the_straight_one_shows);

const HISTORIES: usize = 10;
const DELIVERIES: usize = 4;

/// What there is to tell of a dossier.
#[derive(Debug, Clone)]
struct History {
    /// State, and days of January on which work ended and the result was handed over.
    snapshots: Vec<(u8, Option<u8>, Option<u8>)>,
    /// Day, hour, state, text.
    rows: Vec<(u8, u8, u8, &'static str)>,
}

/// One way of telling it.
#[derive(Debug, Clone)]
struct Arrival {
    /// Rows by their place in the history, each once or twice.
    rows: Vec<usize>,
    /// Whether a message ends after a row.
    ends: Vec<bool>,
    /// After how many rows each snapshot comes.
    snapshots: Vec<usize>,
    /// Whether before a row the newest snapshot comes again, and waiting messages are tried.
    again: Vec<bool>,
}

/// What is shown of it.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    state: State,
    looked_up: Option<String>,
    times: Times,
    on_time: Option<bool>,
    rows: BTreeSet<(Instant, Option<i16>, Option<String>)>,
    snapshots: usize,
}

fn history() -> impl Strategy<Value = History> {
    let state = 1..=10_u8;
    let day = proptest::option::of(8..=12_u8);
    let text = proptest::sample::select(vec!["Tiếp nhận", "Chuyển xử lý", "Kết thúc"]);
    let row = (5..=14_u8, 8..=10_u8, state.clone(), text);
    (vec((state, day.clone(), day), 1..=3), vec(row, 1..=8))
        .prop_map(|(snapshots, rows)| History { snapshots, rows })
}

fn delivery(history: &History) -> impl Strategy<Value = Arrival> + use<> {
    let (rows, snapshots) = (history.rows.len(), history.snapshots.len());
    let twice = vec(1..=2_usize, rows).prop_map(|times| -> Vec<usize> {
        let places = times.into_iter().enumerate();
        places
            .flat_map(|(place, times)| vec![place; times])
            .collect()
    });
    let all = 2 * rows;
    let places = vec(0..=rows, snapshots).prop_map(|mut places| {
        places.sort_unstable();
        places
    });
    let flags = || vec(any::<bool>(), all);
    (twice.prop_shuffle(), flags(), places, flags()).prop_map(|(rows, ends, snapshots, again)| {
        Arrival {
            rows,
            ends,
            snapshots,
            again,
        }
    })
}

impl History {
    /// In order of time, the snapshots first, each in a message of its own.
    fn straight(&self) -> Arrival {
        let mut rows: Vec<usize> = (0..self.rows.len()).collect();
        rows.sort_by_key(|place| self.rows[*place]);
        Arrival {
            ends: vec![true; rows.len()],
            snapshots: vec![0; self.snapshots.len()],
            again: vec![false; rows.len()],
            rows,
        }
    }

    fn snapshot(&self, code: &str, place: usize) -> Value {
        let (state, finished, returned) = self.snapshots[place];
        let mut element = snapshot(code, state);
        element["NgayKetThucXuLy"] = json!(finished.map(|day| format!("202601{day:02}100000")));
        element["NgayTra"] = json!(returned.map(|day| format!("202601{day:02}160000")));
        // The same state once more is news all the same, as something else has changed.
        element["TrichYeuHoSo"] = json!(format!("Lần {place}"));
        element
    }

    fn row(&self, code: &str, place: usize) -> Value {
        let (day, hour, state, text) = self.rows[place];
        row(code, &format!("202601{day:02}{hour:02}0000"), state, text)
    }
}

async fn told(portal: &Portal, client: &Client, history: &History, code: &str, way: &Arrival) {
    let mut waiting: Vec<Value> = Vec::new();
    let mut newest: Option<usize> = None;
    for place in 0..=way.rows.len() {
        for (number, _) in way
            .snapshots
            .iter()
            .enumerate()
            .filter(|(_, at)| **at == place)
        {
            tell(client, &mut waiting, newest).await;
            let element = history.snapshot(code, number);
            let answer = match newest {
                None => client.insert(&[element]).await,
                Some(_) => client.update(&[element]).await,
            };
            assert!(is_success(&answer), "{answer}");
            newest = Some(number);
        }
        let Some(row) = way.rows.get(place) else {
            break;
        };
        if way.again[place] {
            portal.work_off().await;
            if let Some(number) = newest {
                let again = client.update(&[history.snapshot(code, number)]).await;
                assert!(is_success(&again), "{again}");
            }
        }
        waiting.push(history.row(code, *row));
        if way.ends[place] {
            tell(client, &mut waiting, newest).await;
        }
    }
    tell(client, &mut waiting, newest).await;
    portal.work_off().await;
}

async fn tell(client: &Client, rows: &mut Vec<Value>, newest: Option<usize>) {
    if rows.is_empty() {
        return;
    }
    let answer = client.progress(rows).await;
    assert_eq!(is_success(&answer), newest.is_some(), "{answer}");
    rows.clear();
}

async fn shown(portal: &Portal, client: &Client, code: &str) -> Shown {
    let looked_up = client.state_of(code).await;
    let shown = portal.storage().read(|conn| -> Result<Shown> {
        let id = dossiers::dossier_of_code(conn, code)?.unwrap();
        let dossier = dossiers::dossier(conn, id)?.unwrap();
        assert!(chain::verifies(conn, &dossier)?, "{code}");
        let mut rows = BTreeSet::new();
        let mut snapshots = 0;
        for recorded in dossiers::events(conn, id)? {
            let event = recorded.event;
            match event.kind {
                EventKind::Progressed { state, .. } => {
                    let note = event.note.map(|note| dossiers::event_text(conn, id, note));
                    let text = note.transpose()?.flatten();
                    let state = state.map(State::number);
                    assert!(
                        rows.insert((event.occurred_at, state, text)),
                        "twice: {code}"
                    );
                }
                EventKind::Synced { .. } => snapshots += 1,
                other => panic!("{other:?}"),
            }
        }
        Ok::<_, Error>(Shown {
            state: dossier.state(),
            looked_up,
            times: dossier.times,
            on_time: dossier.on_time,
            rows,
            snapshots,
        })
    });
    shown.unwrap()
}

async fn any_delivery_shows_what_the_straight_one_shows(portal: &Portal) {
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut runner = TestRunner::deterministic();
    for number in 1..=HISTORIES {
        client.login().await;
        let history = history().new_tree(&mut runner).unwrap().current();
        let code = |way: usize| format!("{NOWHERE}-260105-{number:03}{way}");
        told(portal, &client, &history, &code(0), &history.straight()).await;
        let wanted = shown(portal, &client, &code(0)).await;
        assert_eq!(wanted.snapshots, history.snapshots.len());
        for way in 1..=DELIVERIES {
            let tree = delivery(&history).new_tree(&mut runner).unwrap();
            let delivery = tree.current();
            told(portal, &client, &history, &code(way), &delivery).await;
            let seen = shown(portal, &client, &code(way)).await;
            assert_eq!(seen, wanted, "{history:?} told as {delivery:?}");
        }
    }
}
