//! Killed, cut off, told to stop: nothing is lost and nothing is doubled.

use std::collections::BTreeSet;
use std::process::Command;

use super::agency::push;
use super::portal::StandIn;
use super::{Agency, Setting};
use crate::support::{engine_free, until};

engine_free!(
    killed_again_and_again_it_tells_everything_in_the_end,
    what_was_received_before_the_kill_is_told_after_it,
    an_outage_of_the_portal_is_outlived,
    told_to_stop_it_ends_well,
    it_ends_with_its_parent,
);

const PAPERS: usize = 60;

async fn killed_again_and_again_it_tells_everything_in_the_end(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 200 --papers 60 --parallel 4");
    for part in 1..=3 {
        let agency = setting.start();
        let enough = part * PAPERS / 2;
        until("some of it is told", || portal.writes().len() >= enough).await;
        agency.kill();
    }
    let agency = setting.start();
    agency.until_at_rest().await;
    all_is_told(&portal, &setting).await;
}

async fn what_was_received_before_the_kill_is_told_after_it(_: &()) {
    let portal = StandIn::open();
    portal.book().is_down = true;
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let code = |number| format!("H99-261123-90000{number:02}");
    for number in 1..=20 {
        let code = code(number);
        let reply = agency.push(&code, &push("NhanHoSoDVCQG", &code, 1)).await;
        assert_eq!(reply["error_code"], 0);
        portal.book().filed.insert(code);
    }
    agency.kill();

    portal.book().is_down = false;
    let agency = setting.start();
    let repeat = agency
        .push(&code(1), &push("NhanHoSoDVCQG", &code(1), 1))
        .await;
    assert_eq!(repeat["error_code"], 1, "it remembers");
    agency.until_at_rest().await;
    let book = portal.book();
    assert_eq!(book.snapshots.len(), 20);
    assert_eq!(book.tied.len(), 20);
    let tied: BTreeSet<&String> = book.tied.values().collect();
    assert_eq!(tied.len(), 20, "each under one code of its own");
}

async fn an_outage_of_the_portal_is_outlived(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 200 --papers 60");
    let agency = setting.start();
    until("it has begun", || portal.writes().len() > PAPERS / 2).await;
    portal.book().is_down = true;
    agency
        .until("all of it waits", |status| {
            status["in_hand"] == 0 && status["papers_left"] == 0
        })
        .await;
    portal.book().is_down = false;
    agency.until_at_rest().await;
    all_is_told(&portal, &setting).await;
}

#[cfg(unix)]
async fn told_to_stop_it_ends_well(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 20");
    let mut agency = setting.start();
    until("it works", || !portal.writes().is_empty()).await;
    let id = agency.process.id().to_string();
    let signalled = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(signalled.success());
    ends_well(&mut agency).await;
}

async fn it_ends_with_its_parent(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "");
    let mut agency = setting.start();
    assert_eq!(agency.process.try_wait().unwrap(), None);
    drop(agency.process.stdin.take());
    ends_well(&mut agency).await;
}

async fn ends_well(agency: &mut Agency) {
    let mut ended = None;
    until("it has ended", || {
        ended = agency.process.try_wait().unwrap();
        ended.is_some()
    })
    .await;
    assert!(ended.unwrap().success(), "{ended:?}");
}

/// Every paper with all of its rows, once, and both sides agree.
async fn all_is_told(portal: &StandIn, setting: &Setting) {
    let agreement = setting.agree().await;
    assert!(agreement.status.success(), "{agreement:?}");
    let book = portal.book();
    assert_eq!(book.snapshots.len(), PAPERS);
    for code in book.snapshots.keys() {
        assert_eq!(book.states(code), ["2", "4", "9", "10"], "{code}");
    }
}
