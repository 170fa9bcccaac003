//! The stories of the demonstration keep the rules of the operations that tell them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use motcua::demonstration::prepare;
use motcua::dossiers::State;
use motcua::storage::Error;
use motcua::storage::schema::dossiers;

use crate::support::{Portal, on_both_engines};

on_both_engines!(there_are_dossiers_in_every_state);

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
