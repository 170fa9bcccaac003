//! What the holder reads of a dossier that an agency's own system works on: the states it was in, at
//! the times at which it was so, in the agency's words.

use motcua::dossiers;
use motcua::exchange;
use motcua::kernel::{Clock as _, Instant};
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, on_both_engines, words};

on_both_engines!(
    a_newer_snapshot_shows_its_state_at_the_time_it_came,
    a_journey_has_one_entry_a_step,
    a_supplement_is_asked_for_in_the_words_of_the_row,
    a_supplement_without_words_is_asked_for_in_the_readers_language,
    work_that_ended_moves_what_waited,
    what_lies_ahead_of_the_clock_is_refused,
    what_was_never_accepted_needs_no_date_of_it,
    a_row_without_a_time_blocks_nothing,
    a_due_date_before_acceptance_makes_nobody_late,
    what_was_returned_long_before_is_in_time,
);

const CODE: &str = "000.00.00.H99-261102-0001";
/// Lan's own number, which she has shown at a counter.
const LAN: &str = "001190004017";

/// A partner in November 2026, whose client signs in anew before every message, and lan.
struct Scene<'a> {
    portal: &'a Portal,
    cast: Cast,
    client: Client,
}

impl<'a> Scene<'a> {
    async fn of(portal: &'a Portal) -> Self {
        portal.clock.set(time("2026-11-02T08:31:00+07:00"));
        Self {
            portal,
            cast: Cast::of(portal).await,
            client: Client::of(portal, "h99-test", NOWHERE).await,
        }
    }

    /// The clock shows this time, in Vietnam.
    async fn at(&mut self, day_and_time: &str) {
        let at = time(&format!("2026-11-{day_and_time}:00+07:00"));
        self.portal.clock.set(at);
        self.client.login().await;
    }

    #[track_caller]
    fn shows(&self, wanted: &str) {
        assert_eq!(self.state(), wanted);
    }

    fn state(&self) -> String {
        let state = self.portal.storage().read(|conn| {
            let id = dossiers::dossier_of_code(conn, CODE)?.unwrap();
            dossiers::dossier(conn, id)
        });
        state.unwrap().unwrap().state().number().to_string()
    }

    async fn page_in(&self, prefix: &str) -> Page {
        let id = self
            .portal
            .storage()
            .read(|conn| dossiers::dossier_of_code(conn, CODE));
        let path = format!("{prefix}/ho-so/{}", id.unwrap().unwrap());
        self.cast
            .signed_in(self.portal, "lan")
            .get(&path)
            .await
            .is(200)
    }

    async fn page(&self) -> Page {
        self.page_in("").await
    }

    /// The history without what is still to come, newest first.
    async fn history(&self) -> Vec<String> {
        let mut shown = self.page().await.texts(".trail > li:not(.next)");
        shown.reverse();
        shown
    }

    /// What anybody reads who has the receipt.
    async fn tracked(&self) -> String {
        let page = self.portal.browser().get("/tra-cuu").await;
        let form = page.form("main form").fill("code", CODE);
        form.fill("digits", "4017")
            .submit()
            .await
            .is(200)
            .text("#found ~ *, main")
    }
}

fn time(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A snapshot as the oldest client sends it: no date but that of the acceptance.
fn sent(state: u8) -> Value {
    let mut element = snapshot(CODE, state);
    element["NgayTiepNhan"] = json!("20261102083000");
    element["NgayHenTra"] = json!("20261120170000");
    element["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": LAN }]);
    element
}

async fn begun(scene: &Scene<'_>) {
    assert!(is_success(&scene.client.insert(&[sent(2)]).await));
}

async fn progressed(scene: &Scene<'_>, at: &str, state: u8, content: &str) {
    let answer = scene
        .client
        .progress(&[row(CODE, at, state, content)])
        .await;
    assert!(is_success(&answer), "{answer}");
}

async fn updated(scene: &Scene<'_>, element: &Value) {
    let answer = scene.client.update(std::slice::from_ref(element)).await;
    assert!(is_success(&answer), "{answer}");
}

/// What a state is called where its applicant reads it, and where anybody does.
fn state_words(state: &str) -> [String; 2] {
    ["dossiers", "common"].map(|whose| words(&format!("{whose}.state.{state}")))
}

async fn a_newer_snapshot_shows_its_state_at_the_time_it_came(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    begun(&scene).await;
    progressed(&scene, "20261102083000", 2, "Tiếp nhận hồ sơ").await;
    scene.at("03T09:00").await;
    progressed(&scene, "20261103090000", 4, "Chuyển xử lý").await;
    let states = [
        (3, "refused"),
        (5, "supplement_requested"),
        (6, "payment_requested"),
        (7, "withdrawn"),
        (8, "stopped"),
        (9, "decided"),
        (10, "returned"),
    ];
    for (day, (state, name)) in (4..).zip(states) {
        let moment = format!("{day:02}T10:00");
        scene.at(&moment).await;
        updated(&scene, &sent(state)).await;
        scene.shows(&state.to_string());
        assert_eq!(scene.client.state_of(CODE).await, Some(state.to_string()));
        let newest = scene.history().await.remove(0);
        let when = format!("{day:02}/11/2026, 10:00");
        let [own, common] = state_words(name);
        assert!(newest.contains(&own), "{newest}");
        assert!(newest.contains(&when), "{newest}");
        let tracked = scene.tracked().await;
        assert!(tracked.contains(&common), "{tracked}");
    }
}

async fn a_journey_has_one_entry_a_step(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    let steps = [
        ("02T08:31", "20261102083000", 2, "Tiếp nhận hồ sơ"),
        ("03T09:01", "20261103090000", 4, "Chuyển xử lý"),
        (
            "04T10:01",
            "20261104100000",
            5,
            "Đề nghị nộp bản sao hộ chiếu",
        ),
        ("06T14:01", "20261106140000", 4, "Đã nhận bổ sung"),
        ("10T16:01", "20261110160000", 9, "Đã ký kết quả"),
        ("11T09:01", "20261111090000", 10, "Đã trả kết quả"),
    ];
    for (number, (clock, at, state, content)) in steps.into_iter().enumerate() {
        scene.at(clock).await;
        let mut element = sent(state);
        element["GhiChu"] = json!(format!("Ghi chú lần {number}"));
        match number {
            0 => assert!(is_success(&scene.client.insert(&[element]).await)),
            _ => updated(&scene, &element).await,
        }
        progressed(&scene, at, state, content).await;
        scene.shows(&state.to_string());
    }
    // A last snapshot comes late, and only its remark is new.
    scene.at("20T09:00").await;
    let mut late = sent(10);
    late["GhiChu"] = json!("Đã lưu trữ");
    updated(&scene, &late).await;
    let history = scene.history().await;
    assert_eq!(history.len(), steps.len(), "{history:?}");
    for (entry, (_, at, _, content)) in history.iter().rev().zip(steps) {
        let day = format!("{}/11/2026", &at[6..8]);
        assert!(entry.contains(content) && entry.contains(&day), "{entry}");
    }
    let page = scene.page().await.text("main");
    assert!(!page.contains("không ghi rõ nội dung"), "{page}");
    // Of the remarks the newest is read beside the history.
    assert!(page.contains("Đã lưu trữ"), "{page}");
    assert!(!page.contains("Ghi chú lần"), "{page}");
    // The times that are shown are those of the steps.
    let tracked = scene.tracked().await;
    for when in ["10/11/2026, 16:00", "11/11/2026, 09:00"] {
        assert!(tracked.contains(when), "{tracked}");
    }
}

async fn a_supplement_is_asked_for_in_the_words_of_the_row(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    begun(&scene).await;
    scene.at("04T10:00").await;
    updated(&scene, &sent(5)).await;
    let unsaid = words("dossiers.asked_without_words");
    let history = scene.history().await;
    assert!(history[0].contains(&unsaid), "{history:?}");
    assert!(history[0].contains("04/11/2026, 10:00"), "{history:?}");
    // The row of it is delayed by two days.
    scene.at("06T10:00").await;
    progressed(&scene, "20261104095500", 5, "Nộp bản sao hộ chiếu").await;
    let history = scene.history().await;
    assert_eq!(history.len(), 2, "{history:?}");
    assert!(history[0].contains("Nộp bản sao hộ chiếu"), "{history:?}");
    assert!(history[0].contains("04/11/2026, 09:55"), "{history:?}");
    assert!(!history[0].contains(&unsaid), "{history:?}");
}

async fn a_supplement_without_words_is_asked_for_in_the_readers_language(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province()).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let code = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let mut waits = snapshot(&code.unwrap().unwrap().code, 5);
    waits["NoiNopHoSo"] = json!("1");
    assert!(is_success(&client.update(&[waits.clone()]).await));
    let citizen = cast.signed_in(portal, "lan");
    let vietnamese = citizen.get(&format!("/ho-so/{id}/bo-sung")).await.is(200);
    let unsaid = words("dossiers.asked_without_words");
    assert!(vietnamese.text("main").contains(&unsaid));
    for page in ["", "/bo-sung"] {
        let english = citizen.get(&format!("/en/ho-so/{id}{page}")).await.is(200);
        let text = english.text("main");
        assert!(text.contains("without saying what"), "{text}");
        assert!(!text.contains(&unsaid), "{text}");
    }
    // What a newer snapshot says takes its place, and what a row says the place of that.
    waits["GhiChu"] = json!("Cần ảnh");
    assert!(is_success(&client.update(&[waits.clone()]).await));
    let page = citizen.get(&format!("/ho-so/{id}/bo-sung")).await.is(200);
    assert!(page.text("main").contains("Cần ảnh"));
    let clerk = cast.signed_in(portal, "ha");
    let page = clerk.get(&format!("/mot-cua/ho-so/{id}")).await.is(200);
    assert!(page.text("main").contains("Cần ảnh"));
}

async fn work_that_ended_moves_what_waited(portal: &Portal) {
    for (number, waits) in [(1, 5), (2, 6)] {
        let mut client = Client::of(portal, &format!("h9{number}"), &format!("H9{number}")).await;
        client.login().await;
        let code = format!("H9{number}-261102-0001");
        let mut element = snapshot(&code, 2);
        element["NgayTiepNhan"] = json!("20261102083000");
        assert!(is_success(&client.insert(&[element]).await));
        let rows = [
            row(&code, "20261110100000", 9, "Kết thúc"),
            row(&code, "20261104100000", waits, "Chờ"),
        ];
        assert!(is_success(&client.progress(&rows).await));
        assert_eq!(client.state_of(&code).await.as_deref(), Some("9"));
    }
}

async fn what_lies_ahead_of_the_clock_is_refused(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    begun(&scene).await;
    scene.at("03T09:00").await;
    let ahead = row(CODE, "20271103090000", 4, "Chuyển xử lý");
    let answer = scene.client.progress(&[ahead]).await;
    assert_eq!(answer["error_code"], "-1", "{answer}");
    let text = answer["message"].as_str().unwrap();
    // The member, the portal's time, and the dossier.
    for part in ["ThoiDiemXuLy", "20261103090000", CODE] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for member in [
        "NgayTiepNhan",
        "NgayNopHoSo",
        "NgayTuChoi",
        "NgayKetThucXuLy",
        "NgayTra",
    ] {
        let mut element = sent(9);
        element[member] = json!("20261104090001");
        let answer = scene.client.update(&[element]).await;
        assert_eq!(answer["error_code"], "-1", "{member}: {answer}");
        let text = answer["message"].as_str().unwrap();
        assert!(text.contains(member), "{text}");
    }
    scene.shows("2");
    // Clocks differ by a day at most; what is due lies ahead.
    progressed(&scene, "20261104090000", 4, "Chuyển xử lý").await;
    let mut element = sent(4);
    element["NgayHenTra"] = json!("20271103090000");
    updated(&scene, &element).await;
    scene.shows("4");
    let reasons = portal.storage().read(|conn| {
        let open = exchange::open_quarantine(conn, scene.client.partner.id, None, 10)?;
        Ok::<_, motcua::storage::Error>(open.into_iter().map(|line| line.reason))
    });
    let reasons: Vec<String> = reasons.unwrap().collect();
    assert_eq!(reasons.len(), 6);
    // Messages with one fault have one reason, whenever they came.
    assert!(reasons.iter().all(|reason| !reason.contains("20261103")));
}

async fn what_was_never_accepted_needs_no_date_of_it(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let arrival = portal.clock.now();
    for (number, (state, members, filed)) in [
        (1, json!({}), None),
        (3, json!({}), None),
        (7, json!({ "NgayTiepNhan": null }), None),
        (
            1,
            json!({ "NgayNopHoSo": "20261101070000" }),
            Some("2026-11-01T07:00:00+07:00"),
        ),
        (
            3,
            json!({ "NgayTuChoi": "20261102090000" }),
            Some("2026-11-02T09:00:00+07:00"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let code = format!("{NOWHERE}-261102-000{number}");
        let mut element = snapshot(&code, state);
        element["NgayTiepNhan"] = json!("");
        for (member, value) in members.as_object().unwrap() {
            element[member] = value.clone();
        }
        let answer = client.insert(&[element]).await;
        assert!(is_success(&answer), "{answer}");
        let known = portal.storage().read(|conn| {
            let id = dossiers::dossier_of_code(conn, &code)?.unwrap();
            dossiers::dossier(conn, id)
        });
        let known = known.unwrap().unwrap();
        assert_eq!(known.state().number(), i16::from(state));
        assert_eq!(known.times.accepted_at, None);
        assert_eq!(known.times.submitted_at, filed.map_or(arrival, time));
    }
    let mut accepted = snapshot(CODE, 4);
    accepted["NgayTiepNhan"] = json!("");
    let answer = client.insert(&[accepted]).await;
    assert_eq!(answer["error_code"], "-1");
    assert!(answer["message"].to_string().contains("NgayTiepNhan"));
}

async fn a_row_without_a_time_blocks_nothing(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    begun(&scene).await;
    progressed(&scene, "20261102083000", 2, "Tiếp nhận hồ sơ").await;
    scene.at("03T09:00").await;
    for empty in [json!(""), json!(null)] {
        let mut untimed = row(CODE, "", 4, "Chưa xử lý");
        untimed["ThoiDiemXuLy"] = empty;
        let both = [untimed, row(CODE, "20261103083000", 6, "Nộp phí")];
        let answer = scene.client.progress(&both).await;
        assert!(is_success(&answer), "{answer}");
    }
    // It cannot be placed among the others, so it says nothing.
    scene.shows("6");
    let history = scene.history().await;
    assert_eq!(history.len(), 2, "{history:?}");
    let mut unknown = row("H99-261102-0009", "", 4, "Chưa xử lý");
    unknown["ThoiDiemXuLy"] = json!("");
    let answer = scene.client.progress(&[unknown]).await;
    assert_eq!(answer["error_code"], "-1", "the dossier is not there");
}

async fn a_due_date_before_acceptance_makes_nobody_late(portal: &Portal) {
    let scene = Scene::of(portal).await;
    let mut element = sent(2);
    element["NgayHenTra"] = json!("20261012170000");
    assert!(is_success(&scene.client.insert(&[element]).await));
    let page = scene.page().await.text("main");
    assert!(!page.contains("12/10/2026"), "{page}");
    assert!(!page.contains("uá hạn"), "{page}");
    let looked_up = scene
        .client
        .call("TraCuuHoSo", json!({ "mahoso": CODE }))
        .await;
    assert_eq!(looked_up["result"][0]["NgayHenTra"], "");
}

async fn what_was_returned_long_before_is_in_time(portal: &Portal) {
    let mut scene = Scene::of(portal).await;
    begun(&scene).await;
    scene.at("25T09:00").await;
    // The rows say when it ended; the snapshot comes after the due date and says only that it did.
    updated(&scene, &sent(10)).await;
    progressed(&scene, "20261110160000", 9, "Đã ký kết quả").await;
    progressed(&scene, "20261111090000", 10, "Đã trả kết quả").await;
    let known = portal.storage().read(|conn| {
        let id = dossiers::dossier_of_code(conn, CODE)?.unwrap();
        dossiers::dossier(conn, id)
    });
    let known = known.unwrap().unwrap();
    assert_eq!(known.on_time, Some(true));
    assert_eq!(
        known.times.returned_at,
        Some(time("2026-11-11T09:00:00+07:00"))
    );
}
