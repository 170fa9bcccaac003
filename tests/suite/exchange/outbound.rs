//! What partners are told, and what comes back.

use chrono::Duration;
use motcua::context::Principal;
use motcua::dossiers::{self, State};
use motcua::exchange::{NewPartner, PartnerChange, change_partner};
use motcua::jobs;
use motcua::kernel::{Clock as _, DossierId};
use serde_json::json;

use super::listener::{Listener, Manners};
use super::scene::{self, Client, dead_jobs, discard_dead, is_success, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines};

on_both_engines!(
    a_filing_is_pushed_and_comes_back_as_a_result,
    a_supplement_that_a_partner_asks_for_is_answered_here,
    what_is_asked_for_is_what_the_last_row_that_asks_says,
    a_snapshot_alone_can_ask_for_a_supplement,
    an_answer_counts_though_the_partners_clock_runs_ahead,
    a_partner_that_is_away_is_left_alone_and_told_later,
    what_a_partner_refuses_waits_for_a_person_and_holds_its_dossier_up,
    a_message_on_which_a_partner_breaks_ends_with_a_person,
    a_suspended_partner_is_told_nothing_until_it_is_back,
    a_partner_that_does_not_listen_fetches_the_same,
    what_another_agency_decides_stands_in_no_feed,
);

/// The province, with a machine that listens or without.
fn province(listener: Option<&Listener>) -> NewPartner {
    NewPartner {
        push_url: listener.map(|listener| listener.push_url().parse().unwrap()),
        file_hosts: listener.map(Listener::host).into_iter().collect(),
        ..scene::province()
    }
}

fn state(portal: &Portal, dossier: DossierId) -> State {
    let found = portal
        .storage()
        .read(|conn| dossiers::dossier(conn, dossier));
    found.unwrap().unwrap().state()
}

fn code(portal: &Portal, dossier: DossierId) -> String {
    let found = portal
        .storage()
        .read(|conn| dossiers::dossier(conn, dossier));
    found.unwrap().unwrap().code
}

async fn a_filing_is_pushed_and_comes_back_as_a_result(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let mut client = Client::sign_in(portal, &province(Some(&listener))).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let heard = listener.heard();
    let [push] = heard.as_slice() else {
        panic!("{heard:?}")
    };
    assert_eq!(push.bearer, client.secrets.push.reveal());
    assert_eq!(push.body["service"], "NhanHoSoDVCQG");
    assert_eq!(push.body["isUpdating"], false);
    let data = &push.body["data"];
    let ours = code(portal, id);
    assert_eq!(data["MaHoSo"], ours);
    assert_eq!(
        (&data["NoiNopHoSo"], &data["KenhThucHien"]),
        (&json!("1"), &json!("2"))
    );
    assert!(data["ToKhai"].is_object());
    assert_eq!(data["SuKien"]["SoThuTu"], 1);

    // A snapshot under the agency's own code waits until the two codes are tied together.
    let own = "H26.1-261122-0007";
    let mut taken = snapshot(own, 2);
    taken["NoiNopHoSo"] = json!("1");
    taken["NgayTiepNhan"] = json!("20261122100000");
    assert_eq!(client.update(&[taken.clone()]).await["error_code"], "-1");
    let tie = |state: &str| {
        json!({ "type": "2", "data": {
            "MaHoSo": ours, "MaHoSoDonVi": own, "MaDoiTuong": "", "NoiDung": "Đã tiếp nhận",
            "NgayXuLy": "20261122100500", "TrangThai": state, "TaiLieuXuLy": [],
        } })
    };
    let answer = client.call("DongBoTrangThaiHoSo", tie("2")).await;
    assert!(is_success(&answer), "{answer}");
    // A code without a meaning moves nothing.
    assert_eq!(state(portal, id), State::Submitted);
    portal.work_off().await;
    assert_eq!(state(portal, id), State::Accepted);
    // Nor does it take the place of a row that says the same with a code that has one.
    let step = row(&ours, "20261122100600", 4, "Chuyển xử lý");
    let mut note = tie("4");
    note["data"]["NgayXuLy"] = json!("20261122100600");
    note["data"]["NoiDung"] = json!("Chuyển xử lý");
    assert!(is_success(&client.call("DongBoTrangThaiHoSo", note).await));
    assert_eq!(state(portal, id), State::Accepted);
    assert!(is_success(&client.progress(&[step]).await));
    assert_eq!(state(portal, id), State::Processing);
    assert_eq!(client.state_of(own).await, client.state_of(&ours).await);

    let mut returned = taken;
    returned["TrangThaiHoSo"] = json!("10");
    returned["NgayKetThucXuLy"] = json!("20261122150000");
    returned["NgayTra"] = json!("20261122160000");
    returned["DanhSachGiayToKetQua"] = json!([{
        "TenGiayTo": "Giấy khai sinh", "GiayToId": "2", "MaGiayToKetQua": "KQ.1",
        "DuongDanTepTinKetQua": listener.file("ket-qua.pdf"),
    }]);
    client.login().await;
    assert!(is_success(&client.update(&[returned.clone()]).await));
    assert!(is_success(&client.update(&[returned]).await));
    portal.work_off().await;
    assert_eq!(state(portal, id), State::Returned);
    let citizen = cast.signed_in(portal, "lan");
    let page = citizen.get(&format!("/ho-so/{id}")).await;
    assert!(
        page.text("main").contains("Giấy khai sinh"),
        "{}",
        page.text("main")
    );
    assert!(
        citizen
            .get("/kho")
            .await
            .text("main")
            .contains("Giấy khai sinh")
    );
    listener.close().await;
}

async fn a_supplement_that_a_partner_asks_for_is_answered_here(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let mut client = Client::sign_in(portal, &province(Some(&listener))).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let ours = code(portal, id);
    portal.work_off().await;
    portal.clock.advance(Duration::hours(1));
    client.login().await;
    let now = portal
        .clock
        .now()
        .vietnam()
        .format("%Y%m%d%H%M%S")
        .to_string();
    let asked = row(&ours, &now, 5, "Cần bản sao hộ chiếu");
    assert!(is_success(
        &client.progress(std::slice::from_ref(&asked)).await
    ));
    let citizen = cast.signed_in(portal, "lan");
    let page = citizen.get(&format!("/ho-so/{id}/bo-sung")).await;
    assert!(
        page.text("main").contains("Cần bản sao hộ chiếu"),
        "{}",
        page.text("main")
    );
    portal.clock.advance(Duration::minutes(20));
    let answered = page
        .form("main form")
        .fill("answer", "Tôi gửi kèm")
        .submit()
        .await;
    assert_eq!(answered.is(200).path(), format!("/ho-so/{id}"));
    assert_eq!(state(portal, id), State::Submitted);
    portal.work_off().await;
    let heard = listener.heard();
    let last = &heard.last().unwrap().body;
    assert_eq!(last["service"], "NhanBoSungDVCQG");
    assert_eq!(last["data"]["SuKien"]["NoiDung"], "Tôi gửi kèm");
    client.login().await;
    // The old row comes once more; what was answered since stays answered.
    assert!(is_success(&client.progress(&[asked]).await));
    assert_eq!(state(portal, id), State::Submitted);
    listener.close().await;
}

async fn what_is_asked_for_is_what_the_last_row_that_asks_says(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province(None)).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let ours = code(portal, id);
    let at = |minutes| {
        let at = portal.clock.now() + Duration::minutes(minutes);
        at.vietnam().format("%Y%m%d%H%M%S").to_string()
    };
    let mut waits = snapshot(&ours, 5);
    waits["NoiNopHoSo"] = json!("1");
    waits["NgayTiepNhan"] = json!(at(0));
    assert!(is_success(&client.update(&[waits]).await));
    let rows = [
        row(&ours, &at(3), 5, "Cần bản sao hộ chiếu"),
        row(&ours, &at(0), 2, "Tiếp nhận hồ sơ"),
        row(&ours, &at(2), 5, "Cần ảnh"),
    ];
    for one in rows {
        assert!(is_success(&client.progress(&[one]).await));
    }
    assert_eq!(state(portal, id), State::SupplementRequested);
    let citizen = cast.signed_in(portal, "lan");
    let page = citizen.get(&format!("/ho-so/{id}/bo-sung")).await;
    let main = page.text("main");
    assert!(main.contains("Cần bản sao hộ chiếu"), "{main}");
    assert!(!main.contains("Tiếp nhận hồ sơ"), "{main}");
}

async fn a_snapshot_alone_can_ask_for_a_supplement(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province(None)).await;
    let citizen = cast.signed_in(portal, "lan");
    let listed = json!([{ "NoiDungBoSung": "Bản sao hộ khẩu", "TrangThaiBoSung": "0" }]);
    for (supplements, wanted) in [
        (listed, "Bản sao hộ khẩu"),
        (json!([]), "không ghi rõ nội dung"),
    ] {
        let id = objects::dossier_at(portal, &cast, cast.commune);
        let mut waits = snapshot(&code(portal, id), 5);
        waits["NoiNopHoSo"] = json!("1");
        waits["DanhSachHoSoBoSung"] = supplements;
        let answer = client.update(&[waits]).await;
        assert!(is_success(&answer), "{answer}");
        let page = citizen.get(&format!("/ho-so/{id}/bo-sung")).await;
        let main = page.text("main");
        assert!(main.contains(wanted), "{main}");
    }
}

async fn an_answer_counts_though_the_partners_clock_runs_ahead(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province(None)).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let ours = code(portal, id);
    let ahead = |minutes| {
        let at = portal.clock.now() + Duration::minutes(minutes);
        at.vietnam().format("%Y%m%d%H%M%S").to_string()
    };
    let asked = row(&ours, &ahead(5), 5, "Cần bản sao hộ chiếu");
    assert!(is_success(&client.progress(&[asked]).await));
    let citizen = cast.signed_in(portal, "lan");
    let page = citizen.get(&format!("/ho-so/{id}/bo-sung")).await;
    let answer = page.form("main form").fill("answer", "Tôi gửi kèm");
    answer.submit().await.is(200);
    let remark = row(&ours, &ahead(-5), 1, "Đã nhận tờ khai");
    assert!(is_success(&client.progress(&[remark]).await));
    assert_eq!(state(portal, id), State::Submitted);
    let taken = row(&ours, &ahead(6), 4, "Tiếp tục xử lý");
    assert!(is_success(&client.progress(&[taken]).await));
    assert_eq!(state(portal, id), State::Processing);
}

async fn a_partner_that_is_away_is_left_alone_and_told_later(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    Client::sign_in(portal, &province(Some(&listener))).await;
    listener.behave(Manners::Fails);
    let ids: Vec<DossierId> = (0..12)
        .map(|_| objects::dossier_at(portal, &cast, cast.commune))
        .collect();
    portal.work_off().await;
    let tried = listener.heard().len();
    assert!(tried < ids.len(), "{tried} tries");
    // While the breaker is open nothing is tried, and nothing is lost.
    portal.work_off().await;
    assert_eq!(listener.heard().len(), tried);
    for _ in 0..30 {
        portal.clock.advance(Duration::hours(1));
        portal.work_off().await;
    }
    listener.behave(Manners::Takes);
    portal.clock.advance(Duration::hours(1));
    portal.work_off().await;
    portal.clock.advance(Duration::minutes(1));
    portal.work_off().await;
    let heard = listener.heard();
    for id in ids {
        let ours = code(portal, id);
        let told: Vec<&str> = heard
            .iter()
            .filter(|one| one.body["data"]["MaHoSo"] == ours)
            .map(|one| one.key.as_str())
            .collect();
        assert!(!told.is_empty(), "{ours}");
        assert!(
            told.iter().all(|key| *key == told[0]),
            "one key for all tries"
        );
    }
    listener.close().await;
}

async fn what_a_partner_refuses_waits_for_a_person_and_holds_its_dossier_up(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let mut client = Client::sign_in(portal, &province(Some(&listener))).await;
    listener.behave(Manners::Refuses);
    let id = objects::dossier_at(portal, &cast, cast.commune);
    for _ in 0..20 {
        portal.work_off().await;
        portal.clock.advance(Duration::hours(2));
    }
    listener.behave(Manners::Takes);
    let citizen = cast.signed_in(portal, "lan");
    let page = citizen.get(&format!("/ho-so/{id}/rut")).await;
    page.form("main form")
        .fill("reason", "Không cần nữa")
        .submit()
        .await;
    portal.work_off().await;
    let services = || -> Vec<String> {
        let heard = listener.heard();
        let names = heard
            .iter()
            .map(|one| one.body["service"].as_str().unwrap().to_owned());
        names.collect()
    };
    assert!(
        services().iter().all(|name| name == "NhanHoSoDVCQG"),
        "{:?}",
        services()
    );
    let dead = dead_jobs(portal.storage());
    assert_eq!(dead.len(), 1);
    let moment = portal.app.env.moment();
    let retried = portal
        .storage()
        .write(|tx| jobs::retry(tx, &moment, dead[0], None));
    assert!(retried.unwrap());
    portal.work_off().await;
    assert_eq!(services().last().unwrap(), "NhanRutHoSoDVCQG");
    client.login().await;
    assert_eq!(
        client.state_of(&code(portal, id)).await.as_deref(),
        Some("7")
    );
    listener.close().await;
}

async fn a_message_on_which_a_partner_breaks_ends_with_a_person(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    Client::sign_in(portal, &province(Some(&listener))).await;
    listener.behave(Manners::Fails);
    objects::dossier_at(portal, &cast, cast.commune);
    for _ in 0..20 {
        portal.work_off().await;
        portal.clock.advance(Duration::hours(2));
    }
    assert_eq!(discard_dead(portal), 1);
    listener.close().await;
}

async fn a_suspended_partner_is_told_nothing_until_it_is_back(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let client = Client::sign_in(portal, &province(Some(&listener))).await;
    let suspend = |is_suspended| {
        let cx = portal.app.context(Principal::CommandLine);
        let partner = client.partner.id;
        let change = PartnerChange::Suspended(is_suspended);
        let changed = portal
            .storage()
            .write(|tx| change_partner(tx, &cx, partner, &change));
        changed.unwrap();
    };
    suspend(true);
    objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    assert_eq!(listener.heard().len(), 0);
    suspend(false);
    portal.work_off().await;
    assert_eq!(listener.heard().len(), 1);
    listener.close().await;
}

async fn a_partner_that_does_not_listen_fetches_the_same(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province(None)).await;
    let ids = [(); 3].map(|()| objects::dossier_at(portal, &cast, cast.commune));
    portal.work_off().await;
    let first = client.call("LayHoSoTuDVCQG", json!({ "soLuong": 2 })).await;
    let first = first["result"].as_array().unwrap().clone();
    assert_eq!(first.len(), 2);
    let from = first[1]["ViTri"].clone();
    let rest = client
        .call("LayHoSoTuDVCQG", json!({ "tuViTri": from }))
        .await;
    let rest = rest["result"].as_array().unwrap();
    let codes: Vec<&str> = first
        .iter()
        .chain(rest)
        .map(|one| one["data"]["MaHoSo"].as_str().unwrap())
        .collect();
    let mut wanted = ids.map(|id| code(portal, id));
    wanted.sort_unstable();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
    let stranger = Client::of(portal, "h98", "H98").await;
    let others = stranger.call("LayHoSoTuDVCQG", json!({})).await;
    assert_eq!(others["result"], json!([]));
}

async fn what_another_agency_decides_stands_in_no_feed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let here = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let client = Client::sign_in(portal, &province(None)).await;
    let theirs = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let feed = client.call("LayHoSoTuDVCQG", json!({})).await;
    let codes: Vec<&str> = feed["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["data"]["MaHoSo"].as_str().unwrap())
        .collect();
    assert_eq!(codes, [code(portal, theirs)]);
    assert!(!codes.contains(&code(portal, here).as_str()));
}
