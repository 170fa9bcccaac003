//! What messages mean: repeats are harmless, progress comes in any order, verified holders see
//! their dossiers.

use motcua::accounts;
use motcua::context::Principal;
use motcua::dossiers::{self, code_key};
use motcua::exchange;
use serde_json::json;

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{Cast, Portal, on_both_engines, words};

const CODE: &str = "000.00.00.H99-260105-0001";

on_both_engines!(
    every_order_of_messages_shows_the_same,
    progress_waits_for_its_snapshot,
    the_newest_snapshot_wins,
    a_batch_is_all_or_nothing,
    what_names_another_agency_is_kept_as_well,
    what_waits_is_kept_once_however_often_it_is_sent,
    a_verified_holder_finds_what_began_elsewhere,
    who_is_verified_later_finds_it_then,
);

fn rows() -> [serde_json::Value; 3] {
    [
        row(CODE, "20260105083000", 2, "Tiếp nhận hồ sơ"),
        row(CODE, "20260105140000", 4, "Chuyển xử lý"),
        row(CODE, "20260109160000", 9, "Kết thúc xử lý hồ sơ"),
    ]
}

async fn every_order_of_messages_shows_the_same(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    let [received, given, ended] = rows();
    assert!(is_success(
        &client.progress(std::slice::from_ref(&ended)).await
    ));
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("9"));
    let again = [given, received, ended.clone(), ended];
    assert!(is_success(&client.progress(&again).await));
    assert!(is_success(&client.progress(&again).await));
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("9"));
    let returned = row(CODE, "20260110090000", 10, "Trả kết quả");
    let late_nine = row(CODE, "20260111090000", 9, "Kết thúc");
    assert!(is_success(&client.progress(&[late_nine, returned]).await));
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("10"));
}

async fn progress_waits_for_its_snapshot(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let other = "H99-260105-0002";
    let [received, given, ended] = rows();
    let both = [
        received,
        given,
        ended,
        row(other, "20260106080000", 4, "Xử lý"),
    ];
    let answer = client.progress(&both).await;
    assert_eq!(answer["error_code"], "-1");
    assert!(
        answer["message"].as_str().unwrap().contains(CODE),
        "{answer}"
    );
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    portal.work_off().await;
    // The message speaks of another dossier that is still unknown, and waits on for it.
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("2"));
    assert!(is_success(&client.insert(&[snapshot(other, 2)]).await));
    portal.work_off().await;
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("9"));
    assert_eq!(client.state_of(other).await.as_deref(), Some("4"));
    let partner = client.partner.id;
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10));
    assert_eq!(open.unwrap(), []);
}

async fn what_names_another_agency_is_kept_as_well(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let rows = json!({ "madonvi": "H98", "data": [row(CODE, "20260105083000", 2, "Tiếp nhận")] });
    let looks = json!({ "madonvi": "H98", "mahoso": CODE });
    for (service, body) in [("CapNhatTienDoHoSoMC", rows), ("TraCuuHoSo", looks)] {
        let answer = client.call(service, body).await;
        assert_eq!(answer["error_code"], "-1");
        assert!(answer["message"].to_string().contains("H98"), "{answer}");
    }
    let partner = client.partner.id;
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10));
    let open = open.unwrap();
    assert_eq!(open.len(), 1, "who only looks loses nothing");
    assert_eq!(open[0].service, "CapNhatTienDoHoSoMC");
    assert!(open[0].reason.contains("H98"), "{}", open[0].reason);
}

async fn the_newest_snapshot_wins(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let first = snapshot(CODE, 4);
    assert!(is_success(
        &client.insert(std::slice::from_ref(&first)).await
    ));
    let again = client.insert(std::slice::from_ref(&first)).await;
    assert_eq!(again["error_code"], "-3");
    assert!(again["message"].as_str().unwrap().contains("đã tồn tại"));
    let mut stopped = snapshot(CODE, 8);
    stopped["NgayKetThucXuLy"] = json!("20260108100000");
    let differs = client.insert(&[stopped.clone()]).await;
    assert_eq!(differs["error_code"], "-3");
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("4"));
    for _ in 0..2 {
        assert!(is_success(&client.update(&[stopped.clone()]).await));
        assert_eq!(client.state_of(CODE).await.as_deref(), Some("8"));
    }
    assert!(is_success(&client.update(&[first]).await));
    assert_eq!(client.state_of(CODE).await.as_deref(), Some("4"));
}

async fn a_batch_is_all_or_nothing(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut wrong = snapshot("H99-260105-0003", 4);
    wrong["NgayHenTra"] = json!("mai");
    let answer = client.insert(&[snapshot(CODE, 4), wrong.clone()]).await;
    assert_eq!(answer["error_code"], "-1");
    let text = answer["message"].as_str().unwrap();
    assert!(
        text.contains("H99-260105-0003") && text.contains("NgayHenTra"),
        "{text}"
    );
    assert_eq!(client.state_of(CODE).await, None);
    wrong["NgayHenTra"] = json!("");
    let known = snapshot(CODE, 4);
    assert!(is_success(
        &client.insert(std::slice::from_ref(&known)).await
    ));
    // One that is known as it is, and one that is new.
    assert!(is_success(&client.insert(&[known, wrong]).await));
    assert_eq!(
        client.state_of("H99-260105-0003").await.as_deref(),
        Some("4")
    );
    let unknown = client.update(&[snapshot("H99-260105-0004", 4)]).await;
    assert_eq!(unknown["error_code"], "-1");
}

async fn what_waits_is_kept_once_however_often_it_is_sent(portal: &Portal) {
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    for _ in 0..3 {
        let answer = client.progress(&rows()).await;
        assert_eq!(answer["error_code"], "-1");
        client.login().await;
    }
    let partner = client.partner.id;
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10))
        .unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].dossier_code, code_key(CODE));
}

/// Lan's own number, which she has shown at a counter.
const LAN: &str = "001190004017";

async fn a_verified_holder_finds_what_began_elsewhere(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut hers = snapshot(CODE, 2);
    hers["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": LAN }]);
    let mut nobodys = snapshot("000.00.00.H99-260105-0002", 2);
    nobodys["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "2", "SoDinhDanh": "000000001" }]);
    let mut said = snapshot("000.00.00.H99-260105-0003", 2);
    said["SoGiayToChuHoSo"] = json!(LAN);
    assert!(is_success(&client.insert(&[hers, nobodys, said]).await));
    assert!(is_success(&client.progress(&rows()).await));
    let lan = cast.signed_in(portal, "lan");
    let list = lan.get("/ho-so").await.is(200);
    assert_eq!(list.texts(".lines .code"), [CODE]);
    let page = list.click(".lines a").await.is(200);
    let told = page.text(".trail");
    let [own, decided] =
        ["dossiers", "common"].map(|whose| words(&format!("{whose}.state.decided")));
    for words in ["Chuyển xử lý", "Trần Thị Mẫu Thử", &own] {
        assert!(told.contains(words), "{told}");
    }
    assert!(page.text(".facts").contains("Sở Thử nghiệm"));
    // What began elsewhere is done there.
    for act in ["rut", "bo-sung"] {
        assert!(page.links(&format!("a[href$='/{act}']")).is_empty());
    }
    let track = portal.browser().get("/tra-cuu").await;
    let form = track.form("main form").fill("code", CODE);
    let shown = form.fill("digits", "4017").submit().await.is(200);
    assert!(shown.text("main").contains(&decided));
}

async fn who_is_verified_later_finds_it_then(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let minh = cast.account("minh");
    let account = portal
        .storage()
        .read(|conn| accounts::account(conn, minh))
        .unwrap()
        .unwrap();
    let mut his = snapshot(CODE, 2);
    let number = account.identity.number().unwrap();
    his["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": number }]);
    assert!(is_success(&client.insert(&[his]).await));
    let browser = cast.signed_in(portal, "minh");
    let list = browser.get("/ho-so").await.is(200);
    assert!(
        !list.text("main").contains(CODE),
        "a declared number is nobody's"
    );
    let cx = portal.app.context(Principal::CommandLine);
    let verified = portal
        .storage()
        .write(|tx| accounts::verify_from_command_line(tx, &cx, minh));
    verified.unwrap();
    portal.work_off().await;
    let list = browser.get("/ho-so").await.is(200);
    assert!(list.text("main").contains(CODE));
    let claimed = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, &code_key(CODE))?.unwrap();
        dossiers::dossier(conn, id)
    });
    let claimed = claimed.unwrap().unwrap();
    assert_eq!(claimed.holder.account, Some(minh));
    assert_eq!(claimed.version, claimed.chain.seq, "no event, no version");
}
