//! How much an account may send, how many forms at once, and how slowly.

use std::time::Duration;

use actix_web::rt;
use chrono::Duration as Span;
use motcua::config::Config;
use motcua::storage::{EngineKind, Error};

use super::{RawForm, papers, remove};
use crate::apply::{PROCEDURE, begun};
use crate::support::{Browser, Cast, Page, Portal, on_both_engines, says, until_told};

on_both_engines!(
    papers_of_drafts_have_an_end,
    an_account_sends_so_much_in_a_day,
    an_account_begins_so_many_applications,
);

crate::support::engine_free!(
    an_upload_that_stalls_is_ended,
    four_uploads_of_an_account_are_received_at_once,
);

fn kind_of(portal: &Portal) -> EngineKind {
    let kind = portal
        .storage()
        .read(|conn| Ok::<_, Error>(conn.engine().kind()));
    kind.unwrap()
}

fn pdf(mark: usize, length: usize) -> Vec<u8> {
    let mut content = format!("%PDF-1.4\n{mark}\n").into_bytes();
    content.resize(length, b' ');
    content
}

const HALF: usize = 600 * 1024;

async fn papers_of_drafts_have_an_end(portal: &Portal) {
    let kind = kind_of(portal);
    let small = |config: &mut Config| config.uploads.unfiled = 1024 * 1024;
    let portal = Portal::open_with(kind, small).await;
    let (lan, page) = papers(&portal).await;
    let form = RawForm::of(&lan, &page).file("paper.other", "một.pdf", &pdf(1, HALF));
    let form = form.file("paper.other", "hai.pdf", &pdf(2, HALF));
    let after = form
        .file("paper.other", "ba.pdf", &pdf(3, 1_000))
        .send()
        .await
        .is(422);
    let said = after.text("#faults");
    assert!(
        says(&said, "apply.file_fault.no_room") && said.contains("hai.pdf"),
        "{said}"
    );
    assert_eq!(after.texts(".file__name"), ["một.pdf", "ba.pdf"]);
    // The papers of all drafts are counted, and what is removed makes room.
    let cast = Cast::of(&portal).await;
    let other = crate::apply::filled_in(begun(&lan, PROCEDURE, &cast, &portal).await).await;
    let too_much = RawForm::of(&lan, &other).file("paper.other", "hai.pdf", &pdf(2, HALF));
    too_much.send().await.is(422);
    let id = after.attribute("button[name=_remove]", "value");
    remove(&after, &id).await;
    let fits = RawForm::of(&lan, &other).file("paper.other", "hai.pdf", &pdf(2, HALF));
    fits.send().await.is(200);
    portal.close().await;
}

async fn an_account_sends_so_much_in_a_day(portal: &Portal) {
    let kind = kind_of(portal);
    let small = |config: &mut Config| config.uploads.unfiled = 1024 * 1024;
    let portal = Portal::open_with(kind, small).await;
    let (lan, page) = papers(&portal).await;
    // Refused files are sent as well: four times the room of drafts, and no more.
    let junk = vec![b'x'; HALF];
    let send = async || {
        let form = RawForm::of(&lan, &page).file("paper.other", "rác.pdf", &junk);
        form.send().await.is(422).text("#faults")
    };
    let mut taken_in = 0;
    while !says(&send().await, "apply.file_fault.wait") {
        taken_in += 1;
        assert!(taken_in < 20, "nothing ends it");
    }
    assert_eq!(taken_in, 6, "four megabytes are six times 600 KB");
    portal.clock.advance(Span::hours(24));
    let lan = Cast::of(&portal).await.signed_in(&portal, "lan");
    let page = lan.get(page.path()).await.is(200);
    let form = RawForm::of(&lan, &page).file("paper.other", "giấy.pdf", &pdf(1, HALF));
    form.send().await.is(200);
    portal.close().await;
}

async fn an_account_begins_so_many_applications(portal: &Portal) {
    let cast = Cast::of(portal).await;
    // Sessions end while the clock is moved.
    let lan = || cast.signed_in(portal, "lan");
    let begin = async || beginning(&lan(), &cast, portal).await.status().as_u16();
    let mut at_once = 0;
    while begin().await == 303 {
        at_once += 1;
        assert!(at_once < 200, "nothing ends it");
    }
    assert_eq!((at_once, begin().await), (60, 429));
    portal.clock.advance(Span::minutes(1));
    assert_eq!((begin().await, begin().await), (303, 429));
    portal.clock.advance(Span::hours(1));
    let mut later = at_once + 1;
    while begin().await == 303 {
        later += 1;
        assert!(later < 200, "nothing ends it");
    }
    assert_eq!(later, 100);
    let page = beginning(&lan(), &cast, portal).await.is(422);
    let said = page.text("main");
    assert!(says(&said, "apply.start.too_many_drafts"), "{said}");
    // Another account is not held up.
    let minh = cast.signed_in(portal, "minh");
    assert_eq!(beginning(&minh, &cast, portal).await.status().as_u16(), 303);
}

/// What pressing "begin" is answered, for the commune.
async fn beginning(browser: &Browser, cast: &Cast, portal: &Portal) -> Page {
    let page = browser
        .get(&format!("/dich-vu/{PROCEDURE}/nop?tinh=01"))
        .await
        .is(200);
    let snapshot = portal.app.cache.current();
    let unit = snapshot.agency(cast.commune).unwrap().unit.clone().unwrap();
    page.form("main form")
        .choose("xa", unit.as_str())
        .send()
        .await
}

async fn an_upload_that_stalls_is_ended(_: &Portal) {
    let impatient = |config: &mut Config| config.uploads.patience = Duration::from_millis(200);
    let portal = Portal::open_with(EngineKind::Sqlite, impatient).await;
    let (lan, page) = papers(&portal).await;
    let form = RawForm::of(&lan, &page).file("paper.other", "giấy.pdf", &pdf(1, 1_000));
    form.send_and_stall().await.is(408);
    let incoming = portal.place.folder().join("files/incoming");
    until_told("what came is removed", async || {
        std::fs::read_dir(&incoming).map_or(0, Iterator::count) == 0
    })
    .await;
    let form = RawForm::of(&lan, &page).file("paper.other", "giấy.pdf", &pdf(1, 1_000));
    form.send_in_packets(100).await.is(200);
    portal.close().await;
}

async fn four_uploads_of_an_account_are_received_at_once(portal: &Portal) {
    let (lan, page) = papers(portal).await;
    let form = || RawForm::of(&lan, &page).file("paper.other", "giấy.pdf", &pdf(1, 100_000));
    // Whichever comes last is told to wait; the four others go on.
    let mut stalled: Vec<_> = (0..5).map(|_| rt::spawn(form().send_and_stall())).collect();
    until_told("a fifth is told to wait", async || {
        stalled.iter().any(rt::task::JoinHandle::is_finished)
    })
    .await;
    let last = stalled.iter().position(rt::task::JoinHandle::is_finished);
    let last = stalled.swap_remove(last.unwrap()).await.unwrap().is(429);
    assert!(last.header("retry-after").is_some());
    form().send().await.is(429);
    let cast = Cast::of(portal).await;
    let minh = cast.signed_in(portal, "minh");
    let other = crate::apply::filled_in(begun(&minh, PROCEDURE, &cast, portal).await).await;
    let taken = RawForm::of(&minh, &other).file("paper.other", "giấy.pdf", &pdf(1, 1_000));
    taken.send().await.is(200);
    stalled.iter().for_each(rt::task::JoinHandle::abort);
    until_told("there is room again", async || {
        form().send().await.status().is_success()
    })
    .await;
}
