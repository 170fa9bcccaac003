//! The agency in a dossier's code has two written forms. Whichever a partner sends, and whatever it
//! sends under which, it is one dossier.

use futures_util::future::join_all;
use motcua::dossiers;
use motcua::kernel::DossierId;
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Portal, count, on_both_engines};

on_both_engines!(
    both_spellings_are_one_dossier,
    what_waits_under_one_spelling_is_woken_under_the_other,
    both_spellings_at_once_make_one_dossier,
    an_own_code_is_tied_in_any_spelling,
    a_months_summary_is_one_in_both_forms,
);

const OLD: &str = "000.00.00.H99-260105-0001";
const SHORT: &str = "H99-260105-0001";

async fn nowhere(portal: &Portal) -> Client {
    Client::of(portal, "h99", NOWHERE).await
}

fn id_of(portal: &Portal, code: &str) -> Option<DossierId> {
    let found = portal
        .storage()
        .read(|conn| dossiers::dossier_of_code(conn, code));
    found.unwrap()
}

fn events(portal: &Portal, code: &str) -> usize {
    let id = id_of(portal, code).unwrap();
    let events = portal.storage().read(|conn| dossiers::events(conn, id));
    events.unwrap().len()
}

async fn both_spellings_are_one_dossier(portal: &Portal) {
    let client = nowhere(portal).await;
    // In one batch as well: the same again, or the same with other content.
    let twice = [snapshot(OLD, 2), snapshot(SHORT, 2)];
    assert!(is_success(&client.insert(&twice).await));
    assert_eq!(count(portal.storage(), "dossiers"), 1);
    let known = client.insert(&[snapshot(SHORT, 2)]).await;
    assert_eq!(known["error_code"], "-3", "{known}");
    assert!(is_success(&client.update(&[snapshot(SHORT, 2)]).await));
    assert_eq!(
        events(portal, OLD),
        1,
        "the same is told under another code"
    );

    let step = |code| row(code, "20260109160000", 4, "Chuyển xử lý");
    assert!(is_success(
        &client.progress(&[step(SHORT), step(OLD)]).await
    ));
    assert!(is_success(&client.progress(&[step(OLD)]).await));
    assert_eq!(events(portal, SHORT), 2);
    for code in [OLD, SHORT, "000.00.00.h99 – 260105 – 0001"] {
        assert_eq!(client.state_of(code).await.as_deref(), Some("4"), "{code}");
    }
    let id = id_of(portal, SHORT).unwrap();
    let codes = portal.storage().read(|conn| dossiers::codes_of(conn, id));
    assert_eq!(codes.unwrap(), [OLD], "it is shown as it was sent");
    let other = [snapshot("H99-260105-0002", 2), {
        let mut other = snapshot("000.00.00.H99-260105-0002", 2);
        other["TrichYeuHoSo"] = json!("Khác");
        other
    }];
    assert_eq!(client.insert(&other).await["error_code"], "-3");
}

async fn what_waits_under_one_spelling_is_woken_under_the_other(portal: &Portal) {
    let client = nowhere(portal).await;
    let done = row(SHORT, "20260109160000", 9, "Kết thúc xử lý");
    assert_eq!(client.progress(&[done]).await["error_code"], "-1");
    let early = client.update(&[snapshot(SHORT, 4)]).await;
    assert_eq!(early["error_code"], "-1");
    assert!(is_success(&client.insert(&[snapshot(OLD, 2)]).await));
    portal.work_off().await;
    assert_eq!(client.state_of(SHORT).await.as_deref(), Some("9"));
    let open = count(portal.storage(), "quarantine WHERE settled_at IS NULL");
    assert_eq!(open, 0);
}

async fn both_spellings_at_once_make_one_dossier(portal: &Portal) {
    const DOSSIERS: usize = 40;
    let mut clients = vec![nowhere(portal).await];
    for _ in 1..4 {
        let mut again = clients[0].clone();
        again.login().await;
        clients.push(again);
    }
    let batch = |agency: &str| -> Vec<Value> {
        (1..=DOSSIERS)
            .map(|n| snapshot(&format!("{agency}-260105-{n:04}"), 2))
            .collect()
    };
    let batches = [batch(NOWHERE), batch("H99")];
    let sent = clients.iter().zip(batches.iter().cycle());
    let answers = join_all(sent.map(|(client, batch)| client.insert(batch))).await;
    let taken = answers.iter().filter(|answer| is_success(answer)).count();
    assert_eq!(taken, 1, "{answers:?}");
    assert_eq!(count(portal.storage(), "dossiers"), 40);
    assert_eq!(count(portal.storage(), "dossier_events"), 40);
}

async fn an_own_code_is_tied_in_any_spelling(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province()).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let ours = found.unwrap().unwrap().code;
    let tie = |own: &str, at: &str| {
        json!({ "type": "2", "data": {
            "MaHoSo": ours, "MaHoSoDonVi": own, "MaDoiTuong": "", "NoiDung": "Đã tiếp nhận",
            "NgayXuLy": at, "TrangThai": "2", "TaiLieuXuLy": [],
        } })
    };
    for (own, at) in [
        ("000.00.00.H26-261122-0007", "20261122100500"),
        ("H26-261122-0007", "20261122110500"),
    ] {
        let answer = client.call("DongBoTrangThaiHoSo", tie(own, at)).await;
        assert!(is_success(&answer), "{answer}");
    }
    let codes = portal.storage().read(|conn| dossiers::codes_of(conn, id));
    assert_eq!(codes.unwrap(), [ours.as_str(), "000.00.00.H26-261122-0007"]);
    let step = row("H26-261122-0007", "20261124080000", 4, "Chuyển xử lý");
    assert!(is_success(&client.progress(&[step]).await));
    assert_eq!(client.state_of(&ours).await.as_deref(), Some("4"));
}

async fn a_months_summary_is_one_in_both_forms(portal: &Portal) {
    let client = nowhere(portal).await;
    for (agency, procedure) in [(NOWHERE, "1.001193"), ("H99", "1.001193.000.00.00.H99")] {
        let summary = json!({ "data": [{
            "NgayTongHop": "1-2026", "Madonvi": agency, "MaThuTuc": procedure,
            "TongSoNguoiDanhGia": "12",
        }] });
        assert!(is_success(&client.call("DongBoDanhGia", summary).await));
    }
    assert_eq!(count(portal.storage(), "partner_ratings"), 1);
}
