//! What systems in the field send beside what the guide for connecting says: dates, codes, letters,
//! names, calls of what the portal does not have.

use std::io::Write;

use chrono::Duration;
use flate2::Compression;
use flate2::write::GzEncoder;
use motcua::dossiers::{self, Dossier, State};
use motcua::exchange;
use motcua::kernel::{Clock, Instant};
use motcua::work::Sweep;
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{Cast, Portal, built_in_catalogue, engine_free, on_both_engines, says};

on_both_engines!(
    dates_come_in_many_forms,
    what_is_finished_on_its_day_is_on_time,
    codes_come_with_long_days_and_other_numbers,
    a_known_procedure_has_the_catalogues_name,
    texts_are_one_however_they_are_composed,
    what_the_portal_does_not_offer_waits_for_nobody,
    a_dossier_of_a_neighbours_system_is_told_as_such,
    either_ending_opens_the_public_look_up,
    messages_are_forgotten_after_two_years,
);

engine_free!(
    codes_are_answered_in_the_callers_form,
    bodies_with_a_mark_are_read_and_compressed_ones_named,
    every_address_of_the_wire_answers_in_its_form,
);

const CODE: &str = "000.00.00.H99-260105-0001";

async fn nowhere(portal: &Portal) -> Client {
    Client::of(portal, "h99-test", NOWHERE).await
}

fn dossier(portal: &Portal, code: &str) -> Dossier {
    let found = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, code)?.unwrap();
        dossiers::dossier(conn, id)
    });
    found.unwrap().unwrap()
}

fn fault(answer: &Value) -> bool {
    answer["error_code"] == "-1"
}

async fn dates_come_in_many_forms(portal: &Portal) {
    let client = nowhere(portal).await;
    let received: Instant = "2026-01-05T01:30:00Z".parse().unwrap();
    for (number, sent) in [
        "202601050830",
        "05/01/2026 08:30",
        "05/01/2026 08:30:00",
        "2026-01-05T08:30",
        "2026-01-05 08:30:00",
    ]
    .into_iter()
    .enumerate()
    {
        let code = format!("{NOWHERE}-260105-{number:04}");
        let mut one = snapshot(&code, 4);
        one["NgayTiepNhan"] = json!(sent);
        for (member, none) in [
            ("NgayTra", "0001-01-01T00:00:00"),
            ("NgayKetThucXuLy", "00010101000000"),
            ("NgayTuChoi", "null"),
            ("NgayNopHoSo", "-"),
            (
                "NgayHenTra",
                ["0", "1900-01-01", "19000101000000"][number % 3],
            ),
        ] {
            one[member] = json!(none);
        }
        let answer = client.insert(&[one]).await;
        assert!(is_success(&answer), "{sent}: {answer}");
        let times = dossier(portal, &code).times;
        assert_eq!(times.accepted_at, Some(received), "{sent}");
        assert_eq!((times.due_at, times.returned_at), (None, None), "{sent}");
        assert_eq!(times.settled_at, None, "{sent}");
    }
    for wrong in ["30/02/2026", "05/01/26", "202601052400", "hôm qua"] {
        let mut one = snapshot("H99-260106-0001", 4);
        one["NgayHenTra"] = json!(wrong);
        let answer = client.insert(&[one]).await;
        assert!(
            answer["message"].as_str().unwrap().contains("NgayHenTra"),
            "{answer}"
        );
    }
    // A step without a time is taken, and has no place among the others.
    assert!(is_success(
        &client.insert(&[snapshot("H99-260106-0001", 2)]).await
    ));
    let step = row("H99-260106-0001", "0001-01-01T00:00:00", 9, "Xong");
    let answer = client.progress(&[step]).await;
    assert!(is_success(&answer), "{answer}");
    let known = dossier(portal, "H99-260106-0001");
    assert_eq!(known.state(), State::Accepted);
    assert_eq!(known.times.settled_at, None);
}

async fn what_is_finished_on_its_day_is_on_time(portal: &Portal) {
    let client = nowhere(portal).await;
    for (number, due, is_on_time) in [
        (1, "20260112000000", true),
        (2, "12/01/2026", true),
        (3, "20260112", true),
        (4, "20260111", false),
        (5, "20260112150000", false),
    ] {
        let code = format!("{NOWHERE}-260105-{number:04}");
        let mut one = snapshot(&code, 9);
        one["NgayHenTra"] = json!(due);
        one["NgayKetThucXuLy"] = json!("20260112160000");
        assert!(is_success(&client.insert(&[one]).await));
        assert_eq!(dossier(portal, &code).on_time, Some(is_on_time), "{due}");
    }
}

async fn codes_come_with_long_days_and_other_numbers(portal: &Portal) {
    let client = Client::of(portal, "g09-test", "G09").await;
    for code in [
        "G09.20-20260609-0092637",
        "G09.20-260609-001",
        "G09.20-260609-12345678",
    ] {
        assert!(
            is_success(&client.insert(&[snapshot(code, 2)]).await),
            "{code}"
        );
        let step = row(code, "20260610090000", 9, "Kết thúc xử lý");
        assert!(is_success(&client.progress(&[step]).await), "{code}");
        assert_eq!(client.state_of(code).await.as_deref(), Some("9"), "{code}");
        let other = code.replace("G09.20", "000.00.20.G09");
        assert_eq!(
            client.state_of(&other).await.as_deref(),
            Some("9"),
            "{other}"
        );
    }
    for code in [
        "G09.20-20260230-0092637",
        "G09.20-260609-12",
        "G09.20-260609-123456789",
    ] {
        assert!(fault(&client.insert(&[snapshot(code, 4)]).await), "{code}");
    }
}

async fn codes_are_answered_in_the_callers_form(portal: &Portal) {
    let client = Client::of(portal, "g12-test", "G12").await;
    for caller in ["G12", "000.00.00.G12"] {
        let ask = async |service: &str| {
            let call = json!({
                "session": client.session, "madonvi": caller, "service": service,
            });
            client.send("mapi/g", &call).await["result"].clone()
        };
        let fields = ask("LayDanhMucLinhVuc").await;
        let fields = fields.as_array().unwrap();
        let own = fields.iter().filter(|field| field["MANGANH"] == caller);
        assert!(own.count() > 0, "{caller}: {:?}", fields.first());
        let agencies = ask("LayDanhMucCoQuan").await;
        let mut agencies = agencies.as_array().unwrap().iter();
        assert!(agencies.any(|one| one["MADONVI"] == caller), "{caller}");
    }
}

async fn a_known_procedure_has_the_catalogues_name(portal: &Portal) {
    let client = nowhere(portal).await;
    let mut known = snapshot(CODE, 4);
    known["MaTTHC"] = json!("1.001193");
    known["TenTTHC"] = json!("Th?? t???c ????ng k?? khai sinh");
    let mut unknown = snapshot("H99-260105-0002", 4);
    unknown["TenTTHC"] = json!("Thủ tục riêng của tỉnh");
    assert!(is_success(&client.insert(&[known.clone(), unknown]).await));
    let code = "1.001193".parse().unwrap();
    let catalogue = built_in_catalogue();
    let name = &catalogue.procedure(&code).unwrap().name;
    assert_eq!(&dossier(portal, CODE).procedure.name, name);
    let other = dossier(portal, "H99-260105-0002").procedure.name;
    assert_eq!(other, "Thủ tục riêng của tỉnh");
    known["TenTTHC"] = json!("Khác hẳn");
    assert!(is_success(&client.update(&[known]).await));
    assert_eq!(&dossier(portal, CODE).procedure.name, name);
}

async fn texts_are_one_however_they_are_composed(portal: &Portal) {
    let client = nowhere(portal).await;
    let mut one = snapshot(CODE, 2);
    one["ChuHoSo"] = json!("Nguye\u{302}\u{303}n\u{202e} Va\u{306}n\u{200b} A\u{7}");
    assert!(is_success(&client.insert(&[one]).await));
    assert_eq!(dossier(portal, CODE).holder.name, "Nguyễn Văn A");
    let before = dossier(portal, CODE).chain.seq;
    for content in [
        "Xử lý",
        "Xu\u{31b}\u{309} ly\u{301}",
        "Xử\u{200b} lý\u{202c}",
    ] {
        let step = row(CODE, "20260106090000", 4, content);
        assert!(is_success(&client.progress(&[step]).await));
    }
    assert_eq!(dossier(portal, CODE).chain.seq, before + 1);
}

async fn bodies_with_a_mark_are_read_and_compressed_ones_named(portal: &Portal) {
    let client = nowhere(portal).await;
    let call = json!({
        "session": client.session, "madonvi": "H99", "service": "LayDanhMucLinhVuc",
    })
    .to_string();
    let marked = [b"\xef\xbb\xbf", call.as_bytes()].concat();
    assert!(is_success(&client.send_raw("mapi/g", marked).await));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(call.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let answer = client.send_raw("mapi/g", packed).await;
    assert!(
        says(
            answer["message"].as_str().unwrap(),
            "exchange.fault.compressed"
        ),
        "{answer}"
    );
    let http = reqwest::Client::new();
    let sent = http
        .post(format!("{}mapi/g", portal.base_url()))
        .header("Content-Encoding", "br")
        .body("x")
        .send();
    let answer: Value =
        serde_json::from_slice(&sent.await.unwrap().bytes().await.unwrap()).unwrap();
    assert!(
        says(
            answer["message"].as_str().unwrap(),
            "exchange.fault.compressed"
        ),
        "{answer}"
    );
}

async fn every_address_of_the_wire_answers_in_its_form(portal: &Portal) {
    let client = nowhere(portal).await;
    let call = json!({
        "session": client.session, "madonvi": "H99", "service": "LayDanhMucLinhVuc",
    });
    for path in ["mapi/g", "mapi/g/", "mapi/login", "mapi/login/"] {
        assert!(is_success(&client.send(path, &call).await), "{path}");
    }
    let http = reqwest::Client::new();
    let at = |path: &str| format!("{}{path}", portal.base_url());
    for (request, status) in [
        (http.get(at("mapi/g")), 405),
        (http.put(at("mapi/login")), 405),
        (http.post(at("mapi/khac")), 404),
        (http.get(at("mapi")), 404),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        let body = response.bytes().await.unwrap();
        assert!(body.is_ascii());
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert!(fault(&answer), "{answer}");
        assert!(
            says(answer["message"].as_str().unwrap(), "errors.wire.elsewhere"),
            "{answer}"
        );
    }
}

async fn what_the_portal_does_not_offer_waits_for_nobody(portal: &Portal) {
    let client = nowhere(portal).await;
    let (from, partner) = (portal.clock.now(), client.partner.id);
    for service in ["LayQDCB", "LayNoiDungTraLoiTheoCauHoi"] {
        let answer = client.call(service, json!({ "macauhoi": "1" })).await;
        assert!(
            answer["message"].as_str().unwrap().contains(service),
            "{answer}"
        );
    }
    let waiting = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10));
    assert_eq!(waiting.unwrap(), []);
    // The operator sees that they are asked for.
    let until = from + Duration::hours(1);
    let traffic = portal
        .storage()
        .read(|conn| exchange::traffic(conn, partner, from, until));
    let traffic = traffic.unwrap();
    let asked: Vec<&str> = traffic.iter().map(|line| line.service.as_str()).collect();
    assert!(asked.contains(&"LayQDCB"), "{asked:?}");
    // What says something that one could record waits.
    let figures = json!({ "data": [{ "Thang": 0 }] });
    assert!(fault(&client.call("DongBoThongKeHoSo", figures).await));
    let waiting = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10));
    assert_eq!(waiting.unwrap().len(), 1);
}

async fn a_dossier_of_a_neighbours_system_is_told_as_such(portal: &Portal) {
    let above = Client::of(portal, "h97", "H97").await;
    let below = Client::of(portal, "h97-05", "H97.05").await;
    let code = "H97.05-260105-0001";
    assert!(is_success(&below.insert(&[snapshot(code, 4)]).await));
    // Its client would send it as new where it is unknown, and again where it exists.
    for answer in [
        above.insert(&[snapshot(code, 4)]).await,
        above.update(&[snapshot(code, 4)]).await,
    ] {
        let text = answer["message"].as_str().unwrap();
        assert!(
            fault(&answer) && says(text, "exchange.fault.synced_elsewhere"),
            "{answer}"
        );
        assert!(
            !text.contains("Không tìm thấy") && !text.contains("đã tồn tại"),
            "{text}"
        );
    }
    let stranger = Client::of(portal, "h98-test", "H98").await;
    let answer = stranger.update(&[snapshot(code, 4)]).await;
    assert!(
        says(
            answer["message"].as_str().unwrap(),
            "exchange.fault.unknown"
        ),
        "{answer}"
    );
}

async fn either_ending_opens_the_public_look_up(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = nowhere(portal).await;
    let lan = portal
        .storage()
        .read(|conn| motcua::accounts::account(conn, cast.account("lan")));
    let lan = lan.unwrap().unwrap();
    let numbered = |code: u8, more: Value| {
        let mut one = snapshot(&format!("{NOWHERE}-260105-000{code}"), 4);
        one["SoDienThoai"] = json!("0912345678");
        one.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        one
    };
    let tech_id = lan.tech_id.as_str().to_lowercase();
    let dossiers = [
        numbered(1, json!({ "SoGiayToChuHoSo": "001190009999" })),
        numbered(2, json!({ "MaDoiTuong": tech_id })),
        numbered(
            3,
            json!({ "DinhDanhCHS": [{ "LoaiDinhDanh": "2", "SoDinhDanh": "012345432" }] }),
        ),
        numbered(4, json!({ "MaDoiTuong": "001190008765" })),
        numbered(5, json!({ "SoGiayToChuHoSo": "C1234567B" })),
    ];
    assert!(is_success(&client.insert(&dossiers).await));
    let own = dossier(portal, &format!("{NOWHERE}-260105-0002"));
    assert_eq!(own.holder.account, Some(lan.id));
    let ask = async |code: u8, digits: &str| {
        let page = portal.browser().get("/tra-cuu").await;
        let form = page.form("main form");
        let form = form.fill("code", &format!("{NOWHERE}-260105-000{code}"));
        form.fill("digits", digits).submit().await.status().as_u16()
    };
    for (code, ending) in [
        (1, "9999"),
        (2, "4017"),
        (3, "5432"),
        (4, "8765"),
        (5, "567b"),
    ] {
        assert_eq!(ask(code, ending).await, 200, "{code}");
        assert_eq!(ask(code, "5678").await, 200, "{code} by phone");
        assert_eq!(ask(code, "0000").await, 422, "{code}");
    }
}

async fn messages_are_forgotten_after_two_years(portal: &Portal) {
    let client = nowhere(portal).await;
    assert!(is_success(&client.insert(&[snapshot(CODE, 2)]).await));
    assert!(fault(
        &client
            .progress(&[row("H99-260105-0002", "20260106090000", 4, "x")])
            .await
    ));
    let kept = || {
        let codes = [CODE.to_owned(), "H99-260105-0002".to_owned()];
        let found = portal
            .storage()
            .read(|conn| exchange::messages_of_dossier(conn, &codes, 10));
        found.unwrap().len()
    };
    let moment = portal.app.env.moment();
    let asked = portal
        .storage()
        .write(|tx| Sweep::ask(tx, &moment, moment.now));
    asked.unwrap();
    portal.clock.advance(Duration::days(729));
    portal.work_off().await;
    assert_eq!(kept(), 2);
    portal.clock.advance(Duration::days(2));
    portal.work_off().await;
    assert_eq!(kept(), 0);
    let waiting = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, client.partner.id, None, 10));
    assert_eq!(waiting.unwrap().len(), 1, "what waits is kept");
    let state = dossier(portal, CODE).state().number();
    assert_eq!(state, 2);
}
