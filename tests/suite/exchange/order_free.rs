//! Whatever the order, the repetition and the delay of rows: what arrived shows one view and one
//! history, for the same snapshots at the same times.

use std::collections::BTreeSet;

use chrono::Duration;
use motcua::dossiers::{self, EventKind, State, Times};
use motcua::kernel::{Clock as _, Instant};
use motcua::storage::{Error, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::dossiers::chain;
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(any_delivery_shows_what_the_straight_one_shows);

const HISTORIES: usize = 10;
const DELIVERIES: usize = 4;

/// How long after the one before a snapshot arrives.
const HOURS_APART: i64 = 5;
/// The number of lan, who holds them all.
const LAN: &str = "001190004017";

/// What there is to tell of a dossier. Times are hours after the first thing that was done.
#[derive(Debug, Clone)]
struct History {
    /// State, and when work ended and the result was handed over.
    snapshots: Vec<(u8, Option<i64>, Option<i64>)>,
    /// When, state, text.
    rows: Vec<(i64, u8, &'static str)>,
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
    /// Of each entry its time, state and text, and whether it says that the state changed.
    history: Vec<(Instant, State, Option<String>, bool)>,
    remark: Option<String>,
}

fn history() -> impl Strategy<Value = History> {
    let state = 1..=10_u8;
    // Snapshots arrive after 25, 30 and 35 hours.
    let hour = proptest::option::of(1..=36_i64);
    let text = proptest::sample::select(vec!["Tiếp nhận", "Chuyển xử lý", "Kết thúc"]);
    let row = (0..=36_i64, state.clone(), text);
    (vec((state, hour.clone(), hour), 1..=3), vec(row, 1..=8))
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

    fn snapshot(&self, code: &str, begun: Instant, place: usize) -> Value {
        let (state, finished, returned) = self.snapshots[place];
        let mut element = snapshot(code, state);
        element["NgayTiepNhan"] = json!(wire(begun, 0));
        element["NgayKetThucXuLy"] = json!(finished.map(|hour| wire(begun, hour)));
        element["NgayTra"] = json!(returned.map(|hour| wire(begun, hour)));
        element["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": LAN }]);
        // The same state once more is news all the same, as something else has changed.
        element["TrichYeuHoSo"] = json!(format!("Lần {place}"));
        element["GhiChu"] = json!(format!("Ghi chú {place}"));
        element
    }

    fn row(&self, code: &str, begun: Instant, place: usize) -> Value {
        let (hour, state, text) = self.rows[place];
        row(code, &wire(begun, hour), state, text)
    }
}

fn wire(begun: Instant, hours: i64) -> String {
    let at = begun + Duration::hours(hours);
    at.vietnam().format("%Y%m%d%H%M%S").to_string()
}

/// A history that is being told in one way, under a code of its own.
struct Telling<'a> {
    history: &'a History,
    way: Arrival,
    code: String,
    begun: Instant,
    waiting: Vec<Value>,
    newest: Option<usize>,
    /// The next row to be told.
    next: usize,
}

impl Telling<'_> {
    /// Tells rows up to this place of the way.
    async fn rows_to(&mut self, place: usize, portal: &Portal, client: &Client) {
        while self.next < place.min(self.way.rows.len()) {
            let at = self.next;
            self.next += 1;
            if self.way.again[at] {
                portal.work_off().await;
                if let Some(number) = self.newest {
                    let again = self.history.snapshot(&self.code, self.begun, number);
                    let again = client.update(&[again]).await;
                    assert!(is_success(&again), "{again}");
                }
            }
            let row = self.way.rows[at];
            let row = self.history.row(&self.code, self.begun, row);
            self.waiting.push(row);
            if self.way.ends[at] {
                tell(client, &mut self.waiting, self.newest).await;
            }
        }
    }

    /// Tells what comes before a snapshot, and the snapshot.
    async fn snapshot(&mut self, number: usize, portal: &Portal, client: &Client) {
        self.rows_to(self.way.snapshots[number], portal, client)
            .await;
        tell(client, &mut self.waiting, self.newest).await;
        let element = self.history.snapshot(&self.code, self.begun, number);
        let answer = match self.newest {
            None => client.insert(&[element]).await,
            Some(_) => client.update(&[element]).await,
        };
        assert!(is_success(&answer), "{answer}");
        self.newest = Some(number);
    }

    async fn end(&mut self, portal: &Portal, client: &Client) {
        self.rows_to(self.way.rows.len(), portal, client).await;
        tell(client, &mut self.waiting, self.newest).await;
        portal.work_off().await;
    }
}

async fn tell(client: &Client, rows: &mut Vec<Value>, newest: Option<usize>) {
    if rows.is_empty() {
        return;
    }
    let answer = client.progress(rows).await;
    assert_eq!(is_success(&answer), newest.is_some(), "{answer}");
    rows.clear();
}

async fn shown(portal: &Portal, cast: &Cast, client: &Client, code: &str) -> Shown {
    let lan = cast.context(portal, "lan");
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
        let opened = dossiers::open_for_person(conn, &lan, id).unwrap();
        Ok::<_, Error>(Shown {
            state: dossier.state(),
            looked_up,
            remark: opened.history.remark.clone(),
            history: entries(&opened.history),
            times: dossier.times,
            on_time: dossier.on_time,
            rows,
            snapshots,
        })
    });
    shown.unwrap()
}

/// The history as its holder reads it.
fn entries(history: &dossiers::History) -> Vec<(Instant, State, Option<String>, bool)> {
    let entry = |event: &dossiers::Event| {
        let text = event.note.and_then(|note| history.text(note));
        let moved = match event.kind {
            EventKind::Progressed { moved, .. } | EventKind::Synced { moved, .. } => moved,
            ref other => panic!("{other:?}"),
        };
        (
            event.occurred_at,
            event.state_after,
            text.map(str::to_owned),
            moved,
        )
    };
    history.events.iter().map(entry).collect()
}

async fn any_delivery_shows_what_the_straight_one_shows(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut runner = TestRunner::deterministic();
    for number in 1..=HISTORIES {
        let history = history().new_tree(&mut runner).unwrap().current();
        let begun = portal.clock.now();
        let telling = |which: usize, way: Arrival| Telling {
            history: &history,
            way,
            code: format!("{NOWHERE}-260105-{number:03}{which}"),
            begun,
            waiting: Vec::new(),
            newest: None,
            next: 0,
        };
        let mut all = vec![telling(0, history.straight())];
        for which in 1..=DELIVERIES {
            let tree = delivery(&history).new_tree(&mut runner).unwrap();
            all.push(telling(which, tree.current()));
        }
        portal.clock.advance(Duration::hours(20));
        for place in 0..history.snapshots.len() {
            portal.clock.advance(Duration::hours(HOURS_APART));
            client.login().await;
            for telling in &mut all {
                telling.snapshot(place, portal, &client).await;
            }
        }
        portal.clock.advance(Duration::hours(HOURS_APART));
        client.login().await;
        for telling in &mut all {
            telling.end(portal, &client).await;
        }
        let wanted = shown(portal, &cast, &client, &all[0].code).await;
        assert_eq!(wanted.snapshots, history.snapshots.len());
        for telling in &all[1..] {
            let seen = shown(portal, &cast, &client, &telling.code).await;
            assert_eq!(seen, wanted, "{history:?} told as {:?}", telling.way);
        }
    }
}
