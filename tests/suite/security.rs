//! What attackers were seen to try, with the figures that hold them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use diesel::prelude::*;
use futures_util::future::join_all;
use motcua::jobs::{self, JobState};
use motcua::journal::{SecurityEvent, security_lines};
use motcua::storage::Storage;
use motcua::storage::schema::dossiers;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::apply::lans_dossier;
use crate::exchange::scene::{Client, NOWHERE, snapshot};
use crate::support::{
    Browser, Cast, FreshDatabase, Manner, Portal, PostOffice, Process, engine_free,
    on_both_engines, until, until_told, words,
};

mod portals {
    use super::*;

    on_both_engines!(
        guesses_that_come_at_once_are_counted_before_they_are_answered,
        refusals_are_counted_for_operators,
        a_clerk_looks_up_no_more_people_than_a_counter_sees,
        a_partner_asks_about_no_more_people_than_it_serves,
        letters_repeat_no_name_that_a_partner_sent,
        a_clerk_sees_no_note_on_their_own_dossier,
        a_form_comes_as_browsers_send_forms,
    );
}

mod processes {
    use super::*;

    engine_free!(
        a_silent_mail_server_keeps_no_slot_and_no_process,
        what_a_mail_server_says_is_in_no_log_and_no_table,
        a_flood_of_sign_ins_costs_no_more_than_is_promised,
    );
    on_both_engines!(what_is_written_is_for_nobody_else);
}

const MIB: u64 = 1024 * 1024;
/// What 150 sign-ins at once may cost: two threads with 19 MiB each, and what HTTP holds meanwhile.
const PROMISED: u64 = 100 * MIB;

async fn guesses_that_come_at_once_are_counted_before_they_are_answered(portal: &Portal) {
    let guess = async |browser: Browser| {
        let form = browser.get("/tra-cuu").await.form("main form");
        let form = form
            .fill("code", "H26-261120-9999999")
            .fill("digits", "0000");
        form.submit().await.status().as_u16()
    };
    let guesses = (0..120).map(|_| guess(portal.browser()));
    let answered = join_all(guesses).await;
    let answered = answered.iter().filter(|status| **status == 422).count();
    assert!(
        (4..=6).contains(&answered),
        "{answered} of 120 were answered"
    );
}

fn counted(storage: &Storage, event: SecurityEvent) -> i64 {
    let since = "2000-01-01T00:00:00Z".parse().unwrap();
    let lines = storage.read(|conn| security_lines(conn, since, Some(event), 99));
    lines.unwrap().iter().map(|line| line.times).sum()
}

async fn refusals_are_counted_for_operators(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let quiet = operator.get("/quan-tri/an-ninh").await.is(200);
    assert!(quiet.text("main").contains(&words("console.security.none")));

    let stranger = portal.browser();
    for _ in 0..3 {
        let form = stranger.get("/dang-nhap").await.form("main form");
        let form = form.fill("name", "lan@motcua.example");
        form.fill("password", "sai mật khẩu").submit().await.is(422);
    }
    let lan = cast.signed_in(portal, "lan");
    lan.get("/quan-tri").await.is(403);
    lan.get("/mot-cua/quay").await.is(403);

    let page = operator.get("/quan-tri/an-ninh").await.is(200);
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    let of = |event: &str| {
        let label = words(&format!("console.security.event.{event}"));
        rows.iter().filter(|row| row.contains(&label)).count()
    };
    assert_eq!((of("refused_sign_in"), of("refused_page")), (1, 2));
    assert!(rows.iter().any(|row| row.contains("/mot-cua/quay")));
    assert_eq!(counted(portal.storage(), SecurityEvent::RefusedSignIn), 3);
    let chosen = "/quan-tri/an-ninh?loai=refused_sign_in";
    let one = operator.get(chosen).await.is(200);
    assert_eq!(one.texts("tbody tr").len(), 1);
    assert_eq!(one.texts("main nav a[aria-current]").len(), 1);
    for name in ["lan", "ha", "huy"] {
        let browser = cast.signed_in(portal, name);
        browser.get("/quan-tri/an-ninh").await.is(403);
    }
}

async fn a_clerk_looks_up_no_more_people_than_a_counter_sees(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    let counter = ha.get("/mot-cua/quay").await.is(200);
    let mut answered = 0;
    for number in 0..80 {
        let phone = format!("09100000{number:02}");
        let page = counter.form("main form").fill("q", &phone).submit().await;
        if page.status() == StatusCode::UNPROCESSABLE_ENTITY {
            assert_eq!(page.texts("#q-error").len(), 1);
            assert_eq!(page.attribute("#q", "value"), phone, "what was typed stays");
            break;
        }
        answered += 1;
    }
    assert_eq!(answered, 61);
    portal.clock.advance(chrono::Duration::minutes(1));
    let found = counter.form("main form").fill("q", "minh@motcua.example");
    assert!(found.submit().await.is(200).has("section h2"));

    let operator = cast.signed_in(portal, "vanhanh");
    operator.get("/quan-tri/an-ninh").await.is(200);
    assert_eq!(counted(portal.storage(), SecurityEvent::CounterMiss), 61);
    assert_eq!(counted(portal.storage(), SecurityEvent::CounterLookUp), 1);
}

async fn a_partner_asks_about_no_more_people_than_it_serves(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let ask = async |number: usize| {
        let sent = json!({ "mstorcmnd": format!("0010900{number:05}") });
        client.call("TraCuuTechID", sent).await
    };
    let mut answered = 0;
    let refusal = loop {
        let answer = ask(answered).await;
        if answer["error_code"] != "0" {
            break answer;
        }
        answered += 1;
        assert!(answered <= 2_500, "asking goes on");
    };
    assert!((2_000..=2_100).contains(&answered), "{answered}");
    let message = refusal["message"].as_str().unwrap();
    assert!(
        message.contains("giây"),
        "it says how long to wait: {message}"
    );
    portal.clock.advance(chrono::Duration::minutes(1));
    assert_eq!(ask(0).await["error_code"], "0");
    let operator = cast.signed_in(portal, "vanhanh");
    operator.get("/quan-tri/an-ninh").await.is(200);
    let counted = counted(portal.storage(), SecurityEvent::PartnerMiss);
    assert_eq!(counted, i64::try_from(answered).unwrap() + 1);
}

async fn letters_repeat_no_name_that_a_partner_sent(portal: &Portal) {
    const LURE: &str = "khẩn cấp. Mở lại tài khoản tại http://evil.example/dang-nhap";
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let mut sent = snapshot("H99-260105-0001", 4);
    sent["TenTTHC"] = LURE.into();
    sent["DonViXuLy"] = LURE.into();
    let number = lans_number(portal, &cast);
    sent["DinhDanhCHS"] = json!([{ "LoaiDinhDanh": "1", "SoDinhDanh": number }]);
    client.insert(&[sent]).await;
    let step = crate::exchange::scene::row("H99-260105-0001", "20260106083000", 9, "Có kết quả");
    client.progress(&[step]).await;
    portal.work_off().await;
    let letters = portal.letters().await;
    let about = letters
        .iter()
        .filter(|letter| letter.body.contains("H99-260105-0001"));
    let bodies: Vec<&str> = about.map(|letter| letter.body.as_str()).collect();
    assert!(!bodies.is_empty(), "lan is told of her dossier");
    for body in bodies {
        assert!(!body.contains("evil.example"), "{body}");
        assert!(body.contains(&words("dossiers.letter_unknown_procedure")));
    }
}

fn lans_number(portal: &Portal, cast: &Cast) -> String {
    let lan = cast.account("lan");
    let account = portal
        .storage()
        .read(|conn| motcua::accounts::account(conn, lan));
    let account = account.unwrap().unwrap();
    account.identity.number().unwrap().to_owned()
}

async fn a_clerk_sees_no_note_on_their_own_dossier(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let ha = cast.account("ha");
    let own = portal.storage().write(|tx| {
        let dossier = diesel::update(dossiers::table.find(id));
        let changed = dossier
            .set(dossiers::applicant_id.eq(ha))
            .execute(tx.engine());
        Ok::<_, motcua::storage::Error>(changed?)
    });
    assert_eq!(own.unwrap(), 1);
    let clerk = cast.signed_in(portal, "ha");
    let page = clerk.peek(&format!("/mot-cua/ho-so/{id}")).await;
    page.leads_to(&format!("/ho-so/{id}"));
}

async fn a_form_comes_as_browsers_send_forms(portal: &Portal) {
    let browser = portal.browser();
    let form = browser.get("/tra-cuu").await.form("main form");
    let pairs = form
        .fill("code", "H26-261120-9999999")
        .fill("digits", "0000");
    let body = serde_urlencoded::to_string(pairs.pairs()).unwrap();
    for kind in ["text/plain", "application/json", ""] {
        let request = browser.request(Method::POST, "/tra-cuu");
        let request = request.header("content-type", kind).body(body.clone());
        browser.send(request, "/tra-cuu").await.is(400);
    }
    let request = browser.request(Method::POST, "/tra-cuu");
    let as_form = request.header(
        "content-type",
        "application/x-www-form-urlencoded; charset=utf-8",
    );
    browser.send(as_form.body(body), "/tra-cuu").await.is(422);
}

/// Sends the registration of somebody, which causes a letter.
async fn register(portal: &url::Url) {
    let browser = Browser::new(portal.clone());
    let form = browser.get("/dang-ky/ca-nhan").await.form("main form");
    let filled = form
        .fill("number", "001190000017")
        .fill("name", "Nguyễn Thị Lan")
        .fill("birth_date", "8/3/1990")
        .fill("phone", "0912345678")
        .fill("email", "lan@example.vn");
    filled.submit().await.is(200);
}

fn failures(storage: &Storage) -> Vec<String> {
    let waiting = storage.read(|conn| jobs::dead_or_waiting(conn, JobState::Ready, 99));
    let rows = waiting.unwrap().into_iter();
    rows.filter_map(|job| job.last_error).collect()
}

async fn a_silent_mail_server_keeps_no_slot_and_no_process(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::TakesSilently);
    let (process, portal) = Process::serve(place, &office, None).await;
    let storage = place.storage();
    register(&portal).await;
    until("the letter is given up", || {
        failures(&storage)
            .iter()
            .any(|why| why.contains("no answer"))
    })
    .await;
    register(&portal).await;
    until("another letter hangs", || office.letters().len() >= 2).await;
    // It ends by itself, as the limit of a letter is shorter than that of the shutdown.
    let logged = process.stop();
    assert!(!logged.contains("did not stop in time"), "{logged}");
}

async fn what_a_mail_server_says_is_in_no_log_and_no_table(place: &Arc<FreshDatabase>) {
    const REPLY: &str = "550 5.1.1 <lan@example.vn> user unknown, call 0912345678";
    let office = PostOffice::open(Manner::Answers(REPLY));
    let (process, portal) = Process::serve(place, &office, None).await;
    let storage = place.storage();
    register(&portal).await;
    until("the letter is refused", || !failures(&storage).is_empty()).await;
    let why = failures(&storage).concat();
    assert!(why.contains("550 5.1.1"), "{why}");
    let logged = process.stop();
    for text in [why, logged] {
        assert!(
            !text.contains("0912345678") && !text.contains("lan@"),
            "{text}"
        );
        assert!(!text.contains("user unknown"), "{text}");
    }
}

async fn a_flood_of_sign_ins_costs_no_more_than_is_promised(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let (process, portal) = Process::serve(place, &office, None).await;
    let browser = Browser::new(portal.clone());
    until_told("the portal is ready", async || {
        browser.get("/readyz").await.status() == StatusCode::OK
    })
    .await;
    let form = browser.get("/dang-nhap").await.form("main form");
    let token = form.value("_csrf");
    let (before, _) = process.memory();
    process.forget_peak();
    let answers = join_all((0..150).map(|n| {
        let name = format!("ai{n}@example.vn");
        let fields = [
            ("name", name.as_str()),
            ("password", "sai mật khẩu"),
            ("_csrf", &token),
        ];
        let request = browser.request(Method::POST, "/dang-nhap").form(&fields);
        browser.send(request, "/dang-nhap")
    }))
    .await;
    for answer in &answers {
        let status = answer.status().as_u16();
        assert!(matches!(status, 422 | 429 | 503), "{status}");
    }
    let hashed = answers
        .iter()
        .filter(|answer| answer.status() == 422)
        .count();
    assert!(hashed <= 41, "counted before hashing: {hashed}");
    let (_, peak) = process.memory();
    let more = peak.saturating_sub(before);
    assert!(more <= PROMISED, "{} MiB more", more / MIB);
    process.stop();
}

async fn what_is_written_is_for_nobody_else(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let (process, portal) = Process::serve(place, &office, None).await;
    register(&portal).await;
    let open: Vec<_> = below(place.folder())
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default();
            // What this test itself wrote there.
            name != "said"
                && fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
        })
        .collect();
    assert!(open.is_empty(), "{open:?}");
    process.stop();
}

fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries
        .flat_map(|entry| {
            let path = entry.path();
            let inner = if path.is_dir() {
                below(&path)
            } else {
                Vec::new()
            };
            [vec![path], inner].concat()
        })
        .collect()
}
