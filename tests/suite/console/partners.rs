//! Partners are set up, changed, shut out and let in on the operator's pages.

use motcua::dossiers::State;
use motcua::exchange::{self, Partner};
use serde_json::json;

use super::page_of;
use crate::exchange::scene::{Client, NOWHERE, is_success, new_partner, set_up, snapshot};
use crate::support::{
    Cast, Page, Portal, engine_free, on_both_engines, remember_secret, words, words_for,
};

on_both_engines!(
    a_partner_is_added_and_signs_in_with_what_was_shown,
    what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost,
    new_secrets_are_made_once,
    a_suspended_partner_is_refused_and_let_in_again,
    settings_and_meanings_are_changed,
    messages_are_counted_by_kind_and_hour,
);

engine_free!(operators_alone_enter);

fn partner(portal: &Portal, username: &str) -> Partner {
    let found = portal
        .storage()
        .read(|conn| exchange::partner_by_username(conn, username));
    found.unwrap().unwrap()
}

fn shown(page: &Page, css: &str) -> String {
    let secret = page.text(css);
    remember_secret(&secret);
    secret
}

async fn operators_alone_enter(portal: &Portal) {
    let cast = Cast::of(portal).await;
    for who in ["lan", "hoasen", "ha"] {
        let browser = cast.signed_in(portal, who);
        browser.get("/quan-tri/lien-thong").await.is(403);
        browser.get("/quan-tri/lien-thong/ho-so?ma=x").await.is(403);
    }
    let stranger = portal.browser().peek("/quan-tri/lien-thong").await.is(303);
    assert!(
        stranger
            .header("location")
            .unwrap()
            .starts_with("/dang-nhap")
    );
    let operator = cast.signed_in(portal, "vanhanh");
    let empty = operator.get("/quan-tri/lien-thong").await.is(200);
    assert!(empty.has(".empty a[href='/quan-tri/lien-thong/moi']"));
    assert_eq!(
        empty.attribute(".nav--main a[href='/quan-tri/lien-thong']", "aria-current"),
        "page"
    );
    let nobody = "/quan-tri/lien-thong/00000000-0000-0000-0000-000000000001";
    operator.get(nobody).await.is(404);
}

async fn a_partner_is_added_and_signs_in_with_what_was_shown(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let form = operator.get("/quan-tri/lien-thong/moi").await.is(200);
    let form = form
        .form("main form")
        .fill("username", "h26-mot-cua")
        .fill("agency", "000.00.00.H26")
        .fill("file_hosts", "tep.h26.example\n10.0.0.7:8443")
        .tick("decides", "1");
    let secrets = form.submit().await.is(200);
    assert!(
        secrets
            .header("cache-control")
            .unwrap()
            .contains("no-store")
    );
    let password = shown(&secrets, "#password");
    shown(&secrets, "#push-secret");
    let added = partner(portal, "h26-mot-cua");
    assert_eq!(added.file_hosts, ["tep.h26.example", "10.0.0.7:8443"]);
    // Without a name it is called as its agency is.
    assert!(added.name.contains("Hà Nội"), "{}", added.name);

    let login = json!({ "username": "h26-mot-cua", "password": password });
    let client = reqwest::Client::new();
    let answer = client
        .post(format!("{}mapi/login", portal.base_url()))
        .body(login.to_string());
    let answer = answer.send().await.unwrap().bytes().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["error_code"], "0", "{answer}");
    remember_secret(answer["session"].as_str().unwrap());

    let page = operator.get(&page_of(added.id)).await.is(200);
    assert!(!page.text("main").contains(&password), "shown once");
    assert!(page.has("button[value=leave]"), "it decides");
    let list = operator.get("/quan-tri/lien-thong").await.is(200);
    assert_eq!(list.texts("tbody tr").len(), 1);
    assert_eq!(list.text("tbody th .tag"), words("console.health.fine"));
}

async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    set_up(portal, &new_partner("h26", "H26"));
    let form = operator.get("/quan-tri/lien-thong/moi").await.is(200);
    let wrong = form
        .form("main form")
        .fill("username", "h26 một cửa")
        .fill("agency", "Hà Nội")
        .fill("push_url", "h26.example/nhan")
        .fill("file_hosts", "https://tep.example")
        .submit();
    let wrong = wrong.await.is(422);
    assert_eq!(
        wrong.links("#faults a"),
        ["#agency", "#name", "#push_url", "#file_hosts"]
    );
    let again = wrong.form("main form");
    assert_eq!(again.value("username"), "h26 một cửa");
    assert_eq!(again.value("push_url"), "h26.example/nhan");
    let named = again
        .fill("agency", "H27")
        .fill("name", "Hệ thống thử")
        .fill("push_url", "")
        .fill("file_hosts", "");
    let wrong = named.submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#username"]);
    let taken = wrong.form("main form").fill("username", "h26");
    let wrong = taken.submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#username"]);
    let taken = wrong.form("main form").fill("username", "khac");
    let taken = taken
        .fill("agency", "H26")
        .fill("further_codes", "H98, nơi nào");
    let wrong = taken.submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#further_codes"]);
    // An agency may have several systems, and a system several agencies.
    let form = wrong.form("main form");
    assert_eq!(form.value("further_codes"), "H98, nơi nào");
    let made = form
        .fill("further_codes", "000.00.00.H98, H97.05\nH98")
        .submit();
    shown(&made.await.is(200), "#password");
    let codes: Vec<String> = partner(portal, "khac")
        .codes()
        .map(ToString::to_string)
        .collect();
    assert_eq!(codes, ["H26", "H97.05", "H98"]);
}

async fn new_secrets_are_made_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let mut client = Client::of(portal, "h26", "H26").await;
    let page = page_of(client.partner.id);
    let sheet = operator.get(&format!("{page}/doi-mat-khau")).await.is(200);
    sheet.form("main form").submit().await.is(422);
    let made = sheet.form("main form").choose("way", "later").submit();
    let made = made.await.is(200);
    let password = shown(&made, "#password");
    shown(&made, "#push-secret");
    // The old one opens for another day; sent again, the form makes nothing new.
    client.login().await;
    let again = sheet.form("main form").choose("way", "at_once").submit();
    again.await.is(409);
    client.login().await;
    let body = json!({ "username": "h26", "password": password });
    assert_eq!(client.send("mapi/login", &body).await["error_code"], "0");

    let sheet = operator.get(&format!("{page}/doi-mat-khau")).await.is(200);
    let made = sheet.form("main form").choose("way", "at_once").submit();
    shown(&made.await.is(200), "#password");
    assert_eq!(client.send("mapi/login", &body).await["error_code"], "-1");
}

async fn a_suspended_partner_is_refused_and_let_in_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let mut client = Client::of(portal, "h99", NOWHERE).await;
    let code = "000.00.00.H99-260105-0001";
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    let button = "form:has(button[value=suspend])";
    let page = page.form(button).submit().await.is(200);
    assert_eq!(page.text("main .tag"), words("console.health.suspended"));
    let answer = client.insert(&[snapshot(code, 2)]).await;
    assert_eq!(answer["error_code"], "-1");
    let page = page.form("form:has(button[value=resume])").submit().await;
    page.is(200);
    client.login().await;
    assert!(is_success(&client.insert(&[snapshot(code, 2)]).await));
}

async fn settings_and_meanings_are_changed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    set_up(portal, &new_partner("h26", "H26"));
    let page = page_of(partner(portal, "h26").id);
    let sheet = operator.get(&format!("{page}/ma-trang-thai")).await.is(200);
    let wrong = sheet.form("form#add").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#code", "#state"]);
    let set = wrong
        .form("form#add")
        .fill("code", "TN")
        .choose("state", "2")
        .submit();
    let set = set.await.is(200);
    assert_eq!(set.texts("tbody th"), ["TN"]);

    let sheet = operator.get(&format!("{page}/cai-dat")).await.is(200);
    let form = sheet
        .form("main form")
        .fill("name", "Hà Nội mới")
        .fill("push_url", "https://h26.example/nhan")
        .fill("further_codes", "H27")
        .choose("success", "00");
    form.submit().await.is(200);
    let changed = partner(portal, "h26");
    assert_eq!(changed.name, "Hà Nội mới");
    assert_eq!(changed.success.as_str(), "00");
    assert_eq!(changed.further_codes, ["H27".parse().unwrap()]);
    assert_eq!(changed.status_map.meaning("TN"), Some(State::Accepted));
    let sheet = operator.get(&format!("{page}/cai-dat")).await.is(200);
    let form = sheet.form("main form").fill("name", "");
    assert_eq!(form.submit().await.is(422).links("#faults a"), ["#name"]);

    set.form("tbody form").submit().await.is(200);
    assert_eq!(partner(portal, "h26").status_map.meaning("TN"), None);
}

async fn messages_are_counted_by_kind_and_hour(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let client = Client::of(portal, "h99", NOWHERE).await;
    let code = |n: u8| format!("000.00.00.H99-260105-000{n}");
    for n in 1..=3 {
        assert!(is_success(&client.insert(&[snapshot(&code(n), 2)]).await));
    }
    client.update(&[snapshot(&code(9), 2)]).await;
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert_eq!(page.texts("#traffic thead th")[1..], ["DongBoHoSoMC"]);
    let counts = [
        words_for("console.day.taken", 3),
        words_for("console.day.refused", 1),
    ];
    assert_eq!(page.text("#traffic tbody td"), counts.concat());
    assert_eq!(page.text("main .tag"), words("console.health.attention"));
    let drawn = page.attributes("svg .bars__refused", "height");
    assert_eq!(drawn.iter().filter(|height| *height != "0").count(), 1);
    // A day later it is no news any more.
    portal.clock.advance(chrono::Duration::hours(25));
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(&page_of(client.partner.id)).await.is(200);
    assert!(!page.has("#traffic table"));
}
