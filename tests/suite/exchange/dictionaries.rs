//! What partners look up: agencies to the communes, and what codes are called.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{Client, is_success};
use crate::support::{Portal, on_both_engines};

on_both_engines!(
    agencies_are_listed_to_the_communes_with_whose_work_they_took_over,
    every_dictionary_has_codes_and_names,
    a_dictionary_of_one_province_or_procedure_is_a_part_of_the_whole,
);

async fn list(client: &Client, service: &str, more: Value) -> Vec<Value> {
    let answer = client.call(service, more).await;
    assert!(is_success(&answer), "{service}: {answer}");
    answer["result"].as_array().unwrap().clone()
}

fn values<'a>(lines: &'a [Value], member: &str) -> Vec<&'a str> {
    let value = |line: &'a Value| line[member].as_str().unwrap();
    lines.iter().map(value).collect()
}

async fn agencies_are_listed_to_the_communes_with_whose_work_they_took_over(portal: &Portal) {
    let client = Client::of(portal, "h60", "H60").await;
    let all = list(&client, "LayDanhMucCoQuan", json!({})).await;
    let codes = values(&all, "MADONVI");
    let once: BTreeSet<&&str> = codes.iter().collect();
    assert_eq!(once.len(), codes.len(), "no two lines have one code");
    let committees = all.iter().filter(|line| {
        line["CAPDONVI"] == "3" && line["TENDONVI"].as_str().unwrap().starts_with("Ủy ban")
    });
    assert_eq!(committees.count(), 3_321);
    let find = |code: &str| {
        let found = all.iter().find(|line| line["MADONVI"] == code);
        found.cloned().unwrap_or_default()
    };
    let province = find("H60");
    assert_eq!(province["MADONVICU"], "000.00.00.H60");
    assert_eq!(province["LAMACHINHTHUC"], "1");
    let before = &province["DONVITRUOC"][0];
    assert_eq!(before["MADONVI"], "H22");
    assert_eq!(before["HIEULUCDEN"], "20250701");
    // What has ended is found below its successor alone.
    assert_eq!(find("H22"), Value::Null);
    let asked = json!({
        "session": client.session, "madonvi": "000.00.00.H60", "service": "LayDanhMucCoQuan",
        "maTinh": "08",
    });
    let answer = client.send("mapi/g", &asked).await;
    let lines = answer["result"].as_array().unwrap();
    let codes = values(lines, "MADONVI");
    assert!(codes.contains(&"000.00.00.H60") && !codes.contains(&"H60"));
    let commune = find("00004");
    assert_eq!(commune["TENDONVI"], "Ủy ban nhân dân phường Ba Đình");
    assert_eq!(commune["LAMACHINHTHUC"], "0");
    assert_eq!(
        (&commune["MADONVICHA"], &commune["MATINH"]),
        (&json!("H26"), &json!("01"))
    );
    assert_eq!(commune["MAXA"], "00004");
    let new = find("bo-nong-nghiep-va-moi-truong");
    assert_eq!(new["HIEULUCTU"], "20250301");
    assert_eq!(
        values(new["DONVITRUOC"].as_array().unwrap(), "MADONVI"),
        ["G10", "G13"]
    );
}

async fn every_dictionary_has_codes_and_names(portal: &Portal) {
    let client = Client::of(portal, "h60", "H60").await;
    for (service, code, name, count) in [
        ("LayDanhMucGioiTinh", "MAGIOITINH", "TENGIOITINH", 4),
        ("LayDanhMucTinhThanh", "MATINH", "TENTINH", 34),
        ("LayDanhMucQuanHuyen", "MAHUYEN", "TENHUYEN", 713),
        ("LayDanhMucPhuongXa", "MAXA", "TENXA", 3_321),
        ("LayDanhMucQuocGia", "MAQUOCGIA", "TENQUOCGIA", 249),
        ("LayDanhMucDanToc", "MADANTOC", "TENDANTOC", 55),
        ("LayDanhMucTonGiao", "MATONGIAO", "TENTONGIAO", 18),
        (
            "LayDanhMucTinhTrangHonNhan",
            "MATINHTRANG",
            "TENTINHTRANG",
            4,
        ),
        ("LayDanhMucDoiTuong", "MADOITUONG", "TENDOITUONG", 4),
        ("LayDanhMucCapThucHien", "CAPTHUCHIEN", "TENCAP", 4),
        (
            "LayDanhMucLoaiDinhDanh",
            "LOAIDINHDANH",
            "TENLOAIDINHDANH",
            2,
        ),
        ("LayDanhMucKenhThucHien", "KENH", "TENKENH", 3),
        ("LayDanhMucTrangThai", "TRANGTHAI", "TENTRANGTHAI", 10),
    ] {
        let lines = list(&client, service, json!({})).await;
        assert_eq!(lines.len(), count, "{service}");
        let codes: BTreeSet<&str> = values(&lines, code).into_iter().collect();
        assert_eq!(codes.len(), count, "{service}");
        assert!(
            values(&lines, name).iter().all(|name| !name.is_empty()),
            "{service}"
        );
    }
    let provinces = list(&client, "LayDanhMucTinhThanh", json!({})).await;
    let merged = provinces
        .iter()
        .find(|one| one["TENTINH"] == "Tỉnh Tuyên Quang");
    let made_of = merged.unwrap()["TINHTRUOC"].as_array().unwrap();
    assert!(
        values(made_of, "TENTINH").contains(&"Tỉnh Hà Giang"),
        "{made_of:?}"
    );
    for (service, code) in [
        ("LayDanhMucCanCuPhapLy", "SOVANBAN"),
        ("LayDanhMucLePhi", "SOTIEN"),
        ("LayDanhMucKetQua", "MAKETQUA"),
    ] {
        let lines = list(&client, service, json!({})).await;
        assert!(lines.len() > 100, "{service}: {}", lines.len());
        assert!(values(&lines, code).iter().all(|code| !code.is_empty()));
    }
}

async fn a_dictionary_of_one_province_or_procedure_is_a_part_of_the_whole(portal: &Portal) {
    let client = Client::of(portal, "h60", "H60").await;
    for service in ["LayDanhMucPhuongXa", "LayDanhMucCoQuan"] {
        let all = list(&client, service, json!({})).await;
        let part = list(&client, service, json!({ "MATINH": "01" })).await;
        let same = all.into_iter().filter(|line| line["MATINH"] == "01");
        assert_eq!(part, same.collect::<Vec<_>>());
        assert!(part.len() > 100, "{service}");
        assert_eq!(
            list(&client, service, json!({ "maTinh": "00" })).await,
            [Value::Null; 0]
        );
    }
    for service in [
        "LayDanhMucCanCuPhapLy",
        "LayDanhMucLePhi",
        "LayDanhMucKetQua",
    ] {
        let all = list(&client, service, json!({})).await;
        let part = list(&client, service, json!({ "maTTHC": "1.001193" })).await;
        assert!(part.len() < all.len(), "{service}");
        assert!(part.iter().all(|line| all.contains(line)), "{service}");
        let wrong = client.call(service, json!({ "maTTHC": "x" })).await;
        assert_eq!(wrong["error_code"], "-1");
    }
}
