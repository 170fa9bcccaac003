//! Paper dossiers of the agency's own, synced as real one-stop systems do.

use motcua::kernel::{Clock, SystemClock};
use serde_json::json;

use super::portal::{AGENCY, text};
use super::{Setting, StandIn};
use crate::support::engine_free;

engine_free!(
    papers_are_looked_up_inserted_updated_and_told_step_by_step,
    batches_carry_many_dossiers,
    one_refused_dossier_of_a_batch_holds_up_no_other,
    a_difference_is_found_and_named,
);

async fn papers_are_looked_up_inserted_updated_and_told_step_by_step(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 50 --papers 1");
    let agency = setting.start();
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    let book = portal.book();
    let services: Vec<(&str, Option<&str>)> = book
        .heard
        .iter()
        .map(|one| (one.service.as_str(), one.updates.as_deref()))
        .collect();
    let insert = [
        ("TraCuuHoSo", None),
        ("DongBoHoSoMC", Some("False")),
        ("CapNhatTienDoHoSoMC", None),
    ];
    let update = [
        ("DongBoHoSoMC", Some("True")),
        ("CapNhatTienDoHoSoMC", None),
    ];
    assert_eq!(services, [&insert[..], &update.repeat(3)].concat());
    let (code, snapshot) = book.snapshots.first_key_value().unwrap();
    assert!(
        code.starts_with(AGENCY) && code.ends_with("-0001"),
        "{code}"
    );
    assert_eq!(snapshot["NoiNopHoSo"], "2");
    assert_eq!(book.states(code), ["2", "4", "9", "10"]);
    assert_eq!(book.sign_ins, 1, "a session is used again");
}

async fn batches_carry_many_dossiers(_: &()) {
    let portal = StandIn::open();
    let flags = "--paper-rate 400 --papers 200 --batch 100 --supplement-percent 30 \
                 --stop-percent 20 --holder 001190000001:Lan";
    let setting = Setting::quick(&portal, flags);
    let agency = setting.start();
    agency.until_at_rest().await;
    let largest = portal
        .writes()
        .iter()
        .filter_map(|one| one.data.as_array().map(Vec::len))
        .max();
    assert!(largest > Some(10), "{largest:?}");
    assert!(largest <= Some(100), "{largest:?}");
    let snapshots = portal.book().snapshots.clone();
    assert_eq!(snapshots.len(), 200);
    let hers = |snapshot: &&_| text(snapshot, "SoGiayToChuHoSo") == "001190000001";
    assert!(snapshots.values().filter(hers).count() > 10);
    assert!(setting.agree().await.status.success());
}

async fn one_refused_dossier_of_a_batch_holds_up_no_other(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 100 --papers 30 --batch 30");
    portal.book().is_down = true;
    let agency = setting.start();
    agency
        .until("all are here", |status| status["papers_left"] == 0)
        .await;
    // One of them is known already, so that the batch of inserts is refused whole.
    let day = SystemClock.now().vietnam_date().format("%y%m%d");
    let code = format!("{AGENCY}-{day}-0007");
    let known = json!({"TrangThaiHoSo": "1"});
    portal.book().snapshots.insert(code.clone(), known);
    portal.book().is_down = false;
    agency.until_at_rest().await;
    let book = portal.book();
    assert_eq!(book.snapshots.len(), 30);
    assert_eq!(book.snapshots[&code]["TrangThaiHoSo"], "10");
    assert!(book.heard.iter().any(|one| one.answered == "-3"));
}

async fn a_difference_is_found_and_named(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "--paper-rate 50 --papers 3");
    let agency = setting.start();
    agency.until_at_rest().await;
    let same = setting.agree().await;
    assert!(same.status.success());
    let said = String::from_utf8(same.stdout).unwrap();
    assert_eq!(
        said,
        "3 agree, 0 unknown to the portal, 0 differ; 0 attachments here, 0 missing\n"
    );

    let codes: Vec<String> = portal.book().snapshots.keys().cloned().collect();
    portal.book().snapshots.remove(&codes[0]);
    let other = json!({"TrangThaiHoSo": "4"});
    portal.book().snapshots.insert(codes[1].clone(), other);
    let other = setting.agree().await;
    assert_eq!(other.status.code(), Some(1));
    let said = String::from_utf8(other.stdout).unwrap();
    let expected = [
        format!("{}: 10 here, unknown to the portal", codes[0]),
        format!("{}: 10 here, 4 at the portal", codes[1]),
        "1 agree, 1 unknown to the portal, 1 differ; ".to_owned(),
    ];
    for line in expected {
        assert!(said.contains(&line), "{said}");
    }
}
