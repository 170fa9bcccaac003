//! No partner reads or changes another's dossier, through any service.

use serde_json::json;

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{Portal, on_both_engines};

const CODE: &str = "000.00.00.H99-260105-0001";

on_both_engines!(
    strangers_meet_nothing,
    a_department_is_no_province,
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
    use motcua::exchange::{PartnerChange, change_partner};
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let moment = portal.house.ground.moment();
    let id = client.partner.id;
    portal
        .storage()
        .write(|tx| change_partner(tx, &moment, id, &PartnerChange::Suspended(true), None))
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
