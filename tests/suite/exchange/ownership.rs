//! No partner reads or changes another's dossier, through any service.

use chrono::Duration;
use motcua::dossiers;
use serde_json::{Value, json};
use url::Url;

use super::scene::{Client, NOWHERE, is_success, new_partner, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines};

const CODE: &str = "000.00.00.H99-260105-0001";

on_both_engines!(
    strangers_meet_nothing,
    a_department_is_no_province,
    who_sits_above_or_below_is_a_stranger_too,
    what_is_filed_here_is_told_and_moved_by_one_partner_only,
    a_link_opens_one_paper_until_its_day,
    shut_out_is_shut_out
);

async fn strangers_meet_nothing(portal: &Portal) {
    let owner = Client::of(portal, "h99-test", NOWHERE).await;
    let stranger = Client::of(portal, "h98-test", "H98").await;
    assert!(is_success(&owner.insert(&[snapshot(CODE, 4)]).await));
    assert_eq!(stranger.state_of(CODE).await, None);
    let attempts = [
        stranger.insert(&[snapshot(CODE, 8)]).await,
        stranger.update(&[snapshot(CODE, 8)]).await,
        stranger
            .progress(&[row(CODE, "20260109160000", 8, "Dừng")])
            .await,
        stranger
            .call(
                "DongBoTrangThaiHoSo",
                json!({ "type": "2", "data": {
                    "MaHoSo": CODE, "MaHoSoDonVi": "H98-260105-0001", "NoiDung": "Dừng",
                    "NgayXuLy": "20260109160000", "TrangThai": "5", "TaiLieuXuLy": [],
                } }),
            )
            .await,
        stranger.insert(&[snapshot("H99.01-260105-0001", 4)]).await,
    ];
    for answer in attempts {
        assert_eq!(answer["error_code"], "-1", "{answer}");
    }
    assert_eq!(owner.state_of(CODE).await.as_deref(), Some("4"));
    let mut envelope = json!({
        "session": stranger.session, "madonvi": NOWHERE, "service": "TraCuuHoSo", "mahoso": CODE,
    });
    let answer = stranger.send("mapi/g", &envelope).await;
    assert_eq!(answer["error_code"], "-1");
    envelope["session"] = json!("00000000-0000-4000-8000-000000000001");
    let answer = stranger.send("mapi/g", &envelope).await;
    assert_eq!(answer["error_code"], "-1");
}

/// Both forms of a code are one; what stands beside it or above it is not the partner's.
async fn a_department_is_no_province(portal: &Portal) {
    let department = Client::of(portal, "h97-department", "000.00.05.H97").await;
    for own in [
        "H97.05-260105-0001",
        "000.01.05.H97-260105-000002",
        "H97.05.02-260105-0000003",
    ] {
        assert!(
            is_success(&department.insert(&[snapshot(own, 4)]).await),
            "{own}"
        );
    }
    for foreign in [
        "H97-260105-0001",
        "000.00.06.H97-260105-0001",
        "H97.06.05-260105-0001",
    ] {
        let answer = department.insert(&[snapshot(foreign, 4)]).await;
        assert_eq!(answer["error_code"], "-1", "{foreign}");
    }
}

async fn shut_out_is_shut_out(portal: &Portal) {
    use motcua::context::Principal;
    use motcua::exchange::{PartnerChange, change_partner};
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let cx = portal.app.context(Principal::CommandLine);
    let id = client.partner.id;
    portal
        .storage()
        .write(|tx| change_partner(tx, &cx, id, &PartnerChange::Suspended(true)))
        .unwrap();
    let answer = client.insert(&[snapshot(CODE, 4)]).await;
    assert_eq!(answer["error_code"], "-1");
    let answer = client
        .send(
            "mapi/login",
            &json!({
                "username": client.partner.username,
                "password": client.secrets.password.reveal(),
            }),
        )
        .await;
    assert_eq!(answer["error_code"], "-1");
}

/// A province and its department have systems of their own.
async fn who_sits_above_or_below_is_a_stranger_too(portal: &Portal) {
    let above = Client::of(portal, "h97", "H97").await;
    let below = Client::of(portal, "h97-05", "H97.05").await;
    let (of_above, of_below) = ("H97-260105-0001", "H97.05-260105-0001");
    assert!(is_success(&above.insert(&[snapshot(of_above, 4)]).await));
    assert!(is_success(&below.insert(&[snapshot(of_below, 4)]).await));
    for (stranger, code) in [(&above, of_below), (&below, of_above)] {
        assert_eq!(stranger.state_of(code).await, None, "{code}");
        let stopped = row(code, "20260109160000", 8, "Dừng");
        for answer in [
            stranger.insert(&[snapshot(code, 8)]).await,
            stranger.update(&[snapshot(code, 8)]).await,
            stranger.progress(&[stopped]).await,
        ] {
            assert_eq!(answer["error_code"], "-1", "{answer}");
        }
    }
    assert_eq!(above.state_of(of_above).await.as_deref(), Some("4"));
    assert_eq!(below.state_of(of_below).await.as_deref(), Some("4"));
}

async fn what_is_filed_here_is_told_and_moved_by_one_partner_only(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let owner = Client::sign_in(portal, &province()).await;
    let strangers = [
        Client::sign_in(portal, &new_partner("h26-05", "H26.05")).await,
        Client::of(portal, "h98", "H98").await,
    ];
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let dossier = || {
        let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
        found.unwrap().unwrap()
    };
    let before = dossier();
    for stranger in &strangers {
        assert_eq!(stranger.state_of(&before.code).await, None);
        let feed = stranger.call("LayHoSoTuDVCQG", json!({})).await;
        assert_eq!(feed["result"], json!([]));
        let own = format!("{}-260105-0001", stranger.partner.code);
        let mut filed = snapshot(&before.code, 8);
        filed["NoiNopHoSo"] = json!("1");
        // Whether a code is known is nobody else's business.
        let nothing = before.code.replace("-26", "-25");
        let mut none_such = snapshot(&nothing, 8);
        none_such["NoiNopHoSo"] = json!("1");
        let about_none = stranger.insert(&[none_such]).await["message"].to_string();
        let about_one = stranger.insert(&[filed.clone()]).await["message"].to_string();
        assert_ne!(nothing, before.code);
        assert_eq!(about_none.replace(&nothing, &before.code), about_one);
        let tie = json!({ "type": "2", "data": {
            "MaHoSo": before.code, "MaHoSoDonVi": own, "NoiDung": "Dừng",
            "NgayXuLy": "20261123160000", "TrangThai": "5", "TaiLieuXuLy": [],
        } });
        for answer in [
            stranger.insert(&[filed.clone()]).await,
            stranger.update(&[filed]).await,
            stranger
                .progress(&[row(&before.code, "20261123160000", 8, "Dừng")])
                .await,
            stranger.call("DongBoTrangThaiHoSo", tie).await,
        ] {
            assert_eq!(answer["error_code"], "-1", "{answer}");
        }
    }
    portal.work_off().await;
    assert_eq!(dossier(), before);
    let feed = owner.call("LayHoSoTuDVCQG", json!({})).await;
    assert_eq!(feed["result"][0]["data"]["MaHoSo"], before.code);
}

async fn a_link_opens_one_paper_until_its_day(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let owner = Client::sign_in(portal, &province()).await;
    let [one, other] = [(); 2].map(|()| {
        let id = objects::draft(portal, &cast);
        objects::paper_of(portal, &cast, id);
        objects::file(portal, &cast, id, cast.commune, Vec::new());
        id
    });
    portal.work_off().await;
    let feed = owner.call("LayHoSoTuDVCQG", json!({})).await;
    let links: Vec<Vec<String>> = feed["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(parts)
        .collect();
    let (mine, theirs) = (&links[0], &links[1]);
    assert!([one, other].map(|id| id.to_string()).contains(&mine[0]));
    // Whoever has the link is let in, as a machine without a session.
    let browser = portal.browser();
    let opened = async |parts: [&str; 4]| {
        let path = format!("/mapi/tep/{}", parts.join("/"));
        browser.get(&path).await.status().as_u16()
    };
    let [dossier, paper, until, mark] = [0, 1, 2, 3].map(|at| mine[at].as_str());
    assert_eq!(opened([dossier, paper, until, mark]).await, 200);
    let later = (until.parse::<i64>().unwrap() + 1).to_string();
    for forged in [
        [theirs[0].as_str(), paper, until, mark],
        [dossier, theirs[1].as_str(), until, mark],
        [theirs[0].as_str(), theirs[1].as_str(), until, mark],
        [dossier, paper, later.as_str(), mark],
        [dossier, paper, until, ""],
        [dossier, paper, until, "00"],
    ] {
        assert_eq!(opened(forged).await, 404, "{forged:?}");
    }
    portal.clock.advance(Duration::days(8));
    assert_eq!(opened([dossier, paper, until, mark]).await, 404);
}

/// What the address of a pushed paper is made of.
fn parts(message: &Value) -> Vec<String> {
    let link = message["data"]["TaiLieuNop"][0]["DuongDanTaiTepTin"].as_str();
    let link: Url = link.unwrap().parse().unwrap();
    let path = link.path().strip_prefix("/mapi/tep/").unwrap();
    path.split('/').map(str::to_owned).collect()
}
