//! One partner's bulk keeps no other from its answers.

use std::sync::Arc;

use serde_json::Value;

use super::scene::{Client, NOWHERE, is_success, new_partner, snapshot};
use crate::crash::aftermath::{moment, storage};
use crate::crash::hold::Hold;
use crate::support::{FreshDatabase, Manner, PostOffice, Process, on_both_engines, says, until};

on_both_engines!(bulk_waits_behind_itself_and_look_ups_do_not_wait_for_it);

/// More than have their turn at once.
const BULK: usize = 8;
/// Looks in a row, so that no short write of another's is taken for the one that is held.
const SURE: usize = 20;

fn one(number: usize) -> [Value; 1] {
    [snapshot(&format!("{NOWHERE}-260105-{number:04}"), 4)]
}

async fn bulk_waits_behind_itself_and_look_ups_do_not_wait_for_it(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let bulk = Client::at(
        &storage,
        &portal,
        &moment(),
        &new_partner("h99-test", NOWHERE),
    )
    .await;
    let other = Client::at(
        &storage,
        &portal,
        &moment(),
        &new_partner("h98-test", "H98"),
    )
    .await;
    let code = "H98-260105-0001";
    assert!(is_success(&other.insert(&[snapshot(code, 4)]).await));

    let mut hold = Hold::on(place, "partner_messages");
    let sending: Vec<_> = (0..BULK)
        .map(|number| bulk.insert_meanwhile(&one(number)))
        .collect();
    let mut seen = 0;
    until("the bulk is held", || {
        seen = if hold.holds() { seen + 1 } else { 0 };
        seen == SURE
    })
    .await;
    for _ in 0..10 {
        assert_eq!(other.state_of(code).await.as_deref(), Some("4"));
    }
    // What finds no turn is told so before its sender gives up.
    let late = bulk.insert(&one(BULK)).await;
    let text = late["message"].as_str().unwrap();
    assert!(says(text, "exchange.fault.busy"), "{late}");
    assert_eq!(other.state_of(code).await.as_deref(), Some("4"));
    assert!(
        sending.iter().any(|one| !one.is_finished()),
        "the bulk was held all the while"
    );
    process.kill();
    drop(hold);
}
