//! The road through a ministry's own system: the citizen in a real browser, the ministry as a
//! process of its own. It accepts, asks for a supplement, and returns a result with its file.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use motcua::dossiers::results_of;
use motcua::exchange::NewPartner;
use motcua::kernel::{Clock, DossierId, SystemClock};
use serde_json::json;

use super::{filed, signed_in};
use crate::exchange::scene::{NOWHERE, new_partner, set_up};
use crate::play::{Identity, Setting, free_address};
use crate::support::{Cast, Chromium, FreshDatabase, Portal, on_both_engines, until, words};

on_both_engines!(a_ministrys_own_system_asks_for_more_and_returns_the_result);

async fn a_ministrys_own_system_asks_for_more_and_returns_the_result(place: &Arc<FreshDatabase>) {
    let portal = Portal::open_on(Arc::clone(place), SystemClock.now()).await;
    let cast = Cast::of(&portal).await;
    tokio::select! {
        () = whole_road(&portal, &cast) => {}
        () = goes_on(&portal) => unreachable!("it goes on"),
    }
    portal.close().await;
}

async fn whole_road(portal: &Portal, cast: &Cast) {
    let listen = free_address();
    let partner = NewPartner {
        agency: cast.social_insurance,
        push_url: format!("http://{listen}/nhanhsdvcqg").parse().ok(),
        file_hosts: vec![listen.clone()],
        private_files: true,
        decides: true,
        ..new_partner("h99-test", NOWHERE)
    };
    let (partner, secrets) = set_up(portal, &partner);
    let identity = Identity {
        username: &partner.username,
        password: secrets.password.reveal(),
        push_secret: secrets.push.reveal(),
        agency: NOWHERE,
    };
    let flags = format!("--listen {listen} --supplement-percent 100");
    let setting = Setting::known_as(&identity, portal.base_url().as_str(), &flags);
    let agency = setting.start();

    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("the-cu.pdf");
    fs::write(&paper, b"%PDF-1.4\n%%EOF\n").unwrap();
    let paper = paper.to_str().unwrap();
    let citizen = signed_in(portal, "minh").await;
    let id = filed(&citizen, paper).await;
    let stands = |state: &'static str| {
        move |status: &serde_json::Value| {
            status["dossiers"] == json!({ state: 1 }) && status["at_rest"] == true
        }
    };
    agency.until("asks for more", stands("5")).await;
    citizen.go(&format!("/ho-so/{id}")).await;
    let answer = format!("main a[href='/ho-so/{id}/bo-sung']");
    citizen.press(&answer).await;
    citizen.type_in("answer", "Tôi gửi kèm bản sao").await;
    citizen.upload(paper).await;
    citizen.press("main form[enctype] .actions button").await;

    let status = agency.until("has returned it", stands("10")).await;
    assert_eq!(status["pushes"], 2);
    let attachments = json!({"awaited": 0, "here": 2, "gone": 0, "declined": 0});
    assert_eq!(
        status["attachments"], attachments,
        "filed and answered with"
    );
    until("the result's file is here", || has_result(portal, &id)).await;
    result_is_there(&citizen, &id).await;
    let agreement = setting.agree().await;
    assert!(agreement.status.success(), "{agreement:?}");
    citizen.close().await;
}

async fn result_is_there(citizen: &Chromium, id: &str) {
    citizen.go(&format!("/ho-so/{id}")).await;
    let page = citizen.text().await;
    for said in [
        words("dossiers.state.returned").as_str(),
        "Tôi gửi kèm bản sao",
    ] {
        assert!(page.contains(said), "{page}");
    }
    let result = format!("main a[href^='/ho-so/{id}/ket-qua/']");
    let link = citizen.link(&result).await;
    let file = citizen.without_window().await.get(&link).await.is(200);
    assert!(file.body().starts_with(b"%PDF"));
    citizen.go("/kho").await;
    let kept = citizen.link("main a[href^='/kho/']").await;
    let file = citizen.without_window().await.get(&kept).await.is(200);
    assert!(file.body().starts_with(b"%PDF"));
}

fn has_result(portal: &Portal, id: &str) -> bool {
    let id: DossierId = id.parse().unwrap();
    let results = portal.storage().read(|conn| results_of(conn, id)).unwrap();
    results.iter().any(|result| result.file.is_some())
}

/// The portal's clock is that of the ministry's process, and its jobs are done.
async fn goes_on(portal: &Portal) {
    loop {
        portal.clock.set(SystemClock.now());
        portal.work_off().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
