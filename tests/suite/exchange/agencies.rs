//! Whose dossiers are: several codes of a partner, several partners of an agency, agencies that have
//! ended; and what the office is called that has one.

use motcua::agencies::AgencyKey;
use motcua::context::Principal;
use motcua::dossiers::{self, Dossier};
use motcua::exchange::{self, NewPartner, PartnerChange, PartnerSettings, change_partner};
use motcua::kernel::AgencyId;
use motcua::letters::OutboxLine;
use serde_json::json;

use super::scene::{Client, NOWHERE, is_success, new_partner, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, says, words};

on_both_engines!(
    a_successor_sends_what_its_predecessors_began,
    a_partner_owns_the_subtrees_of_all_its_codes,
    a_dossier_has_one_owner_among_the_partners_of_an_agency,
    filings_with_any_of_its_agencies_are_told_to_the_partner,
    the_last_partner_that_is_set_to_decide_does,
    nobody_ever_reads_an_id_for_an_office,
    where_the_agency_is_known_the_office_that_was_named_is_told,
);

fn dossier(portal: &Portal, code: &str) -> Dossier {
    let found = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, code)?.unwrap();
        dossiers::dossier(conn, id)
    });
    found.unwrap().unwrap()
}

fn id_of(key: &str) -> AgencyId {
    key.parse::<AgencyKey>().unwrap().id()
}

/// What whoever has the receipt reads; the digits are those of the phone.
async fn tracked(portal: &Portal, code: &str) -> Page {
    let page = portal.browser().get("/tra-cuu").await.is(200);
    let form = page.form("main form").fill("code", code);
    form.fill("digits", "5678").submit().await.is(200)
}

fn with_phone(code: &str, office: &str) -> serde_json::Value {
    let mut element = snapshot(code, 4);
    element["SoDienThoai"] = json!("0912345678");
    element["DonViXuLy"] = json!(office);
    element
}

async fn a_successor_sends_what_its_predecessors_began(portal: &Portal) {
    let client = Client::of(portal, "h60", "H60").await;
    for code in ["000.00.01.H22-261106-0001", "H22-261106-0002"] {
        assert!(is_success(&client.insert(&[with_phone(code, "")]).await));
        let step = row(code, "20261123150000", 9, "Kết thúc");
        assert!(is_success(&client.progress(&[step]).await));
        assert_eq!(client.state_of(code).await.as_deref(), Some("9"));
        assert_eq!(dossier(portal, code).agency, id_of("H60"));
        let main = tracked(portal, code).await.text("main");
        assert!(main.contains("Ủy ban nhân dân tỉnh Tuyên Quang"), "{main}");
        assert!(!main.contains("Hà Giang"), "{main}");
    }
    let asked = json!({
        "session": client.session, "madonvi": "000.00.00.H22", "service": "TraCuuHoSo",
        "mahoso": "H22.01-261106-0001",
    });
    let answer = client.send("mapi/g", &asked).await;
    assert_eq!(answer["result"][0]["TrangThaiHoSo"], "9", "{answer}");
    // What was never its own, and what the successor is to a predecessor.
    let foreign = client.insert(&[snapshot("H26-261106-0001", 4)]).await;
    assert_eq!(foreign["error_code"], "-1");
    let ended = Client::of(portal, "h22", "H22").await;
    let foreign = ended.insert(&[snapshot("H60-261106-0001", 4)]).await;
    assert_eq!(foreign["error_code"], "-1");
}

async fn a_partner_owns_the_subtrees_of_all_its_codes(portal: &Portal) {
    let new = NewPartner {
        further_codes: vec!["H98".parse().unwrap(), "000.00.05.H97".parse().unwrap()],
        ..new_partner("h99-test", NOWHERE)
    };
    let client = Client::sign_in(portal, &new).await;
    for own in [
        "H99-260105-0001",
        "000.00.07.H98-260105-0001",
        "H97.05.02-260105-0001",
    ] {
        let answer = client.insert(&[snapshot(own, 4)]).await;
        assert!(is_success(&answer), "{own}: {answer}");
        assert_eq!(client.state_of(own).await.as_deref(), Some("4"));
    }
    let foreign = client.insert(&[snapshot("H97-260105-0001", 4)]).await;
    assert_eq!(foreign["error_code"], "-1");

    let cx = portal.app.context(Principal::CommandLine);
    let id = client.partner.id;
    let known = portal.storage().read(|conn| exchange::partner(conn, id));
    let known = known.unwrap().unwrap();
    assert_eq!(known.codes().count(), 3);
    let settings = PartnerSettings {
        name: known.name.clone(),
        success: known.success,
        push_url: None,
        file_hosts: Vec::new(),
        private_files: false,
        further_codes: vec!["H97".parse().unwrap()],
    };
    let change = PartnerChange::Settings(Box::new(settings));
    let changed = portal
        .storage()
        .write(|tx| change_partner(tx, &cx, id, &change));
    changed.unwrap();
    for (code, is_own) in [
        ("H97-260105-0001", true),
        ("H98-260105-0002", false),
        ("H99-260105-0002", true),
    ] {
        let answer = client.insert(&[snapshot(code, 4)]).await;
        assert_eq!(is_success(&answer), is_own, "{code}: {answer}");
    }
}

async fn a_dossier_has_one_owner_among_the_partners_of_an_agency(portal: &Portal) {
    const CODE: &str = "H97-260105-0001";
    let first = Client::of(portal, "h97-mot", "H97").await;
    let second = Client::of(portal, "h97-hai", "H97").await;
    let stranger = Client::of(portal, "h98", "H98").await;
    assert!(is_success(&first.insert(&[snapshot(CODE, 4)]).await));
    for answer in [
        second.insert(&[snapshot(CODE, 4)]).await,
        second.update(&[snapshot(CODE, 8)]).await,
    ] {
        assert_eq!(answer["error_code"], "-1", "{answer}");
        let text = answer["message"].as_str().unwrap();
        assert!(says(text, "exchange.fault.synced_elsewhere"), "{text}");
        // Clients would go on with an update.
        assert!(!text.contains("đã tồn tại"), "{text}");
    }
    let answer = stranger.update(&[snapshot(CODE, 8)]).await;
    let text = answer["message"].as_str().unwrap();
    assert!(says(text, "exchange.fault.unknown"), "{text}");
    assert_eq!(second.state_of(CODE).await, None);
    let own = snapshot("H97-260105-0002", 4);
    assert!(is_success(&second.insert(&[own]).await));
    assert_eq!(first.state_of(CODE).await.as_deref(), Some("4"));
    assert_eq!(first.state_of("H97-260105-0002").await, None);
}

async fn filings_with_any_of_its_agencies_are_told_to_the_partner(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let new = NewPartner {
        further_codes: vec!["H26".parse().unwrap()],
        decides: true,
        ..new_partner("h91", "H91")
    };
    let client = Client::sign_in(portal, &new).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let filed = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let feed = client.call("LayHoSoTuDVCQG", json!({})).await;
    let told = &feed["result"][0]["data"]["MaHoSo"];
    assert_eq!(*told, filed.unwrap().unwrap().code);
}

async fn the_last_partner_that_is_set_to_decide_does(portal: &Portal) {
    let decided = |id| {
        let now = portal.app.env.moment().now;
        let found = portal
            .storage()
            .read(|conn| exchange::agencies_decided_by(conn, id, now));
        found.unwrap()
    };
    let first = Client::sign_in(portal, &province()).await.partner.id;
    assert_eq!(decided(first), [id_of("H26")]);
    portal.clock.advance(chrono::Duration::minutes(1));
    let second = NewPartner {
        username: "h26-moi".to_owned(),
        ..province()
    };
    let second = Client::sign_in(portal, &second).await.partner.id;
    assert_eq!(decided(second), [id_of("H26")]);
    assert_eq!(decided(first), []);
}

/// Lan's own number, which she has shown at a counter.
const LAN: &str = "001190004017";

async fn nobody_ever_reads_an_id_for_an_office(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let lan = cast.signed_in(portal, "lan");
    let id = client.partner.agency.to_string();
    for (code, sent, shown) in [
        ("H99-260105-0001", "Sở Thử nghiệm", "Sở Thử nghiệm"),
        ("H99-260105-0002", "", "Hệ thống của H99"),
    ] {
        let mut element = with_phone(code, sent);
        element["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": LAN }]);
        assert!(is_success(&client.insert(&[element]).await));
        let path = format!("/ho-so/{}", dossier(portal, code).id);
        let list = lan.get("/ho-so").await.is(200).text("main");
        let own = lan.get(&path).await.is(200).text("main");
        for text in [list, own] {
            assert!(text.contains(shown) && !text.contains(&id), "{text}");
        }
    }
    let step = row("H99-260105-0001", "20261123083000", 9, "Kết thúc");
    assert!(is_success(&client.progress(&[step]).await));
    let letters = portal.letters().await;
    let about = |letter: &&OutboxLine| letter.body.contains("H99-260105-0001");
    let letter = letters.iter().find(about).unwrap();
    let unknown = words("common.unknown_agency");
    assert!(letter.body.contains(&unknown), "{}", letter.body);
    assert!(!letter.body.contains(&id), "{}", letter.body);
    let mut anonymous = with_phone("H99-260105-0003", "");
    anonymous["ChuHoSo"] = json!("Một Người Khác");
    assert!(is_success(&client.insert(&[anonymous]).await));
    let main = tracked(portal, "H99-260105-0003").await.text("main");
    assert!(
        main.contains("Hệ thống của H99") && !main.contains(&id),
        "{main}"
    );
}

async fn where_the_agency_is_known_the_office_that_was_named_is_told(portal: &Portal) {
    let client = Client::sign_in(portal, &province()).await;
    let (named, unnamed) = ("H26.1-260105-0001", "H26.1-260105-0002");
    let ward = "UBND phường Ba Đình";
    let both = [with_phone(named, ward), with_phone(unnamed, "")];
    assert!(is_success(&client.insert(&both).await));
    let main = tracked(portal, named).await.text("main");
    assert!(main.contains(ward), "{main}");
    let main = tracked(portal, unnamed).await.text("main");
    assert!(main.contains("Ủy ban nhân dân thành phố Hà Nội"), "{main}");
}
