//! Killed while a letter is on its way.

use std::sync::Arc;

use motcua::jobs::{self, Lane};
use motcua::letters::{NewLetter, recent, write_letter};
use motcua::storage::Storage;

use super::aftermath::{message_id, moment, taken_over};
use crate::support::{FreshDatabase, Manner, PostOffice, Process, on_both_engines, until};

on_both_engines!(
    killed_while_a_job_is_leased,
    killed_after_the_letter_left_and_before_it_was_settled,
);

async fn killed_while_a_job_is_leased(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::IsSilent);
    let storage = place.storage();
    write(&storage);
    let process = Process::work(place, &office);
    // The worker has the job and waits for a greeting that never comes.
    until("the job is leased", || leased(&storage) == 1).await;
    process.kill();
    assert_eq!(leased(&storage), 1, "nobody gave it back");

    office.behave(Manner::Takes);
    delivered_by_the_next(place, &office).await;
    let letters = office.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
}

async fn killed_after_the_letter_left_and_before_it_was_settled(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::TakesSilently);
    let storage = place.storage();
    write(&storage);
    let process = Process::work(place, &office);
    until("the letter is taken", || office.letters().len() == 1).await;
    process.kill();
    let unsent = storage.read(|conn| recent(conn, 9)).unwrap();
    assert_eq!(unsent[0].sent_at, None);

    office.behave(Manner::Takes);
    delivered_by_the_next(place, &office).await;
    let letters = office.letters();
    assert_eq!(letters.len(), 2, "it may repeat");
    let ids = [message_id(&letters[0]), message_id(&letters[1])];
    assert_eq!(ids[0], ids[1], "but with the same Message-ID");
}

/// Another process takes over once the lease has run out, and settles everything.
async fn delivered_by_the_next(place: &Arc<FreshDatabase>, office: &PostOffice) {
    let portal = taken_over(place, office).await;
    let letters = portal.storage().read(|conn| recent(conn, 9)).unwrap();
    assert!(letters[0].sent_at.is_some());
    portal.close().await;
}

fn write(storage: &Storage) {
    let moment = moment();
    let letter = NewLetter {
        key: "dossier/1/1".into(),
        account: None,
        kind: "test",
        recipient: "lan@motcua.example".into(),
        subject: "Hồ sơ".into(),
        body: "Kính gửi".into(),
    };
    let lane = Lane::alone("crash");
    let written = storage.write(|tx| write_letter(tx, &moment, &letter, Some(lane.clone())));
    written.unwrap();
}

fn leased(storage: &Storage) -> usize {
    let rows = storage.read(|conn| jobs::dead_or_waiting(conn, jobs::JobState::Leased, 9));
    rows.unwrap().len()
}
