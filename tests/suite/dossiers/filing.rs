//! Drafts and filing: however often it is pressed, there is one dossier.

use std::sync::Barrier;
use std::thread;

use diesel::prelude::*;
use motcua::context::Principal;
use motcua::dossiers::{self, Error};
use motcua::kernel::AccountId;
use motcua::storage::schema::dossiers as dossier_table;
use serde_json::json;
use uuid::Uuid;

use super::office::{
    Case, agency, by_lan, draft, filed, id, lan, new_draft, read, submit, viewer, write,
};
use crate::support::{Database, on_both_engines, somebody_receives};

on_both_engines!(
    filing_again_finds_the_same_dossier,
    filing_at_once_from_two_windows_makes_one_dossier,
    the_same_start_page_begins_one_draft,
    nobody_files_or_sees_a_draft_of_another,
    a_draft_without_a_way_for_the_result_is_not_filed,
    what_was_filed_is_sealed_and_opens_again,
);

async fn filing_again_finds_the_same_dossier(database: &Database) {
    let case = Case::default();
    let id = draft(database, &case);
    let first = submit(database, id, &case).unwrap();
    let again = submit(database, id, &case).unwrap();
    assert_eq!((first.dossier, again.dossier), (id, id));
    assert!(first.is_new && !again.is_new);
    assert_eq!(read(database, |conn| dossiers::events(conn, id)).len(), 1);
    let account = lan().account;
    let drafts = read(database, |conn| dossiers::drafts_of(conn, account, 10));
    assert!(drafts.is_empty(), "{drafts:?}");
}

async fn filing_at_once_from_two_windows_makes_one_dossier(database: &Database) {
    let case = Case::default();
    for round in 0..8 {
        let id = draft(database, &case);
        let start = Barrier::new(2);
        let window = || {
            start.wait();
            submit(database, id, &case)
        };
        let outcomes: Vec<_> = thread::scope(|scope| {
            let windows = [scope.spawn(window), scope.spawn(window)];
            windows.into_iter().map(|w| w.join().unwrap()).collect()
        });
        let new = outcomes
            .iter()
            .map(|outcome| outcome.as_ref().unwrap().is_new)
            .filter(|is_new| *is_new)
            .count();
        assert_eq!(new, 1, "round {round}");
        assert_eq!(read(database, |conn| dossiers::events(conn, id)).len(), 1);
    }
    let count: i64 = read(database, |conn| {
        Ok(dossier_table::table.count().get_result(conn.engine())?)
    });
    assert_eq!(count, 8);
}

async fn the_same_start_page_begins_one_draft(database: &Database) {
    let start = |account: AccountId, key: u128| {
        let cx = database.context(Principal::Account(viewer(account, &[])));
        let new = new_draft(Uuid::from_u128(key));
        write(database, |tx, _| {
            somebody_receives(tx, &cx.moment, new.agency)?;
            dossiers::start_draft(tx, &cx, &new)
        })
        .unwrap()
    };
    let first = start(lan().account, 1);
    assert_eq!(start(lan().account, 1), first);
    assert_ne!(start(lan().account, 2), first);
    assert_ne!(start(id(0xF), 1), first, "another person's page");
}

async fn nobody_files_or_sees_a_draft_of_another(database: &Database) {
    let case = Case::default();
    let draft = draft(database, &case);
    let stranger: AccountId = id(0xBAD);
    let seen = read(database, |conn| {
        dossiers::draft_owned_by(conn, draft, stranger)
    });
    assert_eq!(seen, None);
    let filing = case.filing();
    let cx = database.context(Principal::Account(viewer(stranger, &[])));
    let outcome = write(database, |tx, _| dossiers::file(tx, &cx, draft, &filing));
    assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    let outcome = write(database, |tx, _| dossiers::discard_draft(tx, &cx, draft));
    assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    assert!(
        submit(database, draft, &case).unwrap().is_new,
        "it is still there"
    );
}

async fn a_draft_without_a_way_for_the_result_is_not_filed(database: &Database) {
    let account = lan().account;
    let (new, cx) = (new_draft(Uuid::from_u128(5)), by_lan(database));
    let draft = write(database, |tx, _| {
        somebody_receives(tx, &cx.moment, new.agency)?;
        dossiers::start_draft(tx, &cx, &new)
    });
    let draft = draft.unwrap();
    let outcome = submit(database, draft, &Case::default());
    assert!(
        matches!(
            outcome,
            Err(Error::Invalid {
                field: "delivery",
                ..
            })
        ),
        "{outcome:?}"
    );
    let kept = read(database, |conn| {
        dossiers::draft_owned_by(conn, draft, account)
    });
    assert!(kept.is_some(), "nothing was lost");
}

async fn what_was_filed_is_sealed_and_opens_again(database: &Database) {
    let dossier = filed(database, &Case::default());
    let answers = read(database, |conn| dossiers::answers(conn, dossier.id)).unwrap();
    assert_eq!(answers.answers, json!({ "child": "Bé" }));
    let raw: Option<Vec<u8>> = read(database, |conn| {
        let row = dossier_table::table.find(dossier.id);
        Ok(row
            .select(dossier_table::holder_number_index)
            .first(conn.engine())?)
    });
    let number = dossier.holder.number.unwrap();
    assert!(!String::from_utf8_lossy(&raw.unwrap()).contains(&number));
    let found = read(database, |conn| {
        dossiers::found_by_number(conn, agency(), &number, 10)
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, dossier.id);
}
