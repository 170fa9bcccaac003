//! The exchange about one dossier is shown from both directions.

use motcua::dossiers;
use motcua::exchange::NewPartner;
use serde_json::json;

use super::history;
use crate::access::objects;
use crate::exchange::listener::Listener;
use crate::exchange::scene::{Client, is_success, new_partner, row};
use crate::support::{Cast, Portal, on_both_engines, words};

on_both_engines!(
    both_directions_are_shown_under_any_code,
    what_has_no_dossier_is_found_in_quarantine,
);

async fn both_directions_are_shown_under_any_code(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let new = NewPartner {
        push_url: Some(listener.push_url().parse().unwrap()),
        decides: true,
        ..new_partner("h26", "H26")
    };
    let client = Client::sign_in(portal, &new).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let dossier = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let ours = dossier.unwrap().unwrap().code;
    let own = "H26.1-261122-0007";
    portal.clock.advance(chrono::Duration::minutes(5));
    let tie = json!({ "type": "2", "data": {
        "MaHoSo": ours, "MaHoSoDonVi": own, "MaDoiTuong": "", "NoiDung": "Đã tiếp nhận",
        "NgayXuLy": "20261122100500", "TrangThai": "2", "TaiLieuXuLy": [],
    } });
    assert!(is_success(&client.call("DongBoTrangThaiHoSo", tie).await));
    portal.clock.advance(chrono::Duration::minutes(5));
    let step = row(own, "20261122103000", 4, "Chuyển xử lý");
    assert!(is_success(&client.progress(&[step]).await));

    let operator = cast.signed_in(portal, "vanhanh");
    for code in [ours.as_str(), own, &own.to_lowercase()] {
        let page = operator.get(&history(code)).await.is(200);
        let titles = page.texts(".trail__title");
        let ways = [
            "console.history.in",
            "console.history.in",
            "console.history.out",
        ];
        let expected = ways.map(words);
        assert_eq!(titles, expected, "{code}");
        let main = page.text("main");
        assert!(main.contains(&ours) && main.contains(own), "{main}");
        assert!(!main.contains("Lan"), "whose dossier it is concerns clerks");
    }
    listener.close().await;
}

async fn what_has_no_dossier_is_found_in_quarantine(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h26", "H26").await;
    let code = "H26-260105-0009";
    let step = row(code, "20261122103000", 4, "Chuyển xử lý");
    assert_eq!(client.progress(&[step]).await["error_code"], "-1");
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&history(code)).await.is(200);
    assert!(
        page.texts(".trail__title")
            .iter()
            .any(|title| title.starts_with(&words("console.history.waits")))
    );
    page.click(".trail a").await.is(200);
    let old_form = operator.get(&history("000.00.00.H26-260105-0009")).await;
    assert!(old_form.is(200).has(".trail"));
    let nothing = operator.get(&history("H26-260105-0010")).await.is(200);
    assert!(nothing.has(".empty"));
    operator.get("/quan-tri/lien-thong/ho-so").await.is(200);
}
