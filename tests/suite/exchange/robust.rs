//! Whatever is sent, the answer is HTTP 200 and says what to mend.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::scene::{Client, NOWHERE, is_success, snapshot};
use crate::support::{Portal, on_both_engines, says};

on_both_engines!(
    spellings_of_the_field_are_understood,
    nonsense_is_answered,
    any_json_is_answered,
);

async fn spellings_of_the_field_are_understood(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    // Names in any case, numbers as numbers, null and missing, unknown members, old and new forms.
    let element = json!({
        "MAHOSO": "h99-260105-0000007", "matthc": "1.001193.000.00.00.H56", "TENTTHC": null,
        "LoaiDoiTuong": 1, "NgayTiepNhan": "2026-01-05T08:30:00", "TrangThaiHoSo": 4,
        "HinhThuc": "", "TaiLieuNop": null, "DanhSachLePhi": [{ "Gia": 50_000 }],
        "LaTruongMoi": { "x": [1, 2, null] },
    });
    for (at, updating) in [
        json!("False"),
        json!("True"),
        json!(true),
        json!("TRUE"),
        json!(1),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = client
            .send(
                if at % 2 == 0 { "mapi/g" } else { "mapi/login" },
                &json!({
                    "SESSION": client.session, "MaDonVi": "H99", "Service": "DONGBOHOSOMC",
                    "IsUpdating": updating, "DATA": [element.clone()],
                }),
            )
            .await;
        assert!(is_success(&answer), "{updating}: {answer}");
    }
    assert_eq!(
        client.state_of("H99-260105-0000007").await.as_deref(),
        Some("4")
    );
}

async fn nonsense_is_answered(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"service\":{}}",
        "\u{0}",
        "{}",
    ] {
        let answer = client.send_raw("mapi/g", body.as_bytes().to_vec()).await;
        assert_eq!(answer["error_code"], "-1", "{body}");
    }
    let deep = "[".repeat(100_000).into_bytes();
    assert_eq!(client.send_raw("mapi/g", deep).await["error_code"], "-1");
    assert_eq!(
        client.send_raw("mapi/g", vec![0xff; 64]).await["error_code"],
        "-1"
    );
    let answer = client.call("KhongCo", json!({})).await;
    assert!(answer["message"].as_str().unwrap().contains("KhongCo"));
    let mut with_nul = snapshot("H99-260105-0008", 4);
    with_nul["ChuHoSo"] = json!("A\u{0}B");
    assert!(is_success(&client.insert(&[with_nul]).await));
    let many: Vec<Value> = (0..1_001)
        .map(|n| snapshot(&format!("H99-260106-{n:05}"), 4))
        .collect();
    let answer = client.insert(&many).await;
    assert!(
        answer["message"].as_str().unwrap().contains("1000"),
        "{answer}"
    );
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("H99-260105-0001")),
        Just(json!("20260105083000")),
        (0..12_u8).prop_map(|state| json!(state.to_string())),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(members(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn members() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "MaHoSo",
        "MaTTHC",
        "NgayTiepNhan",
        "TrangThaiHoSo",
        "TrangThai",
        "ThoiDiemXuLy",
        "data",
        "TaiLieuNop",
        "DinhDanhCHS",
        "LoaiDinhDanh",
        "SoDinhDanh",
        "DuongDanTaiTepTin",
        "NgayXuLy",
        "MaHoSoDonVi",
        "isUpdating",
        "mahoso",
        "maTTHC",
        "mstorcmnd",
        "Madonvi",
        "maTinh",
        "NgayTongHop",
    ])
    .prop_map(str::to_owned)
}

const SERVICES: [&str; 28] = [
    "DongBoHoSoMC",
    "CapNhatTienDoHoSoMC",
    "DongBoTrangThaiHoSo",
    "TraCuuHoSo",
    "LayThuTuc",
    "LayDVC",
    "LayDanhSachTTHC",
    "LayDanhMucCoQuan",
    "LayDanhMucLinhVuc",
    "TraCuuTechID",
    "DongBoDanhGia",
    "LayHoSoTuDVCQG",
    "LayDanhMucGioiTinh",
    "LayDanhMucTinhThanh",
    "LayDanhMucQuanHuyen",
    "LayDanhMucPhuongXa",
    "LayDanhMucQuocGia",
    "LayDanhMucDanToc",
    "LayDanhMucTonGiao",
    "LayDanhMucTinhTrangHonNhan",
    "LayDanhMucDoiTuong",
    "LayDanhMucCapThucHien",
    "LayDanhMucCanCuPhapLy",
    "LayDanhMucLePhi",
    "LayDanhMucLoaiDinhDanh",
    "LayDanhMucKenhThucHien",
    "LayDanhMucTrangThai",
    "LayDanhMucKetQua",
];

async fn any_json_is_answered(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut runner = TestRunner::deterministic();
    let object = proptest::collection::btree_map(members(), any_value(), 0..6);
    for turn in 0..560 {
        let tree = object.new_tree(&mut runner).unwrap();
        let mut body: Map<String, Value> = tree.current().into_iter().collect();
        body.insert("session".into(), json!(client.session));
        body.insert("madonvi".into(), json!("H99"));
        body.insert("service".into(), json!(SERVICES[turn % SERVICES.len()]));
        let answer = client.send("mapi/g", &Value::Object(body.clone())).await;
        let is_busy = says(answer["message"].as_str().unwrap(), "exchange.fault.busy");
        assert!(!is_busy, "{body:?}");
    }
    // Whatever that left behind is no obstacle to a real message.
    assert!(is_success(
        &client.insert(&[snapshot("H99-260107-0001", 4)]).await
    ));
}
