//! The stories of the demonstration keep the rules of the operations that tell them.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use motcua::demonstration::prepare;
use motcua::dossiers::State;
use motcua::exchange::partner_by_username;
use motcua::storage::Error;
use motcua::storage::schema::dossiers;

use url::Url;

use crate::support::{
    Browser, FreshDatabase, Manner, Portal, PostOffice, Process, engine_free, on_both_engines,
};

on_both_engines!(there_are_dossiers_in_every_state);
engine_free!(
    the_played_agency_is_found_where_it_was,
    who_starts_again_at_once_waits_for_the_address,
);

async fn there_are_dossiers_in_every_state(portal: &Portal) {
    prepare(&portal.app).await.unwrap();
    let told = counted(portal);
    let states = State::ALL.map(State::number);
    assert_eq!(told.keys().copied().collect::<Vec<_>>(), states);
    // Four services; what is decided for whoever reads results here is handed over in the same moment.
    assert_eq!(told.values().sum::<usize>(), 4 * states.len());
    prepare(&portal.app).await.unwrap();
    assert_eq!(counted(portal), told, "a second start adds nothing");
}

fn counted(portal: &Portal) -> BTreeMap<i16, usize> {
    let states: Vec<State> = portal
        .storage()
        .read(|conn| {
            let states = dossiers::table.select(dossiers::state);
            states.load(conn.engine()).map_err(Error::from)
        })
        .unwrap();
    let mut counts = BTreeMap::new();
    for state in states {
        *counts.entry(state.number()).or_default() += 1;
    }
    counts
}

/// Files that were offered before a restart are fetched after it.
async fn the_played_agency_is_found_where_it_was(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let played_at = || {
        let found = place
            .storage()
            .read(|conn| partner_by_username(conn, "da-nang"));
        found.unwrap().unwrap().push_url
    };
    Process::demonstrate(place, &office).await.kill();
    let before = played_at();
    assert!(before.is_some());
    Process::demonstrate(place, &office).await.kill();
    assert_eq!(played_at(), before);
}

async fn who_starts_again_at_once_waits_for_the_address(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let leaving = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", leaving.local_addr().unwrap());
    let address = Url::parse(&address).unwrap();
    place.storage();
    let leaves = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        drop(leaving);
    });
    let (_process, url) = Process::serve(place, &office, Some(&address)).await;
    leaves.join().unwrap();
    Browser::new(url).get("/healthz").await.is(200);
}
