//! The stories of the demonstration keep the rules of the operations that tell them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use motcua::demonstration::prepare;
use motcua::dossiers::State;
use motcua::storage::Error;
use motcua::storage::schema::dossiers;

use crate::support::{Portal, on_both_engines};

on_both_engines!(every_service_has_a_dossier_in_every_state);

/// As `src/demonstration/dossiers.toml` lists them.
const SERVICES: usize = 4;

async fn every_service_has_a_dossier_in_every_state(portal: &Portal) {
    prepare(&portal.app).await.unwrap();
    let expected = State::ALL.map(|state| (state.number(), SERVICES));
    assert_eq!(counted(portal), BTreeMap::from(expected));
    prepare(&portal.app).await.unwrap();
    assert_eq!(counted(portal), BTreeMap::from(expected), "a second start");
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
