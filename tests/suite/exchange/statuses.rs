//! What clients send with DongBoTrangThaiHoSo about dossiers that were filed here: files, and codes
//! that mean something only where that was set.

use motcua::context::Principal;
use motcua::dossiers::{self, Dossier, State};
use motcua::exchange::{self, NewPartner, PartnerChange, change_partner};
use motcua::kernel::DossierId;
use serde_json::{Value, json};

use super::listener::Listener;
use super::scene::{Client, is_success, province};
use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines, says};

on_both_engines!(
    what_comes_with_a_status_becomes_a_result_or_a_paper,
    a_code_without_a_meaning_is_shown_to_operators_until_it_has_one,
);

fn dossier(portal: &Portal, id: DossierId) -> Dossier {
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    found.unwrap().unwrap()
}

fn status(code: &str, at: &str, state: &str, files: Value) -> Value {
    json!({ "type": "2", "data": {
        "MaHoSo": code, "MaHoSoDonVi": "H26.1-261122-0007", "MaDoiTuong": "", "NoiDung": "Xử lý",
        "NgayXuLy": at, "TrangThai": state, "TaiLieuXuLy": files,
    } })
}

async fn what_comes_with_a_status_becomes_a_result_or_a_paper(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let new = NewPartner {
        file_hosts: vec![listener.host()],
        ..province()
    };
    let client = Client::sign_in(portal, &new).await;
    let cx = portal.app.context(Principal::CommandLine);
    let mut meanings = exchange::preset("opencps").unwrap().meanings();
    meanings.push(("10".to_owned(), State::Returned));
    let change = PartnerChange::Meanings(meanings);
    let changed = portal
        .storage()
        .write(|tx| change_partner(tx, &cx, client.partner.id, &change));
    changed.unwrap();
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let code = dossier(portal, id).code;
    let file = |title: &str, key: Value| {
        json!([{
            "TepDinhKemId": key, "TenTepDinhKem": title, "IsDeleted": "False",
            "MaThanhPhanHoSo": "", "DuongDanTaiTepTin": listener.file("ket-qua.pdf"),
        }])
    };
    let count = || {
        let counted = portal.storage().read(|conn| {
            let results = dossiers::results_of(conn, id)?;
            let papers = dossiers::attachments_of(conn, id)?;
            motcua::storage::Result::Ok((results, papers.len()))
        });
        counted.unwrap()
    };
    let before = count().1;
    let lan = cast.signed_in(portal, "lan");

    for (at, sent, title, state, counts) in [
        (
            "20261123100500",
            "5",
            "Yêu cầu bổ sung.pdf",
            State::SupplementRequested,
            (0, 1),
        ),
        // The client's one code for all that goes well.
        (
            "20261123100600",
            "2",
            "Văn bản xác nhận.pdf",
            State::Accepted,
            (0, 2),
        ),
        (
            "20261123100700",
            "10",
            "Quyết định.pdf",
            State::Returned,
            (1, 2),
        ),
    ] {
        let key = if sent == "5" {
            Value::Null
        } else {
            json!(sent)
        };
        let message = status(&code, at, sent, file(title, key));
        for _ in 0..2 {
            let answer = client.call("DongBoTrangThaiHoSo", message.clone()).await;
            assert!(is_success(&answer), "{answer}");
            portal.work_off().await;
        }
        assert_eq!(dossier(portal, id).state(), state, "{sent}");
        let (results, papers) = count();
        assert_eq!(
            (results.len(), papers),
            (counts.0, before + counts.1),
            "{sent}"
        );
        assert!(
            results
                .iter()
                .all(|one| one.title == title && one.file.is_some())
        );
        let page = lan.get(&format!("/ho-so/{id}")).await.is(200).text("main");
        assert!(
            page.contains(title.trim_end_matches(".pdf")),
            "{sent}: {page}"
        );
    }
    listener.close().await;
}

async fn a_code_without_a_meaning_is_shown_to_operators_until_it_has_one(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let client = Client::sign_in(portal, &province()).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let code = dossier(portal, id).code;
    let own = format!("/quan-tri/lien-thong/{}", client.partner.id);
    let meanings = format!("{own}/ma-trang-thai");
    assert!(!operator.get("/quan-tri").await.is(200).has(".unmapped"));
    for at in ["20261123100500", "20261123100600"] {
        let sent = status(&code, at, "2", json!([]));
        assert!(is_success(&client.call("DongBoTrangThaiHoSo", sent).await));
    }
    assert_eq!(dossier(portal, id).state(), State::Submitted);
    let arrived = operator.get("/quan-tri").await.is(200);
    assert_eq!(arrived.links("a.unmapped"), std::slice::from_ref(&meanings));
    assert!(says(&arrived.text(".results"), "console.stuck.unmapped"));
    let page = operator.get(&own).await.is(200);
    assert_eq!(page.texts("#unmapped li b"), ["2"]);
    let line = page.text("#unmapped li");
    assert!(
        line.contains('2') && says(&line, "console.unmapped.messages"),
        "{line}"
    );
    assert_eq!(page.links("#unmapped a"), [meanings]);

    let sheet = page.click("#unmapped a").await.is(200);
    let applied = sheet.form("#presets li:first-child form").submit().await;
    assert!(says(
        &applied.is(200).text("[role=status]"),
        "console.notice.preset_set"
    ));
    assert!(!operator.get(&own).await.is(200).has("#unmapped"));
    assert!(!operator.get("/quan-tri").await.is(200).has(".unmapped"));
    let sent = status(&code, "20261123100700", "2", json!([]));
    assert!(is_success(&client.call("DongBoTrangThaiHoSo", sent).await));
    assert_eq!(dossier(portal, id).state(), State::Accepted);
    let waiting = portal.storage().read(exchange::unmapped).unwrap();
    assert_eq!(waiting, []);
}
