//! What the portal pushes, and what comes back for it.

use serde_json::{Value, json};

use super::agency::push;
use super::portal::text;
use super::{Setting, StandIn};
use crate::support::engine_free;

engine_free!(
    a_filed_dossier_is_tied_and_comes_back_step_by_step,
    a_repeat_is_known_and_nothing_is_doubled,
    what_is_wrong_with_a_push_is_said,
    a_supplement_is_waited_for_and_then_work_goes_on,
    a_withdrawal_ends_what_is_open_and_leaves_what_is_decided,
);

const CODE: &str = "H99-261123-9000001";
const OTHER: &str = "H99-261123-9000002";

async fn a_filed_dossier_is_tied_and_comes_back_step_by_step(_: &()) {
    let portal = StandIn::open();
    portal.book().filed.insert(CODE.to_owned());
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let reply = agency.push("job-1", &push("NhanHoSoDVCQG", CODE, 1)).await;
    assert_eq!(reply["error_code"], 0);
    assert!(text(&reply, "message").starts_with(&format!("{CODE}|")));
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));

    let writes = portal.writes();
    let services: Vec<&str> = writes.iter().map(|one| one.service.as_str()).collect();
    let step = ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"];
    let expected = [&["DongBoTrangThaiHoSo"][..], &step.repeat(4)].concat();
    assert_eq!(services, expected);
    assert!(writes.iter().all(|one| one.answered == "0"), "{writes:?}");
    assert_eq!(writes[0].data["MaHoSo"], CODE);
    assert_eq!(writes[0].data["MaDoiTuong"], "tech-id-thu-nghiem-0001");
    assert_eq!(writes[1].updates.as_deref(), Some("True"));

    assert_eq!(portal.book().states(CODE), ["2", "4", "9", "10"]);
    let snapshot = portal.book().snapshots[CODE].clone();
    assert_eq!(snapshot["TrangThaiHoSo"], "10");
    assert_eq!(snapshot["NoiNopHoSo"], "1");
    assert_eq!(snapshot["ToKhai"], Value::Null, "answers stay here");
    let result = text(&snapshot["DanhSachGiayToKetQua"][0], "DuongDanTepTinKetQua");
    let file = agency.get(&result).await;
    assert_eq!(file.headers()["content-type"], "application/pdf");
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF-1.4"));
    assert_eq!(agency.get(&format!("{result}0")).await.status(), 404);
}

async fn a_repeat_is_known_and_nothing_is_doubled(_: &()) {
    let portal = StandIn::open();
    portal.book().filed.insert(CODE.to_owned());
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let filing = push("NhanHoSoDVCQG", CODE, 1);
    let first = agency.push("job-1", &filing).await;
    let repeat = agency.push("job-1", &filing).await;
    let other_key = agency.push("job-2", &filing).await;
    let codes = [&first, &repeat, &other_key].map(|reply| reply["error_code"].clone());
    assert_eq!(codes, [json!(0), json!(1), json!(1)]);
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1}));
    assert_eq!(status["pushes"], 1);
    assert_eq!(portal.book().tied.len(), 1);
}

async fn what_is_wrong_with_a_push_is_said(_: &()) {
    let portal = StandIn::open();
    let setting = Setting::quick(&portal, "");
    let agency = setting.start();
    let filing = push("NhanHoSoDVCQG", CODE, 1);
    let stranger = agency.push_with("guessed", "k", filing.to_string()).await;
    assert_eq!(stranger.status(), 401);
    let broken = agency.push_with("bi-mat-day-ho-so", "k", "{\"service".to_owned());
    let broken = broken.await.text().await.unwrap();
    assert!(
        broken.contains("-1") && broken.contains("not JSON"),
        "{broken}"
    );
    let unknown = agency.push("k", &push("NhanBoSungDVCQG", CODE, 3)).await;
    assert_eq!(unknown["error_code"], -1);
    assert_eq!(agency.status().await["pushes"], 0);
}

async fn a_supplement_is_waited_for_and_then_work_goes_on(_: &()) {
    let portal = StandIn::open();
    portal.book().filed.insert(CODE.to_owned());
    let setting = Setting::quick(&portal, "--supplement-percent 100");
    let agency = setting.start();
    agency.push("job-1", &push("NhanHoSoDVCQG", CODE, 1)).await;
    let waiting = agency.until_at_rest().await;
    assert_eq!(waiting["dossiers"], json!({"5": 1}));
    assert_eq!(portal.book().snapshots[CODE]["TrangThaiHoSo"], "5");
    assert_eq!(portal.book().states(CODE), ["2", "4", "5"]);

    let reply = agency
        .push("job-2", &push("NhanBoSungDVCQG", CODE, 4))
        .await;
    assert_eq!(reply["error_code"], 0);
    let done = agency.until_at_rest().await;
    assert_eq!(done["dossiers"], json!({"10": 1}));
    assert_eq!(portal.book().states(CODE), ["2", "4", "5", "4", "9", "10"]);
    let late = agency
        .push("job-3", &push("NhanBoSungDVCQG", CODE, 5))
        .await;
    assert_eq!(late["error_code"], 0, "taken, though nobody waits for it");
}

async fn a_withdrawal_ends_what_is_open_and_leaves_what_is_decided(_: &()) {
    let portal = StandIn::open();
    portal
        .book()
        .filed
        .extend([CODE.to_owned(), OTHER.to_owned()]);
    let setting = Setting::quick(&portal, "--supplement-percent 100");
    let agency = setting.start();
    for (key, code) in [("job-1", CODE), ("job-2", OTHER)] {
        agency.push(key, &push("NhanHoSoDVCQG", code, 1)).await;
    }
    agency.until_at_rest().await;
    agency
        .push("job-3", &push("NhanBoSungDVCQG", OTHER, 4))
        .await;
    agency.until_at_rest().await;

    for (key, code) in [("job-4", CODE), ("job-5", OTHER)] {
        let reply = agency.push(key, &push("NhanRutHoSoDVCQG", code, 6)).await;
        assert_eq!(reply["error_code"], 0);
    }
    let status = agency.until_at_rest().await;
    assert_eq!(status["dossiers"], json!({"10": 1, "7": 1}));
    let book = portal.book();
    assert_eq!(book.snapshots[CODE]["TrangThaiHoSo"], "7");
    assert_eq!(book.states(CODE).last(), Some(&"7"));
    assert_eq!(book.snapshots[OTHER]["TrangThaiHoSo"], "10");
    let told_again = book
        .states(OTHER)
        .iter()
        .filter(|state| **state == "10")
        .count();
    assert_eq!(told_again, 2);
}
