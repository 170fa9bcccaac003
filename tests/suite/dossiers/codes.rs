//! Codes under concurrency: gaps are allowed, doubles are not.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use chrono::Duration;
use motcua::dossiers::{self, DossierCode};

use super::office::{Case, dossier, draft, filed, read, submit};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    many_who_file_at_once_get_codes_of_their_own,
    each_day_begins_anew_in_vietnams_time,
    a_code_leads_to_its_dossier,
);

async fn many_who_file_at_once_get_codes_of_their_own(database: &Database) {
    const DESKS: usize = 4;
    const EACH: usize = 12;
    let case = Case::default();
    let start = Barrier::new(DESKS);
    let codes: Vec<String> = thread::scope(|scope| {
        let desk = || {
            start.wait();
            let ids = (0..EACH).map(|_| {
                let id = draft(database, &case);
                assert!(submit(database, id, &case).unwrap().is_new);
                id
            });
            let ids: Vec<_> = ids.collect();
            ids.into_iter()
                .map(|id| dossier(database, id).code)
                .collect::<Vec<_>>()
        };
        let desks: Vec<_> = (0..DESKS).map(|_| scope.spawn(desk)).collect();
        desks.into_iter().flat_map(|d| d.join().unwrap()).collect()
    });
    let different: BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), DESKS * EACH, "a code was given twice");
    for code in &codes {
        let parsed: DossierCode = code.parse().unwrap();
        assert_eq!(parsed.agency(), "H26.1");
        assert!(parsed.sequence() >= "9000001", "{code}");
        assert!(read(database, |conn| dossiers::dossier_of_code(conn, code)).is_some());
    }
}

async fn each_day_begins_anew_in_vietnams_time(database: &Database) {
    let case = Case::default();
    let code = || filed(database, &case).code;
    assert_eq!(code(), "H26.1-261123-9000001");
    assert_eq!(code(), "H26.1-261123-9000002");
    // 23:59 in Vietnam, while in UTC the afternoon goes on.
    database.clock.set("2026-11-23T16:59:59Z".parse().unwrap());
    assert_eq!(code(), "H26.1-261123-9000003");
    database.clock.advance(Duration::seconds(1));
    assert_eq!(code(), "H26.1-261124-9000001");
}

async fn a_code_leads_to_its_dossier(database: &Database) {
    let case = Case::default();
    let (one, other) = (filed(database, &case), filed(database, &case));
    for filed in [&one, &other] {
        let found = read(database, |conn| {
            dossiers::dossier_of_code(conn, &filed.code)
        });
        assert_eq!(found, Some(filed.id));
    }
    assert_eq!(
        read(database, |conn| dossiers::dossier_of_code(conn, "x")),
        None
    );
}
