//! The same sent at once by several sessions: nothing is doubled, nobody is turned away.

use futures_util::future::join_all;
use motcua::dossiers;
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{Portal, on_both_engines};

on_both_engines!(
    one_batch_sent_by_many_at_once_is_taken_once,
    batches_in_opposite_order_do_not_stop_each_other,
);

const SESSIONS: usize = 6;
const DOSSIERS: usize = 40;

fn codes() -> Vec<String> {
    let numbers = 1..=DOSSIERS;
    numbers
        .map(|n| format!("{NOWHERE}-260105-{n:04}"))
        .collect()
}

fn batch(state: u8) -> Vec<Value> {
    let finished = (state == 9).then_some("20260108100000");
    let each = |code: &String| {
        let mut one = snapshot(code, state);
        one["NgayKetThucXuLy"] = json!(finished);
        one
    };
    codes().iter().map(each).collect()
}

fn rows() -> Vec<Value> {
    let each = |code: &String| {
        [
            row(code, "20260109090000", 9, "Kết thúc xử lý"),
            row(code, "20260110090000", 10, "Trả kết quả"),
        ]
    };
    codes().iter().flat_map(each).collect()
}

/// The same partner, signed in as often as it has processes.
async fn sessions(portal: &Portal) -> Vec<Client> {
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut all = Vec::new();
    for _ in 0..SESSIONS {
        client.login().await;
        all.push(client.clone());
    }
    all
}

/// How many events each dossier has.
fn lengths(portal: &Portal) -> Vec<usize> {
    let length = |code: &String| {
        let events = portal.storage().read(|conn| {
            let id = dossiers::dossier_of_code(conn, code)?.unwrap();
            dossiers::events(conn, id)
        });
        events.unwrap().len()
    };
    codes().iter().map(length).collect()
}

async fn one_batch_sent_by_many_at_once_is_taken_once(portal: &Portal) {
    let clients = sessions(portal).await;
    let new = batch(4);
    let answers = join_all(clients.iter().map(|client| client.insert(&new))).await;
    let taken = answers.iter().filter(|answer| is_success(answer)).count();
    assert_eq!(taken, 1, "{answers:?}");
    let known = |answer: &&Value| answer["error_code"] == "-3";
    assert_eq!(
        answers.iter().filter(known).count(),
        SESSIONS - 1,
        "{answers:?}"
    );
    assert_eq!(lengths(portal), [1; DOSSIERS]);

    let changed = batch(9);
    let answers = join_all(clients.iter().map(|client| client.update(&changed))).await;
    assert!(answers.iter().all(is_success), "{answers:?}");
    assert_eq!(lengths(portal), [2; DOSSIERS]);

    let rows = rows();
    let answers = join_all(clients.iter().map(|client| client.progress(&rows))).await;
    assert!(answers.iter().all(is_success), "{answers:?}");
    assert_eq!(lengths(portal), [4; DOSSIERS]);
    for code in codes() {
        assert_eq!(clients[0].state_of(&code).await.as_deref(), Some("10"));
    }
}

async fn batches_in_opposite_order_do_not_stop_each_other(portal: &Portal) {
    let clients = sessions(portal).await;
    assert!(is_success(&clients[0].insert(&batch(4)).await));
    let (forth, rows_forth) = (batch(9), rows());
    let back: Vec<Value> = forth.iter().rev().cloned().collect();
    let rows_back: Vec<Value> = rows_forth.iter().rev().cloned().collect();
    let sent = clients.iter().enumerate().map(async |(place, client)| {
        let (snapshots, rows) = match place % 2 {
            0 => (&forth, &rows_forth),
            _ => (&back, &rows_back),
        };
        match place {
            0 | 1 => client.update(snapshots).await,
            _ => client.progress(rows).await,
        }
    });
    let answers = join_all(sent).await;
    assert!(answers.iter().all(is_success), "{answers:?}");
    assert_eq!(lengths(portal), [4; DOSSIERS]);
}
