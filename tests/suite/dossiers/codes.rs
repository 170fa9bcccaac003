//! Codes under concurrency: gaps are allowed, doubles are not.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use chrono::Duration;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use motcua::dossiers::{self, DossierCode, code_key};
use motcua::kernel::DossierId;
use motcua::storage::schema::dossier_codes;
use motcua::storage::{EngineKind, Error};
use uuid::Uuid;

use super::office::{Case, dossier, draft, filed, read, submit};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    many_who_file_at_once_get_codes_of_their_own,
    each_day_begins_anew_in_vietnams_time,
    a_code_leads_to_its_dossier,
    what_came_before_codes_had_one_spelling_is_found,
);

async fn many_who_file_at_once_get_codes_of_their_own(database: &Database) {
    const DESKS: usize = 4;
    const EACH: usize = 12;
    let case = Case::default();
    // Not by four at once.
    draft(database, &case);
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

/// The codes of before are written by hand, and what the migration says is said again.
async fn what_came_before_codes_had_one_spelling_is_found(database: &Database) {
    let migration = match database.storage.kind() {
        EngineKind::Sqlite => {
            include_str!("../../../migrations/sqlite/2026-11-28-000002_code_keys/up.sql")
        }
        EngineKind::Postgres => {
            include_str!("../../../migrations/postgres/2026-11-28-000002_code_keys/up.sql")
        }
    };
    let updates = migration
        .split_inclusive(';')
        .filter(|sql| sql.contains("UPDATE dossier_codes"));
    let old = [
        "000.00.00.H99-260105-0001",
        "000.00.07.H99-260105-0001",
        "000.03.20.H99-260105-0001",
        "003.02.01.H99-260105-0001",
        "103.02.01.H99-260105-0001",
        // The second of two dossiers that were one.
        "000.00.00.H98-260105-0001",
        // No code of an agency, or in the one spelling already.
        "000.03.00.H99-260105-0001",
        "H98-260105-0001",
        "H26.103.25-260105-0001",
    ];
    let insert = |code: &str, n: u128| {
        let row = (
            dossier_codes::code.eq(code.to_owned()),
            dossier_codes::dossier_id.eq(DossierId::from_uuid(Uuid::from_u128(n))),
            dossier_codes::kind.eq(2_i16),
        );
        database.storage.write(|tx| {
            diesel::insert_into(dossier_codes::table)
                .values(row.clone())
                .execute(tx.engine())
                .map_err(Error::from)
        })
    };
    for (code, n) in old.iter().zip(1..) {
        insert(code, n).unwrap();
    }
    for update in updates {
        let done = database.storage.write(|tx| {
            let done = motcua::each!(tx, |c| c.batch_execute(update));
            done.map_err(Error::from)
        });
        done.unwrap();
    }
    for (code, n) in old.iter().zip(1..) {
        let is_second = code.starts_with("000.00.00.H98");
        let owner = if is_second { 8 } else { n };
        let expected = DossierId::from_uuid(Uuid::from_u128(owner));
        for spelling in [code, code_key(code).as_str()] {
            let found = read(database, |conn| dossiers::dossier_of_code(conn, spelling));
            assert_eq!(found, Some(expected), "{spelling}");
        }
        if !is_second {
            let shown = read(database, |conn| dossiers::codes_of(conn, expected));
            assert_eq!(shown, [*code]);
        }
    }
}
