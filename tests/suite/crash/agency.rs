//! A ministry's own system is killed, and the portal with it: in the end both sides agree.

use std::sync::Arc;

use motcua::exchange::NewPartner;
use serde_json::json;
use url::Url;

use super::aftermath::{moment, storage, taken_over};
use super::applicant::{at_the_papers, citizen};
use crate::apply::to_be_checked;
use crate::exchange::scene::{province, set_up_in};
use crate::play::{Identity, Setting, free_address};
use crate::support::{FreshDatabase, Manner, PostOffice, Process, on_both_engines};

on_both_engines!(
    the_agency_is_killed_before_it_answers,
    both_are_killed_again_and_again,
);

const PAPERS: u64 = 60;

async fn the_agency_is_killed_before_it_answers(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let (_process, portal) = Process::serve(place, &office, None).await;
    let setting = agency_of(place, &portal, "");
    let agency = setting.start();
    let silent = json!({"on": ["slow"], "percent": 100, "slowest_seconds": 600.0});
    agency.switch(&silent).await;
    file(place, &portal).await;
    agency
        .until("takes it", |status| status["pushes"] == 1)
        .await;
    agency.kill();

    let agency = setting.start();
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    assert_eq!(status["pushes"], 1);
    let agreement = setting.agree().await;
    assert!(agreement.status.success(), "{agreement:?}");
    taken_over(place, &office).await.close().await;
    assert_eq!(agency.status().await["pushes"], 1, "a repeat is known");
}

async fn both_are_killed_again_and_again(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let (mut process, portal) = Process::serve(place, &office, None).await;
    let flags = format!("--paper-rate 100 --papers {PAPERS} --parallel 4");
    let setting = agency_of(place, &portal, &flags);
    let mut agency = setting.start();
    file(place, &portal).await;
    agency
        .until("is told", |status| status["pushes"] == 1)
        .await;
    for part in 1..=3 {
        let enough = PAPERS * part / 4;
        agency
            .until("has papers", |status| {
                status["papers_left"].as_u64().unwrap() <= PAPERS - enough
            })
            .await;
        process.kill();
        agency.kill();
        agency = setting.start();
        (process, _) = Process::serve(place, &office, Some(&portal)).await;
    }
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": PAPERS + 1}));
    assert_eq!(status["pushes"], 1);
    let agreement = setting.agree().await;
    let said = String::from_utf8(agreement.stdout).unwrap();
    assert_eq!(
        said,
        "61 agree, 0 unknown to the portal, 0 differ; 0 attachments here, 0 missing\n"
    );
    process.kill();
    taken_over(place, &office).await.close().await;
}

/// The province's own system, which decides from now on.
fn agency_of(place: &FreshDatabase, portal: &Url, flags: &str) -> Setting {
    let listen = free_address();
    let new = NewPartner {
        push_url: format!("http://{listen}/nhanhsdvcqg").parse().ok(),
        file_hosts: vec![listen.clone()],
        ..province()
    };
    let (partner, secrets) = set_up_in(&storage(place), &moment(), &new);
    let identity = Identity {
        username: &partner.username,
        password: secrets.password.reveal(),
        push_secret: secrets.push.reveal(),
        agency: &partner.code.to_string(),
    };
    let flags = format!("--listen {listen} --portal-links https://motcua.example {flags}");
    Setting::known_as(&identity, portal.as_str(), &flags)
}

/// A citizen files, and the province is to be told.
async fn file(place: &FreshDatabase, portal: &Url) {
    let browser = citizen(&storage(place), portal).await;
    let page = to_be_checked(at_the_papers(&browser).await).await;
    let filing = page.form("main form").tick("agreed", "1");
    filing.submit().await.is(200);
}
