//! The English half of the house: whoever enters it reads English, and stays in it.

use motcua::accounts::demonstration::PASSWORD;
use motcua::app;
use motcua::speech::Locale;
use motcua::web::access::Audience;
use scraper::{Html, Node};

use crate::apply::PROCEDURE;
use crate::support::{Browser, Cast, Page, Portal, built_in_catalogue, engine_free};

engine_free!(
    whoever_looks_around_reads_english,
    one_word_names_what_is_filed,
    signing_in_stays_english,
    registering_stays_english,
    an_application_is_filed_and_followed_in_english,
);

/// Pages for everybody that their route alone does not lead to.
const NAMED: [&str; 3] = [
    "/en/dich-vu?q=birth",
    "/en/dich-vu?q=khong-co-gi-nhu-the",
    "/en/dich-vu/1.001193",
];
/// What everybody may call and nobody reads.
const NO_PAGES: [&str; 3] = ["/healthz", "/readyz", "/dich-vu/goi-y"];

/// The pages for everybody whose address names nothing.
fn public_pages() -> Vec<String> {
    let table = app::access_table();
    let pages = table.lines().iter().filter(|line| {
        line.method == "GET"
            && line.audience == Audience::Everyone
            && !line.pattern.contains('{')
            && !NO_PAGES.contains(&line.pattern)
    });
    let pages: Vec<String> = pages.map(|line| Locale::En.path(line.pattern)).collect();
    assert!(pages.len() > 9, "{pages:?}");
    pages
}

/// Names of people, offices and places stay what they are, and so does the currency.
const NAMES: [&str; 10] = [
    "Một Cửa",
    "Nguyễn Thị Lan",
    "Đỗ Quang Huy",
    "Hà Nội",
    "phường Hoàn Kiếm",
    "Đà Nẵng",
    "Ủy ban nhân dân phường Ba Đình",
    "ngõ 34 phố Huế",
    "NĐ-CP",
    "đ",
];

/// Fails unless all that the page says itself is English and all that it leads to is, too.
#[track_caller]
fn english(page: Page) -> Page {
    let path = page.path().to_owned();
    assert_eq!(page.attribute("html", "lang"), "en", "{path}");
    let words = vietnamese_of(&page);
    assert!(words.is_empty(), "{path} says {words:?}");
    for link in page.links("a:not([hreflang=vi])") {
        let leads_home = link == "/en" || link.starts_with("/en/") || link.starts_with("/en?");
        let is_elsewhere = link.starts_with('#') || link.starts_with('?') || link.contains(':');
        assert!(leads_home || is_elsewhere, "{path} leads to {link}");
    }
    for action in page.attributes("form[action]", "action") {
        assert!(action.starts_with("/en"), "{path} sends to {action}");
    }
    page
}

/// Texts with Vietnamese letters that are not marked as Vietnamese and are no names.
fn vietnamese_of(page: &Page) -> Vec<String> {
    let html = Html::parse_document(&String::from_utf8_lossy(page.body()));
    let mut found = Vec::new();
    let catalogue = built_in_catalogue();
    let places = catalogue.catalogue.units.provinces();
    for node in html.tree.nodes() {
        let Node::Text(text) = node.value() else {
            continue;
        };
        let mut around = node
            .ancestors()
            .filter_map(|parent| parent.value().as_element());
        // A title says what the page is about, and cannot say in which language; what is typed is in
        // the language of who types it.
        let is_marked = around
            .any(|it| it.attr("lang") == Some("vi") || ["title", "textarea"].contains(&it.name()));
        let mut own = text.trim().to_owned();
        NAMES.iter().for_each(|name| own = own.replace(name, ""));
        let is_place = places
            .iter()
            .any(|place| place.name == own || place.proper_name() == own);
        if !is_marked && !is_place && own.chars().any(|c| !c.is_ascii() && c.is_alphabetic()) {
            found.push(text.trim().to_owned());
        }
    }
    found
}

async fn whoever_looks_around_reads_english(portal: &Portal) {
    let browser = portal.browser();
    for path in public_pages() {
        english(browser.get(&path).await.is(200));
    }
    for path in NAMED {
        english(browser.get(path).await.is(200));
    }
    english(browser.get("/en/khong-co").await.is(404));
    // The other language is one step away, and the same page.
    let page = browser.get("/en/tra-cuu").await.is(200);
    let page = page.click("a[hreflang=vi]").await.is(200);
    assert_eq!(page.path(), "/tra-cuu");
    let home = browser.get("/en").await.is(200);
    let form = home.form("form[action$='/dich-vu']").fill("q", "khai sinh");
    let found = english(form.submit().await.is(200));
    let service = english(found.click(".results a").await.is(200));
    assert!(
        service.path().starts_with("/en/dich-vu/"),
        "{}",
        service.path()
    );
}

async fn one_word_names_what_is_filed(portal: &Portal) {
    for path in [
        "/en",
        "/en/tra-cuu",
        "/en/huong-dan",
        "/en/quyen-rieng-tu",
        "/en/dieu-khoan",
        "/en/kha-nang-tiep-can",
    ] {
        let page = portal.browser().get(path).await.is(200);
        let said = page.text("main").to_lowercase();
        assert!(!said.contains("application"), "{path}: {said}");
    }
}

async fn signing_in_stays_english(portal: &Portal) {
    Cast::of(portal).await;
    let browser = portal.browser();
    let asked = english(browser.get("/en/ho-so").await.is(200));
    let form = asked.form("main form").fill("name", "lan@motcua.example");
    let wrong = english(form.fill("password", "not this one").submit().await.is(422));
    assert!(
        wrong
            .text("#faults")
            .contains("Wrong sign-in name or password")
    );
    let form = wrong.form("main form").fill("password", PASSWORD);
    let own = english(form.submit().await.is(200));
    assert_eq!(own.path(), "/en/ho-so", "where it was to lead");
    for path in ["/en/tai-khoan", "/en/tai-khoan/mat-khau", "/en/kho"] {
        english(browser.get(path).await.is(200));
    }
    let out = browser.get("/en/tai-khoan").await;
    let out = out
        .form("form[action$='/dang-xuat']")
        .submit()
        .await
        .is(200);
    assert_eq!(english(out).path(), "/en");
}

async fn registering_stays_english(portal: &Portal) {
    let browser = portal.browser();
    for path in ["/en/dang-ky/ca-nhan", "/en/dang-ky/doanh-nghiep"] {
        let page = english(browser.get(path).await.is(200));
        let faults = english(page.form("main form").submit().await.is(422));
        assert!(faults.texts("#faults a").len() > 3, "{path}");
    }
}

async fn an_application_is_filed_and_followed_in_english(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let snapshot = portal.app.cache.current();
    let commune = snapshot.agency(cast.commune).unwrap().unit.clone().unwrap();
    let receipt = filed(&lan, commune.as_str()).await;
    let code = receipt.text(".receipt__code");
    let id = receipt.path().split('/').nth(3).unwrap().to_owned();
    let list = english(lan.get("/en/ho-so").await.is(200));
    let dossier = english(list.click(".lines a").await.is(200));
    assert_eq!(dossier.path(), format!("/en/ho-so/{id}"));
    assert!(
        dossier.text(".tag").contains("ubmitted"),
        "{}",
        dossier.text(".tag")
    );
    english(lan.get(&format!("/en/ho-so/{id}/rut")).await.is(200));

    let track = english(portal.browser().get("/en/tra-cuu").await.is(200));
    let form = track.form("main form").fill("code", &code);
    let refused = english(form.fill("digits", "").submit().await.is(422));
    let form = refused.form("main form").fill("code", &code);
    let shown = english(form.fill("digits", "4017").submit().await.is(200));
    assert_eq!(shown.text("#found"), code);
}

/// The whole general application, each page looked at, to the receipt.
async fn filed(lan: &Browser, commune: &str) -> Page {
    let page = english(
        lan.get(&format!("/en/dich-vu/{PROCEDURE}/nop"))
            .await
            .is(200),
    );
    let page = page.form("main form").choose("tinh", "01").submit().await;
    let page = english(page.is(200));
    let page = page.form("main form").choose("xa", commune).submit().await;
    let page = english(page.is(200))
        .form("main form")
        .submit()
        .await
        .is(200);
    let faults = english(page.form("main form").submit().await.is(422));
    let form = faults.form("main form").choose("dia_chi.province", "01");
    let form = form
        .fill("dia_chi.ward", "Ba Dinh")
        .fill("dia_chi.street", "1");
    let page = english(form.submit().await.is(200));
    let form = page.form("main form").fill("noi_dung", "An application");
    let boxes = page.attributes("main input[type=checkbox]", "name");
    let form = boxes
        .iter()
        .fold(form, |form, name| form.tick(name, "true"));
    let page = english(form.submit().await.is(200));
    let form = page.form("form[enctype]").press("_next", "1");
    let refused = form
        .attach("paper.other", "a.pdf", b"no paper")
        .submit()
        .await;
    let form = english(refused.is(422))
        .form("form[enctype]")
        .press("_next", "1");
    let page = english(form.submit().await.is(200));
    let page = page
        .form("main form")
        .choose("way", "portal")
        .submit()
        .await;
    let page = english(page.is(200));
    let unsure = english(page.form("main form").submit().await.is(422));
    let form = unsure.form("main form").tick("agreed", "1");
    english(form.submit().await.is(200))
}
