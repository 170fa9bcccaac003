//! Results that a partner offers by their addresses.

use chrono::Duration;
use motcua::dossiers::{self, ResultDocument};
use motcua::exchange::{NewPartner, partners};
use serde_json::{Value, json};

use super::listener::Listener;
use super::scene::{Client, discard_dead, is_success, new_partner, snapshot};
use crate::support::{Portal, on_both_engines};

on_both_engines!(
    files_are_fetched_from_where_it_is_allowed,
    a_file_that_moved_is_fetched_from_its_new_place,
);

/// A dossier that is done, with one result at an address.
fn offering(code: &str, address: &str) -> Value {
    let mut element = snapshot(code, 10);
    element["NgayTra"] = json!("20260112090000");
    element["DanhSachGiayToKetQua"] = json!([{
        "TenGiayTo": "Quyết định", "GiayToId": "1", "DuongDanTepTinKetQua": address,
    }]);
    element
}

fn results(portal: &Portal, code: &str) -> Vec<ResultDocument> {
    let found = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, code)?.unwrap();
        dossiers::results_of(conn, id)
    });
    found.unwrap()
}

async fn files_are_fetched_from_where_it_is_allowed(portal: &Portal) {
    let listener = Listener::open();
    let allowed = NewPartner {
        file_hosts: vec![listener.host()],
        private_files: true,
        ..new_partner("h99", "H99")
    };
    let inside = NewPartner {
        file_hosts: vec![listener.host()],
        ..new_partner("h98", "H98")
    };
    let nowhere = new_partner("h97", "H97");
    let named = |private_files, code: &str| NewPartner {
        file_hosts: vec![listener.named_host()],
        private_files,
        ..new_partner(&code.to_lowercase(), code)
    };
    // In this order: the connection that the one had made is not for the other.
    let (named_allowed, named_inside) = (named(true, "H96"), named(false, "H95"));
    for (new, name, comes) in [
        (&allowed, "ket-qua.pdf", true),
        // As the agency issued it; the portal's own forms refuse it.
        (&allowed, "khoa.pdf", true),
        (&allowed, "trang.html", false),
        (&allowed, "lon.pdf", false),
        (&allowed, "khong-co.pdf", false),
        (&allowed, "chuyen-di.pdf", false),
        (&inside, "ket-qua.pdf", false),
        (&nowhere, "ket-qua.pdf", false),
        (&named_allowed, "ket-qua.pdf", true),
        (&named_inside, "ket-qua.pdf", false),
    ] {
        let client = client_of(portal, new).await;
        let code = format!("{}-260105-{:04}", new.code, name.len());
        let host = new.file_hosts.first().cloned().unwrap_or(listener.host());
        let element = offering(&code, &format!("http://{host}/tep/{name}"));
        assert!(is_success(&client.insert(&[element]).await));
        portal.work_off().await;
        let results = results(portal, &code);
        assert_eq!(results.len(), 1, "{code}");
        assert_eq!(results[0].file.is_some(), comes, "{code} {name}");
    }
    // What cannot come by itself waits for a person; the rest is tried again.
    assert_eq!(discard_dead(portal), 4);
    listener.close().await;
}

async fn a_file_that_moved_is_fetched_from_its_new_place(portal: &Portal) {
    const CODE: &str = "H99-260105-0001";
    let listener = Listener::open();
    let new = NewPartner {
        file_hosts: vec![listener.host()],
        private_files: true,
        ..new_partner("h99", "H99")
    };
    let client = Client::sign_in(portal, &new).await;
    let offered = |name| offering(CODE, &listener.file(name));
    assert!(is_success(&client.insert(&[offered("khong-co.pdf")]).await));
    portal.work_off().await;
    assert!(is_success(&client.update(&[offered("ket-qua.pdf")]).await));
    portal.work_off().await;
    let results = results(portal, CODE);
    assert!(matches!(results.as_slice(), [one] if one.file.is_some()));
    // What the old address still waits for is there.
    portal.clock.advance(Duration::minutes(1));
    portal.work_off().await;
    listener.close().await;
}

/// A client of this partner, which is set up where it is not there yet.
async fn client_of(portal: &Portal, new: &NewPartner) -> Client {
    let known = portal.storage().read(partners).unwrap();
    match known.into_iter().find(|partner| partner.code == new.code) {
        None => Client::sign_in(portal, new).await,
        Some(partner) => Client::again(portal, partner).await,
    }
}
