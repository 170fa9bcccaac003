//! Killed while a partner's batch is recorded, and while a partner is told.

use std::sync::Arc;

use diesel::prelude::*;
use motcua::exchange::NewPartner;
use motcua::storage::schema::{dossier_codes, dossier_events, dossiers};
use motcua::storage::{Error, Storage};
use serde_json::Value;

use super::aftermath::{moment, storage, taken_over};
use super::applicant::{at_the_papers, citizen};
use super::hold::Hold;
use crate::apply::to_be_checked;
use crate::exchange::listener::{Listener, Manners};
use crate::exchange::scene::{Client, NOWHERE, is_success, new_partner, province, snapshot};
use crate::support::{
    FreshDatabase, Manner, PostOffice, Process, count as rows, on_both_engines, until,
};

on_both_engines!(
    killed_while_a_batch_is_recorded,
    killed_when_a_batch_is_committed_and_not_answered,
    killed_while_a_partner_is_told,
    killed_while_views_are_derived_once_more,
);

const BATCH: usize = 1_000;
/// Looks in a row, so that no short write of another's is taken for the one that is held.
const SURE: usize = 20;

fn batch() -> Vec<Value> {
    let codes = (1..=BATCH).map(|number| format!("{NOWHERE}-260105-{number:04}"));
    codes.map(|code| snapshot(&code, 4)).collect()
}

async fn killed_while_a_batch_is_recorded(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let new = new_partner("h99-test", NOWHERE);
    let client = Client::at(&storage, &portal, &moment(), &new).await;
    let mut hold = Hold::on(place, "partner_messages");
    let sending = client.insert_meanwhile(&batch());
    let mut seen = 0;
    until("the batch is held before its end", || {
        seen = if hold.holds() { seen + 1 } else { 0 };
        seen == SURE
    })
    .await;
    process.kill();
    drop(hold);
    assert!(!sending.await.unwrap(), "it was held, and then dead");
    assert_eq!(count(&storage), [0; 3], "all or nothing");

    let (process, _) = Process::serve(place, &office, Some(&portal)).await;
    let answer = client.insert(&batch()).await;
    assert!(is_success(&answer), "{answer}");
    assert_eq!(count(&storage), [BATCH; 3]);
    process.kill();
    taken_over(place, &office).await.close().await;
}

async fn killed_when_a_batch_is_committed_and_not_answered(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let new = new_partner("h99-test", NOWHERE);
    let client = Client::at(&storage, &portal, &moment(), &new).await;
    let sending = client.insert_meanwhile(&batch());
    until("the batch is committed", || count(&storage)[0] > 0).await;
    process.kill();
    // Whether an answer was on its way nobody knows; the partner has not seen it.
    sending.abort();

    let (process, _) = Process::serve(place, &office, Some(&portal)).await;
    let repeat = client.insert(&batch()).await;
    assert_eq!(repeat["error_code"], "-3", "{repeat}");
    assert!(repeat["message"].as_str().unwrap().contains("đã tồn tại"));
    assert!(is_success(&client.update(&batch()).await));
    assert_eq!(count(&storage), [BATCH; 3]);
    process.kill();
    taken_over(place, &office).await.close().await;
}

async fn killed_while_a_partner_is_told(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let listener = Listener::open();
    listener.behave(Manners::IsSilent);
    let new = NewPartner {
        push_url: listener.push_url().parse().ok(),
        ..province()
    };
    let client = Client::at(&storage, &portal, &moment(), &new).await;
    let browser = citizen(&storage, &portal).await;
    let page = to_be_checked(at_the_papers(&browser).await).await;
    let filing = page.form("main form").tick("agreed", "1");
    let code = filing.submit().await.is(200).text(".receipt__code");
    until("the partner hears of it", || listener.heard().len() == 1).await;
    process.kill();

    listener.behave(Manners::Takes);
    let portal = taken_over(place, &office).await;
    portal.work_off().await;
    let heard = listener.heard();
    assert_eq!(
        heard.len(),
        2,
        "once more, and then it is known to be there"
    );
    assert_eq!(
        heard[0].key, heard[1].key,
        "so that the partner has it once"
    );
    for one in heard {
        assert_eq!(one.bearer, client.secrets.push.reveal());
        assert_eq!(one.body["data"]["MaHoSo"], code);
        assert_eq!(one.body["data"]["SuKien"]["SoThuTu"], 1);
    }
    portal.close().await;
    listener.close().await;
}

async fn killed_while_views_are_derived_once_more(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let storage = storage(place);
    let (process, portal) = Process::serve(place, &office, None).await;
    let new = new_partner("h99-test", NOWHERE);
    let client = Client::at(&storage, &portal, &moment(), &new).await;
    assert!(is_success(&client.insert(&batch()).await));
    process.kill();
    // Views as an earlier version derived them: every dossier accepted, and no state dated.
    let written = storage.write(|tx| {
        for statement in [
            "UPDATE synced_dossiers SET stated_at = NULL",
            "UPDATE dossiers SET state = 2",
        ] {
            diesel::sql_query(statement).execute(tx.engine())?;
        }
        Ok::<_, Error>(())
    });
    written.unwrap();
    let old = "dossiers WHERE state = 2";
    let undated = "synced_dossiers WHERE stated_at IS NULL";
    let all = i64::try_from(BATCH).unwrap();

    let mut hold = Hold::on_updates(place, "synced_dossiers");
    let process = Process::work(place, &office);
    let mut seen = 0;
    until("the first dossiers are held before they are dated", || {
        seen = if hold.holds() { seen + 1 } else { 0 };
        seen == SURE
    })
    .await;
    process.kill();
    drop(hold);
    assert_eq!(rows(&storage, old), all, "both or neither");
    assert_eq!(rows(&storage, undated), all);

    taken_over(place, &office).await.close().await;
    assert_eq!(rows(&storage, old), 0);
    assert_eq!(rows(&storage, undated), 0);
}

/// Dossiers, their codes, their events.
fn count(storage: &Storage) -> [usize; 3] {
    let counts = storage.read(|conn| {
        let counts: [i64; 3] = [
            dossiers::table.count().get_result(conn.engine())?,
            dossier_codes::table.count().get_result(conn.engine())?,
            dossier_events::table.count().get_result(conn.engine())?,
        ];
        Ok::<_, Error>(counts)
    });
    counts.unwrap().map(|count| usize::try_from(count).unwrap())
}
