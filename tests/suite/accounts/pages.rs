//! The pages of accounts, through HTTP.

use chrono::Duration;
use motcua::accounts::demonstration::PASSWORD;
use motcua::config::Mode;
use motcua::storage::EngineKind;
use reqwest::{Method, StatusCode};
use scraper::{Html, Selector};

use super::scene::{NUMBER, OTHER_PASSWORD};
use crate::support::{
    Browser, Cast, Form, Page, Portal, Stage, count, engine_free, on_both_engines,
};

on_both_engines!(
    from_registering_to_ones_own_page_and_out_again,
    a_business_registers_with_its_tax_code,
    the_answer_does_not_tell_whether_an_account_exists,
    signing_in_gives_new_cookies_and_says_how_long_to_wait,
    what_can_be_changed_is_changed_on_pages_of_its_own,
    a_link_in_a_letter_sets_a_password,
    nonsense_is_answered_and_never_a_fault_of_ours,
);

engine_free!(
    faults_stand_beside_their_fields_and_nothing_typed_is_lost,
    a_form_from_elsewhere_is_refused,
);

/// Whose account the demonstration has.
const LAN: &str = "lan@motcua.example";
/// Whose address nobody has.
const NEW: &str = "moi@example.vn";

/// A portal in service.
struct InService(Portal);

impl Stage for InService {
    async fn set_up(kind: EngineKind) -> Self {
        Self(Portal::open_with(kind, |config| config.mode = Mode::Production).await)
    }

    async fn tear_down(self) {
        self.0.close().await;
    }
}

fn new_citizen() -> Vec<(&'static str, &'static str)> {
    vec![
        ("number", "001 190 000 017"),
        ("name", "Nguyễn Thị Lan"),
        ("birth_date", "8/3/1990"),
        ("phone", "0912 345 678"),
        ("email", NEW),
    ]
}

/// Opens a page, fills its form and sends it, without opening what it leads to.
async fn fill(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = browser.get(path).await.form("main form");
    let fill = |form: Form, (name, typed): &(&str, &str)| form.fill(name, typed);
    fields.iter().fold(form, fill).send().await
}

async fn sign_in(browser: &Browser, path: &str, name: &str, password: &str) -> Page {
    fill(browser, path, &[("name", name), ("password", password)]).await
}

/// Presses the button of a form that has no fields.
async fn press(browser: &Browser, path: &str, action: &str) -> Page {
    let page = browser.get(path).await.is(200);
    page.form(&format!("form[action$='{action}']")).send().await
}

async fn from_registering_to_ones_own_page_and_out_again(portal: &Portal) {
    let browser = portal.browser();
    let turned_away = browser.peek("/dich-vu/1.001193/nop").await;
    let wanted = "tiep=%2Fdich-vu%2F1.001193%2Fnop";
    turned_away.leads_to(&format!("/dang-nhap?{wanted}"));
    let sign_in_page = browser.get(&format!("/dang-nhap?{wanted}")).await.is(200);
    let choice = sign_in_page.click("main a[href^='/dang-ky']").await.is(200);
    let citizen = choice.attribute("main a[href^='/dang-ky/ca-nhan']", "href");
    let sent = fill(&browser, &citizen, &new_citizen()).await;
    sent.leads_to(&format!("/dang-ky/da-gui?{wanted}"));
    browser.get("/dang-ky/da-gui").await.is(200);

    let outbox = browser.get("/thu-di").await.is(200);
    assert_ne!(outbox.texts("article summary"), outbox.texts("article h2"));
    let link = browser.path_of(&outbox.attribute("article a", "href"));
    let asked = browser.get(&link).await.is(200);
    assert!(asked.text("main .lead").contains("Nguyễn Thị Lan"));
    let unsaid = fill(&browser, &link, &[]).await.is(422);
    assert_eq!(unsaid.texts("#password-error").len(), 1);
    let chosen = fill(&browser, &link, &[("password", OTHER_PASSWORD)]).await;
    let back = format!("/dang-nhap?{wanted}");
    chosen.leads_to(&back);
    let welcome = browser.get(&back).await.is(200);
    assert_eq!(
        welcome.texts(".notice--good").len(),
        1,
        "the next page says what was done"
    );
    browser.get(&link).await.is(410);

    let signed = sign_in(&browser, &back, NEW, OTHER_PASSWORD).await;
    signed.leads_to("/dich-vu/1.001193/nop");
    let own = browser.get("/tai-khoan").await.is(200);
    assert!(own.texts("main dd").contains(&NUMBER.to_owned()));
    assert_eq!(own.texts(".tag--warn").len(), 1, "it is declared");
    press(&browser, "/tai-khoan", "/dang-xuat")
        .await
        .leads_to("/");
    let closed = browser.peek("/tai-khoan").await;
    closed.leads_to("/dang-nhap?tiep=%2Ftai-khoan");
}

async fn faults_stand_beside_their_fields_and_nothing_typed_is_lost(portal: &Portal) {
    let browser = portal.browser();
    let slips = [
        ("number", "0011900000"),
        ("name", "Lan <b>"),
        ("birth_date", "31/2/1990"),
        ("phone", "12"),
        ("email", "lân@example.vn"),
    ];
    let page = fill(&browser, "/dang-ky/ca-nhan", &slips).await.is(422);
    for (field, _) in slips {
        assert_eq!(page.texts(&format!("#{field}-error")).len(), 1, "{field}");
        assert_eq!(
            page.texts(&format!("#faults a[href='#{field}']")).len(),
            1,
            "{field}"
        );
        assert_eq!(page.attribute(&format!("#{field}"), "aria-invalid"), "true");
    }
    let form = page.form("main form");
    assert_eq!(form.value("name"), "Lan <b>");
    assert_eq!(form.value("email"), "lân@example.vn");

    let mut other_year = new_citizen();
    other_year[2] = ("birth_date", "08/03/1991");
    let page = fill(&browser, "/en/dang-ky/ca-nhan", &other_year).await;
    assert_eq!(page.texts("#faults a").len(), 1);
    assert!(page.text("#birth_date-error").contains("year of birth"));
    fill(&browser, "/dang-ky/ca-nhan", &[]).await.is(422);
    assert!(portal.letters().await.is_empty());
}

async fn a_business_registers_with_its_tax_code(portal: &Portal) {
    let browser = portal.browser();
    let mut fields = vec![
        ("tax_code", "9900000024"),
        ("name", "Công ty TNHH Hoa Sen"),
        ("representative", "Phạm Thu Hương"),
        ("phone", "0912345678"),
        ("email", "hoasen@example.vn"),
    ];
    let page = fill(&browser, "/dang-ky/doanh-nghiep", &fields).await;
    assert_eq!(page.texts("#faults a").len(), 1);
    assert_eq!(page.texts("#tax_code-error").len(), 1);
    fields[0] = ("tax_code", "9900000023");
    let sent = fill(&browser, "/dang-ky/doanh-nghiep", &fields).await;
    sent.leads_to("/dang-ky/da-gui");
    let businesses = "accounts WHERE kind = 2";
    assert_eq!(count(portal.storage(), businesses), 1);
}

/// What an answer says, but for the token of its form and the name that was typed.
fn bare(page: &Page) -> (StatusCode, Option<String>, String) {
    let body = String::from_utf8_lossy(page.body()).into_owned();
    let html = Html::parse_document(&body);
    let main = html.select(&Selector::parse("main").unwrap()).next();
    let mut main = main.map(|main| main.html()).unwrap_or_default();
    for token in page.attributes("main input[name=_csrf]", "value") {
        main = main.replace(&token, "");
    }
    let location = page.header("location").map(str::to_owned);
    (page.status(), location, main.replace(NEW, LAN))
}

async fn the_answer_does_not_tell_whether_an_account_exists(portal: &Portal) {
    Cast::of(portal).await;
    let mut answers = Vec::new();
    for name in [LAN, NEW] {
        let browser = portal.browser();
        let mut fields = new_citizen();
        fields[4] = ("email", name);
        let registered = fill(&browser, "/dang-ky/ca-nhan", &fields).await;
        let forgotten = fill(&browser, "/quen-mat-khau", &[("name", name)]).await;
        let wrong = sign_in(&browser, "/dang-nhap", name, OTHER_PASSWORD).await;
        answers.push([registered, forgotten, wrong].each_ref().map(bare));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][2].0, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn signing_in_gives_new_cookies_and_says_how_long_to_wait(portal: &Portal) {
    Cast::of(portal).await;
    let browser = portal.browser();
    let first = sign_in(&browser, "/dang-nhap", LAN, PASSWORD).await;
    first.leads_to("/ho-so");
    let cookies = first.headers("set-cookie");
    let session = cookies
        .iter()
        .find(|line| line.starts_with("__Host-motcua="));
    let session = session.unwrap();
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax"));
    browser.peek("/dang-nhap").await.leads_to("/tai-khoan");

    let stranger = portal.browser();
    let mut tries = 0;
    let waits = loop {
        let page = sign_in(&stranger, "/en/dang-nhap", LAN, OTHER_PASSWORD).await;
        if page.status() == StatusCode::TOO_MANY_REQUESTS {
            break page;
        }
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        tries += 1;
        assert!(tries < 20);
    };
    assert!(waits.text("#name-error").contains("try again in"));
    assert_eq!(waits.attribute("#name", "value"), LAN);
}

async fn a_form_from_elsewhere_is_refused(portal: &Portal) {
    Cast::of(portal).await;
    let browser = portal.browser();
    browser.get("/dang-nhap").await.is(200);
    let form = [("name", LAN), ("password", PASSWORD), ("_csrf", "00")];
    let request = || browser.request(Method::POST, "/dang-nhap").form(&form);
    browser.send(request(), "/dang-nhap").await.is(403);
    let request = request().header("sec-fetch-site", "cross-site");
    browser.send(request, "/dang-nhap").await.is(403);
}

async fn what_can_be_changed_is_changed_on_pages_of_its_own(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (browser, elsewhere) = (cast.signed_in(portal, "lan"), cast.signed_in(portal, "lan"));
    elsewhere.get("/tai-khoan").await.is(200);
    // What was written to her before is older.
    portal.clock.advance(Duration::minutes(1));

    let bad = fill(&browser, "/tai-khoan/dien-thoai", &[("phone", "12")])
        .await
        .is(422);
    assert_eq!(bad.attribute("#phone", "value"), "12");
    let phone = [("phone", "0987654321")];
    let unproved = fill(&browser, "/tai-khoan/dien-thoai", &phone)
        .await
        .is(422);
    assert_eq!(unproved.attribute("#phone", "value"), "0987654321");
    let phone = [("phone", "0987654321"), ("current_password", PASSWORD)];
    fill(&browser, "/tai-khoan/dien-thoai", &phone)
        .await
        .leads_to("/tai-khoan");
    assert_eq!(portal.letters().await.last().unwrap().recipient, LAN);
    portal.clock.advance(Duration::minutes(1));

    let email = [("email", NEW), ("current_password", OTHER_PASSWORD)];
    let wrong = fill(&browser, "/tai-khoan/thu-dien-tu", &email).await;
    assert_eq!(wrong.texts("#current_password-error").len(), 1);
    let email = [("email", NEW), ("current_password", PASSWORD)];
    let sent = fill(&browser, "/tai-khoan/thu-dien-tu", &email).await;
    sent.leads_to("/tai-khoan/thu-dien-tu/da-gui");
    assert_eq!(portal.letters().await.last().unwrap().recipient, NEW);

    let change = [
        ("current_password", PASSWORD),
        ("new_password", OTHER_PASSWORD),
    ];
    fill(&browser, "/tai-khoan/mat-khau", &change)
        .await
        .leads_to("/tai-khoan");
    let own = browser.peek("/tai-khoan").await;
    assert_eq!(own.status(), StatusCode::OK, "this browser goes on");
    let closed = elsewhere.peek("/tai-khoan").await;
    closed.leads_to("/dang-nhap?tiep=%2Ftai-khoan");
    let out = press(&browser, "/tai-khoan", "/tai-khoan/dang-xuat-moi-noi").await;
    out.leads_to("/dang-nhap");
    let closed = browser.peek("/tai-khoan").await;
    closed.leads_to("/dang-nhap?tiep=%2Ftai-khoan");
}

async fn a_link_in_a_letter_sets_a_password(portal: &Portal) {
    Cast::of(portal).await;
    let browser = portal.browser();
    // What was written to her before is older.
    portal.clock.advance(Duration::minutes(1));
    let asked = fill(&browser, "/quen-mat-khau", &[("name", LAN)]).await;
    asked.leads_to("/quen-mat-khau/da-gui");
    let letters = portal.letters().await;
    let mut words = letters.last().unwrap().body.split_whitespace();
    let link = words.find(|word| word.starts_with(portal.base_url().as_str()));
    let link = browser.path_of(link.unwrap());
    let weak = fill(&browser, &link, &[("password", "12345678")])
        .await
        .is(422);
    assert_eq!(weak.texts("#password-error").len(), 1);
    let set = fill(&browser, &link, &[("password", OTHER_PASSWORD)]).await;
    set.leads_to("/dang-nhap");
    browser.get(&link).await.is(410);
    let signed = sign_in(&browser, "/dang-nhap", LAN, OTHER_PASSWORD).await;
    signed.leads_to("/ho-so");
}

async fn nonsense_is_answered_and_never_a_fault_of_ours(stage: &InService) {
    let browser = stage.0.browser();
    browser.get("/xac-minh/x").await.is(410);
    let odd = browser.get("/dat-lai-mat-khau/%00%ff").await;
    assert_eq!(odd.status().as_u16() / 100, 4);
    let outbox = browser.get("/thu-di").await;
    assert_eq!(outbox.status(), StatusCode::NOT_FOUND, "not in service");
    let page = browser.get("/dang-nhap?tiep=%2F%2Fevil&tiep&&=%zz").await;
    assert_eq!(page.status(), StatusCode::OK);
    let long = "a".repeat(5_000);
    sign_in(&browser, "/dang-nhap", &long, &long).await.is(422);
    fill(&browser, "/quen-mat-khau", &[]).await.is(422);
}
