//! What was enclosed with a dossier is fetched by its links, and looked at before anything is decided.

use std::fs;

use serde_json::{Value, json};

use super::agency::{enclosing, push};
use super::{Agency, FileAnswer, Setting, StandIn};
use crate::support::{engine_free, until};

engine_free!(
    what_is_enclosed_is_fetched_and_kept,
    nothing_is_decided_before_it_is_here,
    what_is_gone_is_noted_and_work_goes_on,
    no_link_leads_away_from_the_portal_and_nothing_too_large_is_taken,
    what_takes_too_long_is_tried_anew,
    killed_in_between_it_fetches_the_rest_after_it,
    it_is_fetched_after_the_answer_and_not_within,
);

const CODE: &str = "H99-261123-9000001";
const FILE: &[u8] = b"%PDF-1.4\n%%EOF\n";

async fn what_is_enclosed_is_fetched_and_kept(_: &()) {
    let portal = StandIn::open();
    hold(&portal, &["a", "b", "c"]);
    let setting = Setting::quick(&portal, "--supplement-percent 100");
    let agency = setting.start();
    file(
        &portal,
        &agency,
        &[("a", portal.link("a")), ("b", portal.link("b"))],
    )
    .await;
    agency.until_at_rest().await;
    let links = ["a", "b", "c"].map(|name| (name, portal.link(name)));
    let supplement = enclosing(push("NhanBoSungDVCQG", CODE, 4), &links);
    agency.push("job-2", &supplement).await;
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    assert_eq!(status["attachments"], attachments(0, 3, 0, 0));
    assert_eq!(portal.book().asked_for.len(), 3, "each once");
    assert_eq!(files(&setting), [FILE, FILE, FILE]);
    let (is_agreement, said) = agreement(&setting).await;
    assert!(is_agreement, "{said}");
    assert!(said.contains("; 3 attachments here, 0 missing"), "{said}");
}

async fn nothing_is_decided_before_it_is_here(_: &()) {
    let portal = StandIn::open();
    answer(&portal, "a", FileAnswer::Says(503));
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    file(&portal, &agency, &[("a", portal.link("a"))]).await;
    until("it is asked for again and again", || {
        portal.book().asked_for.len() > 6
    })
    .await;
    let status = agency.status().await;
    assert_eq!(status["dossiers"], json!({"1": 1}));
    assert_eq!(status["attachments"], attachments(1, 0, 0, 0));
    let (is_agreement, said) = agreement(&setting).await;
    assert!(!is_agreement);
    let awaited = format!("{CODE}: attachment a is still to be fetched");
    assert!(said.contains(&awaited), "{said}");

    hold(&portal, &["a"]);
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
}

async fn what_is_gone_is_noted_and_work_goes_on(_: &()) {
    let portal = StandIn::open();
    hold(&portal, &["a"]);
    answer(&portal, "expired", FileAnswer::Says(410));
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let links = ["a", "unknown", "expired"].map(|name| (name, portal.link(name)));
    file(&portal, &agency, &links).await;
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    assert_eq!(status["attachments"], attachments(0, 1, 2, 0));
    let asked = portal.book().asked_for.clone();
    assert_eq!(asked.iter().filter(|name| *name == "unknown").count(), 5);
    let (is_agreement, said) = agreement(&setting).await;
    assert!(!is_agreement);
    let gone = format!("{CODE}: attachment unknown is gone from the portal");
    assert!(said.contains(&gone), "{said}");
    assert!(said.contains("; 1 attachments here, 2 missing"), "{said}");
}

async fn no_link_leads_away_from_the_portal_and_nothing_too_large_is_taken(_: &()) {
    let portal = StandIn::open();
    let stranger = StandIn::open();
    hold(&stranger, &["a"]);
    hold(&portal, &["small"]);
    answer(&portal, "away", FileAnswer::Redirects(stranger.link("a")));
    answer(&portal, "large", FileAnswer::Holds(vec![b'x'; 101]));
    let setting = Setting::quick(&portal, "--largest-attachment 100");
    let agency = setting.start();
    let links = [
        ("small", portal.link("small")),
        ("large", portal.link("large")),
        ("theirs", stranger.link("a")),
    ];
    file(&portal, &agency, &links).await;
    let status = agency.until_at_rest().await;
    assert_eq!(status["attachments"], attachments(0, 1, 0, 2));
    assert_eq!(files(&setting), [FILE]);

    let later = [("away", portal.link("away"))];
    let late = enclosing(push("NhanBoSungDVCQG", CODE, 4), &later);
    agency.push("job-2", &late).await;
    until("it is asked for again", || {
        let asked = portal.book().asked_for.clone();
        asked.iter().filter(|name| *name == "away").count() > 1
    })
    .await;
    assert!(stranger.book().asked_for.is_empty());
}

async fn what_takes_too_long_is_tried_anew(_: &()) {
    let portal = StandIn::open();
    answer(&portal, "a", FileAnswer::IsSilent);
    let setting = Setting::quick(&portal, "--attachment-seconds 0.5");
    let agency = setting.start();
    file(&portal, &agency, &[("a", portal.link("a"))]).await;
    until("it is asked for again", || {
        portal.book().asked_for.len() > 1
    })
    .await;
    hold(&portal, &["a"]);
    let status = agency.until_at_rest().await;
    assert_eq!(status["attachments"], attachments(0, 1, 0, 0));
}

async fn killed_in_between_it_fetches_the_rest_after_it(_: &()) {
    let portal = StandIn::open();
    hold(&portal, &["a"]);
    answer(&portal, "b", FileAnswer::IsSilent);
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let links = ["a", "b"].map(|name| (name, portal.link(name)));
    file(&portal, &agency, &links).await;
    agency
        .until("has one of two", |status| {
            status["attachments"] == attachments(1, 1, 0, 0)
        })
        .await;
    until("the other is on its way", || {
        portal.book().asked_for.contains(&"b".to_owned())
    })
    .await;
    agency.kill();

    hold(&portal, &["b"]);
    let agency = setting.start();
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    assert_eq!(status["attachments"], attachments(0, 2, 0, 0));
    let mut asked_for = portal.book().asked_for.clone();
    asked_for.sort_unstable();
    assert_eq!(
        asked_for,
        ["a", "b", "b"],
        "what it has is not fetched again"
    );

    let folder = setting.folder().join("attachments");
    let one = fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    fs::write(one.path(), b"something else").unwrap();
    let (is_agreement, said) = agreement(&setting).await;
    assert!(!is_agreement);
    assert!(
        said.contains("is not in the folder as it was fetched"),
        "{said}"
    );
}

async fn it_is_fetched_after_the_answer_and_not_within(_: &()) {
    let portal = StandIn::open();
    hold(&portal, &["a", "b"]);
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    // So late that nobody sees the answer.
    let silent = json!({"on": ["slow"], "percent": 100, "slowest_seconds": 1_000_000.0});
    agency.switch(&silent).await;
    portal.book().filed.insert(CODE.to_owned());
    let filing = enclosing(push("NhanHoSoDVCQG", CODE, 1), &[("a", portal.link("a"))]);
    let told = async {
        agency
            .until("takes it", |status| status["pushes"] == 1)
            .await;
        agency
            .switch(&json!({"on": [], "slowest_seconds": 1.0}))
            .await;
        let other = format!("{CODE}9");
        portal.book().filed.insert(other.clone());
        let filing = enclosing(push("NhanHoSoDVCQG", &other, 1), &[("b", portal.link("b"))]);
        agency.push("job-2", &filing).await;
        agency
            .until("has the other's", |status| {
                status["attachments"] == attachments(1, 1, 0, 0)
            })
            .await;
    };
    tokio::select! {
        reply = agency.push("job-1", &filing) => panic!("answered: {reply}"),
        () = told => {}
    }
    assert_eq!(portal.book().asked_for, ["b"]);
    agency.kill();
    setting.start().until_at_rest().await;
    assert_eq!(
        portal.book().asked_for,
        ["b", "a"],
        "nobody is answered any more"
    );
}

/// Files a dossier with what it encloses.
async fn file(portal: &StandIn, agency: &Agency, links: &[(&str, String)]) {
    portal.book().filed.insert(CODE.to_owned());
    let filing = enclosing(push("NhanHoSoDVCQG", CODE, 1), links);
    assert_eq!(agency.push("job-1", &filing).await["error_code"], 0);
}

fn hold(portal: &StandIn, names: &[&str]) {
    for name in names {
        answer(portal, name, FileAnswer::Holds(FILE.to_vec()));
    }
}

fn answer(portal: &StandIn, name: &str, answer: FileAnswer) {
    portal.book().files.insert(name.to_owned(), answer);
}

fn attachments(awaited: u8, here: u8, gone: u8, declined: u8) -> Value {
    json!({"awaited": awaited, "here": here, "gone": gone, "declined": declined})
}

/// All that lies in the agency's folder.
fn files(setting: &Setting) -> Vec<Vec<u8>> {
    let folder = setting.folder().join("attachments");
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}

async fn agreement(setting: &Setting) -> (bool, String) {
    let output = setting.agree().await;
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), said)
}
