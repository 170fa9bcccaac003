//! Killed when an application is filed, before the applicant knows.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use motcua::storage::schema::dossiers;
use motcua::storage::{Error, Storage};

use super::aftermath::{message_id, storage, taken_over};
use super::applicant::{at_the_papers, citizen};
use crate::apply::to_be_checked;
use crate::support::{FreshDatabase, Manner, PostOffice, Process, on_both_engines, until};

on_both_engines!(killed_when_a_dossier_is_committed_and_not_answered);

async fn killed_when_a_dossier_is_committed_and_not_answered(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let browser = citizen(&storage, &portal).await;
    let page = to_be_checked(at_the_papers(&browser).await).await;
    let filing = || page.form("main form").tick("agreed", "1");
    let sending = filing().send_meanwhile();
    until("the dossier is committed", || dossier_count(&storage) == 1).await;
    process.kill();
    // Whether an answer was on its way nobody knows; the applicant has not seen it.
    sending.abort();

    let (process, _) = Process::serve(place, &office, Some(&portal)).await;
    let receipt = filing().submit().await.is(200);
    let code = receipt.text(".receipt__code");
    let list = browser.get("/ho-so").await.is(200);
    assert_eq!(list.texts(".lines .code"), std::slice::from_ref(&code));
    assert_eq!(dossier_count(&storage), 1);
    assert!(code.ends_with("-9000001"), "the first number: {code}");
    process.kill();

    taken_over(place, &office).await.close().await;
    let letters = office.letters();
    let about: Vec<&String> = letters
        .iter()
        .filter(|letter| letter.contains(&code))
        .collect();
    let ids: BTreeSet<String> = about.iter().map(|letter| message_id(letter)).collect();
    assert_eq!(ids.len(), 1, "one letter, however often: {about:?}");
}

fn dossier_count(storage: &Storage) -> i64 {
    let count = storage.read(|conn| {
        let rows = dossiers::table.count().get_result(conn.engine())?;
        Ok::<_, Error>(rows)
    });
    count.unwrap()
}
