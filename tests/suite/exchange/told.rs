//! The fees and supplements of an agency's own system, from the wire to the pages of the holder and
//! of the clerk.

use chrono::Duration;
use diesel::prelude::*;
use motcua::dossiers;
use motcua::kernel::DossierId;
use motcua::storage::Result;
use motcua::storage::schema::synced_dossiers;
use serde_json::{Value, json};

use super::listener::Listener;
use super::scene::{Client, NOWHERE, is_success, new_partner, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, words};

const CODE: &str = "000.00.00.H99-260105-0001";
/// Lan's own number, which she has shown at a counter.
const LAN: &str = "001190004017";

on_both_engines!(
    holder_and_clerk_read_what_the_agency_tells,
    the_newest_snapshot_alone_counts,
    what_the_field_may_send_is_read,
    what_is_no_list_is_refused_by_its_name,
    what_is_told_is_sealed_and_empty_lists_cost_nothing,
    papers_of_a_supplement_are_fetched_once,
    a_supplement_at_the_agency_stops_the_clock,
);

fn of_lan(code: &str, state: u8) -> Value {
    let mut element = snapshot(code, state);
    element["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": LAN }]);
    element
}

fn supplement() -> Value {
    json!({
        "HoSoBoSungId": 7, "NguoiYeuCauBoSung": "Lê Thị Hỏi",
        "NoiDungBoSung": "Nộp thêm bản sao giấy khai sinh", "NgayBoSung": "20260106090000",
        "NguoiTiepNhanBoSung": "Phạm Văn Nhận", "ThongTinTiepNhan": "Đã nhận hai bản",
        "NgayTiepNhanBoSung": "2026-01-08T14:30:00", "TrangThaiBoSung": "True",
        "DanhSachLePhiBoSung": [{ "TenPhiLePhi": "Phí sao lục", "Gia": 8000, "LoaiPhiLePhi": 1 }],
        "NgayHenTraTruoc": "20260112083000", "NgayHenTraMoi": "20260114083000",
    })
}

fn id_of(portal: &Portal, code: &str) -> DossierId {
    let found = portal
        .storage()
        .read(|conn| dossiers::dossier_of_code(conn, code));
    found.unwrap().unwrap()
}

async fn holders_page(portal: &Portal, cast: &Cast, code: &str) -> Page {
    let path = format!("/ho-so/{}", id_of(portal, code));
    cast.signed_in(portal, "lan").get(&path).await.is(200)
}

#[track_caller]
fn assert_says(text: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[track_caller]
fn assert_hides(text: &str, unwanted: &[&str]) {
    for words in unwanted {
        assert!(!text.contains(words), "{words}: {text}");
    }
}

async fn holder_and_clerk_read_what_the_agency_tells(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province()).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let code = found.unwrap().unwrap().code;
    let clerk = cast.signed_in(portal, "ha");
    let at_desk = format!("/mot-cua/ho-so/{id}");
    let mut element = snapshot(&code, 4);
    element["NoiNopHoSo"] = json!("1");
    assert!(is_success(&client.update(&[element.clone()]).await));
    let headings = ["dossiers.told.fees", "dossiers.told.supplements"].map(words);
    let headings = headings.each_ref().map(String::as_str);
    assert_hides(&clerk.get(&at_desk).await.is(200).text("main"), &headings);
    let holders = holders_page(portal, &cast, &code).await;
    assert_hides(&holders.text("main"), &headings);

    element["DanhSachLePhi"] = json!([
        { "TenPhiLePhi": "Lệ phí đăng ký", "Gia": "150000", "LoaiPhiLePhi": "2" },
        { "TenPhiLePhi": "Phí thẩm định", "Gia": "miễn phí", "LoaiPhiLePhi": "1" },
    ]);
    element["DuocThanhToanTrucTuyen"] = json!("2");
    element["DanhSachHoSoBoSung"] = json!([supplement()]);
    assert!(is_success(&client.update(&[element]).await));
    let both = [
        headings[0],
        &format!("Lệ phí đăng ký ({})", words("dossiers.told.kind.charge")),
        "150.000",
        &format!("Phí thẩm định ({})", words("dossiers.told.kind.fee")),
        "miễn phí",
        &words("dossiers.told.paid.agency"),
        "Nộp thêm bản sao giấy khai sinh",
        "Sở Thử nghiệm",
        "06/01/2026, 09:00",
        "08/01/2026, 14:30",
        "Đã nhận hai bản",
        "12/01/2026, 08:30",
        "14/01/2026, 08:30",
        &format!("Phí sao lục ({})", words("dossiers.told.kind.fee")),
        "8.000",
    ];
    let names = ["Lê Thị Hỏi", "Phạm Văn Nhận"];
    let holders = holders_page(portal, &cast, &code).await.text("main");
    assert_says(&holders, &both);
    assert_hides(&holders, &names);
    let clerks = clerk.get(&at_desk).await.is(200).text("main");
    assert_says(&clerks, &both);
    assert_says(&clerks, &names);
}

async fn the_newest_snapshot_alone_counts(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut first = of_lan(CODE, 4);
    first["DanhSachLePhi"] = json!([{ "TenPhiLePhi": "Phí ban đầu", "Gia": "20000" }]);
    first["DanhSachHoSoBoSung"] = json!([supplement()]);
    assert!(is_success(&client.insert(&[first.clone()]).await));
    let mut second = of_lan(CODE, 4);
    second["DanhSachLePhi"] = json!([{ "TenPhiLePhi": "Phí về sau", "Gia": "30000" }]);
    for _ in 0..2 {
        assert!(is_success(&client.update(&[second.clone()]).await));
        let page = holders_page(portal, &cast, CODE).await.text("main");
        assert_says(&page, &["Phí về sau", "30.000"]);
        assert_hides(&page, &["Phí ban đầu", "Nộp thêm bản sao giấy khai sinh"]);
    }
    // Progress says nothing about the lists.
    let given = row(CODE, "20260106080000", 4, "Chuyển xử lý");
    assert!(is_success(&client.progress(&[given]).await));
    let page = holders_page(portal, &cast, CODE).await.text("main");
    assert_says(&page, &["Phí về sau"]);
    assert!(is_success(&client.update(&[first]).await));
    let page = holders_page(portal, &cast, CODE).await.text("main");
    assert_says(&page, &["Phí ban đầu", "Nộp thêm bản sao giấy khai sinh"]);
    assert!(is_success(&client.update(&[of_lan(CODE, 4)]).await));
    let page = holders_page(portal, &cast, CODE).await.text("main");
    assert_hides(
        &page,
        &[
            "Phí ban đầu",
            "Phí về sau",
            &words("dossiers.told.supplements"),
        ],
    );
}

async fn what_the_field_may_send_is_read(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut odd = of_lan(CODE, 4);
    odd["danhsachlephi"] = json!([
        { "TENPHILEPHI": "Phí một", "GIA": 1000, "loaiphilephi": 2 },
        { "TenPhiLePhi": "Phí hai", "Gia": "2.000" },
        { "TenPhiLePhi": "Phí ba", "Gia": "-3" },
        { "TenPhiLePhi": "Phí bốn", "Gia": "99999999999999999999999" },
        { "TenPhiLePhi": "Phí năm", "Gia": null },
        {},
    ]);
    odd["DANHSACHHOSOBOSUNG"] = json!([
        { "hosobosungid": "2", "noidungbosung": "Yêu cầu sau", "ngaybosung": "20260107080000",
          "trangthaibosung": 0, "NgayTiepNhanBoSung": "0001-01-01T00:00:00" },
        { "NoiDungBoSung": "Yêu cầu trước", "NgayBoSung": "2026-01-06T08:00:00.1234567",
          "TrangThaiBoSung": "TRUE", "DanhSachLePhiBoSung": null, "DanhSachGiayToBoSung": "" },
    ]);
    assert!(is_success(&client.insert(&[odd]).await));
    let page = holders_page(portal, &cast, CODE).await;
    let text = page.text("main");
    assert_says(
        &text,
        &[
            &format!("Phí một ({})", words("dossiers.told.kind.charge")),
            "1.000",
            "2.000",
            "-3",
        ],
    );
    assert_says(
        &text,
        &[
            "99999999999999999999999",
            "Phí năm",
            &words("dossiers.told.awaited"),
        ],
    );
    assert_says(&text, &[&words("dossiers.told.given_undated")]);
    let asked = page.texts(".said");
    assert_eq!(asked, ["Yêu cầu trước", "Yêu cầu sau"], "oldest first");

    let mut free = of_lan(CODE, 4);
    free["DanhSachLePhi"] = json!([
        { "TenPhiLePhi": "Phí một", "Gia": "0" }, { "TenPhiLePhi": "Phí hai", "Gia": 0 },
    ]);
    assert!(is_success(&client.update(&[free]).await));
    let text = holders_page(portal, &cast, CODE).await.text("main");
    assert_says(&text, &[&words("dossiers.told.free")]);
    assert_hides(&text, &["Phí một"]);
}

async fn what_is_no_list_is_refused_by_its_name(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let fee = json!({ "TenPhiLePhi": "Phí", "Gia": "1" });
    for (member, sent, named) in [
        ("DanhSachLePhi", json!("abc"), "DanhSachLePhi"),
        ("DanhSachLePhi", json!([1]), "DanhSachLePhi"),
        ("DanhSachLePhi", json!([{ "Gia": [] }]), "Gia"),
        (
            "DanhSachLePhi",
            json!(vec![fee.clone(); 101]),
            "DanhSachLePhi",
        ),
        (
            "DanhSachHoSoBoSung",
            json!(vec![supplement(); 51]),
            "DanhSachHoSoBoSung",
        ),
        (
            "DanhSachHoSoBoSung",
            json!([{ "NgayBoSung": "mai" }]),
            "NgayBoSung",
        ),
        (
            "DanhSachHoSoBoSung",
            json!([{ "TrangThaiBoSung": "x" }]),
            "TrangThaiBoSung",
        ),
        (
            "DanhSachHoSoBoSung",
            json!([{ "DanhSachGiayToBoSung": 1 }]),
            "DanhSachGiayToBoSung",
        ),
    ] {
        let mut element = snapshot(CODE, 4);
        element[member] = sent;
        let answer = client.insert(&[element]).await;
        assert_eq!(answer["error_code"], "-1", "{answer}");
        let text = answer["message"].as_str().unwrap();
        assert!(text.contains(named) && text.contains(CODE), "{text}");
    }
    assert_eq!(client.state_of(CODE).await, None);
    let mut most = snapshot(CODE, 4);
    most["DanhSachLePhi"] = json!(vec![fee; 100]);
    most["DanhSachHoSoBoSung"] = json!(vec![supplement(); 50]);
    assert!(is_success(&client.insert(&[most]).await));
}

async fn what_is_told_is_sealed_and_empty_lists_cost_nothing(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let other = "000.00.00.H99-260105-0002";
    let mut with = snapshot(CODE, 4);
    with["DanhSachHoSoBoSung"] = json!([supplement()]);
    let mut without = snapshot(other, 4);
    without["DanhSachLePhi"] = json!([]);
    without["DanhSachHoSoBoSung"] = json!(null);
    assert!(is_success(&client.insert(&[with, without]).await));
    let kept = |code: &str| {
        let id = id_of(portal, code);
        let found = portal.storage().read(|conn| -> Result<Option<Vec<u8>>> {
            let row = synced_dossiers::table.find(id);
            Ok(row.select(synced_dossiers::details).first(conn.engine())?)
        });
        found.unwrap()
    };
    let sealed = kept(CODE).unwrap();
    let asked = "Nộp thêm".as_bytes();
    assert!(!sealed.windows(asked.len()).any(|part| part == asked));
    assert_eq!(kept(other), None);
}

async fn papers_of_a_supplement_are_fetched_once(portal: &Portal) {
    let listener = Listener::open();
    let partner = motcua::exchange::NewPartner {
        file_hosts: vec![listener.host()],
        private_files: true,
        ..new_partner("h99-test", NOWHERE)
    };
    let mut client = Client::sign_in(portal, &partner).await;
    let paper = |key: &str, is_deleted: bool| {
        json!({ "TepDinhKemId": key, "TenTepDinhKem": "ban-sao.pdf", "IsDeleted": is_deleted,
            "DuongDanTaiTepTin": listener.file("ket-qua.pdf") })
    };
    let mut element = snapshot(CODE, 4);
    element["TaiLieuNop"] = json!([paper("1", false)]);
    element["DanhSachHoSoBoSung"] = json!([supplement()]);
    element["DanhSachHoSoBoSung"][0]["DanhSachGiayToBoSung"] =
        json!([paper("1", false), paper("2", false), paper("3", true)]);
    assert!(is_success(&client.insert(&[element.clone()]).await));
    portal.work_off().await;
    element["GhiChu"] = json!("Lần hai");
    client.login().await;
    assert!(is_success(&client.update(&[element]).await));
    portal.work_off().await;
    let papers = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, CODE)?.unwrap();
        dossiers::attachments_of(conn, id)
    });
    assert_eq!(papers.unwrap().len(), 2);
    listener.close().await;
}

async fn a_supplement_at_the_agency_stops_the_clock(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut client = Client::sign_in(portal, &province()).await;
    // Its term is one working day.
    let id = objects::dossier_at(portal, &cast, cast.commune);
    portal.work_off().await;
    portal.clock.advance(Duration::days(5));
    client.login().await;
    let dossier = || {
        let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
        found.unwrap().unwrap()
    };
    let code = dossier().code;
    let mut settled = snapshot(&code, 9);
    settled["NoiNopHoSo"] = json!("1");
    settled["NgayTiepNhan"] = json!("20261123083000");
    settled["NgayKetThucXuLy"] = json!("20261127160000");
    settled["NgayHenTra"] = json!("");
    assert!(is_success(&client.update(&[settled.clone()]).await));
    assert_eq!(dossier().on_time, Some(false));
    let mut asked = settled.clone();
    asked["DanhSachHoSoBoSung"] = json!([{
        "NoiDungBoSung": "Bản sao", "NgayBoSung": "20261123100000",
        "NgayTiepNhanBoSung": "20261127090000", "TrangThaiBoSung": true,
    }]);
    assert!(is_success(&client.update(&[asked.clone()]).await));
    assert_eq!(dossier().on_time, Some(true));
    // A row that comes later reckons with it too, though the list came in another message.
    let returned = row(&code, "20261128090000", 10, "Trả kết quả");
    assert!(is_success(&client.progress(&[returned]).await));
    assert_eq!(dossier().on_time, Some(true));
    // Where the agency sets a due date, that has been moved already.
    asked["NgayHenTra"] = json!("20261125170000");
    assert!(is_success(&client.update(&[asked]).await));
    assert_eq!(dossier().on_time, Some(false));
    assert!(is_success(&client.update(&[settled]).await));
    assert_eq!(dossier().on_time, Some(false));
}
