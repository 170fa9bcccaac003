//! What people type, paste and have filled in, what partners send, and how links are shared: the same
//! thing in any spelling is the same thing, and nobody is stopped by what nobody can see.

use motcua::accounts::demonstration::PASSWORD;
use motcua::dossiers;
use reqwest::Method;
use unicode_normalization::UnicodeNormalization;

use crate::apply::{PROCEDURE, begun, lans_dossier};
use crate::exchange::scene::{Client, NOWHERE, is_success, row, snapshot};
use crate::support::{
    Browser, Cast, Form, Page, Portal, engine_free, on_both_engines, says, words,
};

on_both_engines!(
    who_registers_may_paste_and_have_filled_in_what_they_like,
    a_name_is_found_however_its_letters_are_typed,
    a_row_of_progress_is_one_in_every_spelling_of_its_letters,
    the_number_behind_a_code_may_be_pasted_with_spaces_or_whole,
    a_password_is_taken_letter_by_letter,
);

engine_free!(
    dates_are_read_as_the_keyboard_gives_them,
    a_year_alone_is_told_how_to_be_written,
    social_insurance_takes_old_and_new_numbers,
    a_number_of_a_birth_abroad_is_taken_everywhere,
    an_address_may_have_a_vietnamese_domain,
    provinces_stand_by_their_proper_names,
    no_control_cuts_what_is_pasted,
    a_password_manager_learns_whose_password_it_is,
    a_shared_link_leads_to_its_page,
    a_parameter_may_be_repeated,
);

const BHYT: &str = "1.002759";
const NEW: &str = "moi@example.vn";
/// What tells a password manager, and nobody else, whose password a form is about.
const USERNAME: &str = "input[autocomplete=username][tabindex='-1'][readonly]";

async fn fill(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = browser.get(path).await.is(200).form("main form");
    let fill = |form: Form, (name, typed): &(&str, &str)| form.fill(name, typed);
    fields.iter().fold(form, fill).send().await
}

/// The fields of a person's registration, with this one typed so.
fn registration<'a>(field: &str, typed: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut fields = vec![
        ("number", "001190000017"),
        ("name", "Nguyễn Thị Lan"),
        ("birth_date", "8/3/1990"),
        ("phone", "0912345678"),
        ("email", NEW),
    ];
    for (name, value) in &mut fields {
        if *name == field {
            *value = typed;
        }
    }
    fields
}

async fn registers(browser: &Browser, field: &str, typed: &str) -> Page {
    fill(browser, "/dang-ky/ca-nhan", &registration(field, typed)).await
}

async fn who_registers_may_paste_and_have_filled_in_what_they_like(portal: &Portal) {
    let browser = portal.browser();
    let password = "nắng lên trên đồng lúa";
    let name: String = "Ðặng Thị H’Hen".nfd().collect();
    let fields = [
        ("number", "101\u{200b}190 000\u{a0}017\u{feff}"),
        ("name", name.as_str()),
        ("birth_date", "1990-03-08"),
        ("phone", "\u{202a}0912 345 678\u{202c}"),
        ("email", "moi@example.vn\u{200b}"),
    ];
    let sent = fill(&browser, "/dang-ky/ca-nhan", &fields).await;
    sent.leads_to("/dang-ky/da-gui");
    let outbox = browser.get("/thu-di").await.is(200);
    let link = browser.path_of(&outbox.attribute("article a", "href"));
    let asked = browser.get(&link).await.is(200);
    assert_eq!(asked.attribute(USERNAME, "value"), NEW);
    let chosen = fill(&browser, &link, &[("password", password)]).await;
    chosen.leads_to("/dang-nhap");
    let signed = [("name", "MOI@example.vn\u{2060}"), ("password", password)];
    fill(&browser, "/dang-nhap", &signed)
        .await
        .leads_to("/ho-so");
    let own = browser.get("/tai-khoan").await.is(200);
    let told = own.texts("main dd");
    for wanted in ["Đặng Thị H'Hen", "101190000017"] {
        assert!(own.text("main").contains(wanted), "{wanted}: {told:?}");
    }
}

async fn dates_are_read_as_the_keyboard_gives_them(portal: &Portal) {
    let browser = portal.browser();
    for typed in [
        "1990-03-08",
        "8\u{a0}3\u{a0}1990",
        "8031990",
        "08031990",
        "08–03–1990",
        "０８/０３/１９９０",
    ] {
        registers(&browser, "birth_date", typed)
            .await
            .leads_to("/dang-ky/da-gui");
    }
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for typed in [
        "5112026",
        "05112026",
        "5/11/2026",
        "2026-11-05",
        "5.11.2026",
    ] {
        let page = person_on_card(&lan, &[("f03", typed)]).await;
        assert!(!page.has("#f03-error"), "{typed}");
    }
    let page = person_on_card(&lan, &[("f03", "1112026")]).await;
    assert!(says(&page.text("#f03-error"), "forms.error.joined_date"));
    assert_eq!(page.attributes("#f03", "inputmode"), Vec::<String>::new());
}

async fn a_year_alone_is_told_how_to_be_written(portal: &Portal) {
    let browser = portal.browser();
    for typed in ["1945", "00/00/1945"] {
        let page = registers(&browser, "birth_date", typed).await.is(422);
        let told = page.text("#birth_date-error");
        assert!(told.contains(&words("accounts.fault.birth_date.year_alone")));
    }
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = person_on_card(&lan, &[("f03", "00/00/1945")]).await;
    assert!(page.text("#f03-error").contains("01/01/1945"));
    let page = person_on_card(&lan, &[("f03", "01/01/1945")]).await;
    assert!(!page.has("#f03-error"));
}

/// The page of the person on a health-insurance card, sent with these fields.
async fn person_on_card(lan: &Browser, fields: &[(&str, &str)]) -> Page {
    let page = lan.get(&format!("/dich-vu/{BHYT}/nop")).await.is(200);
    let page = page.form("main form").choose("tinh", "01").submit().await;
    let page = page.is(200);
    let form = page.form("main form").choose("cho_ai", "nguoi_khac");
    let page = form.choose("ly_do", "mat").submit().await.is(200);
    assert!(page.path().ends_with("/nguoi-tham-gia"), "{}", page.path());
    let form = page.form("main form").fill("f01", "Lê Văn Tám");
    let fill = |form: Form, (name, typed): &(&str, &str)| form.fill(name, typed);
    fields.iter().fold(form, fill).submit().await
}

async fn social_insurance_takes_old_and_new_numbers(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for typed in ["048045000017", "048 045\u{a0}000 017", "0123456789", ""] {
        let page = person_on_card(&lan, &[("ma_so_bhxh", typed)]).await;
        assert!(!page.has("#ma_so_bhxh-error"), "{typed}");
    }
    let page = person_on_card(&lan, &[("ma_so_bhxh", "04804500001")]).await;
    let told = page.text("#ma_so_bhxh-error");
    assert!(
        says(&told, "forms.identifier.social_insurance.wrong_length"),
        "{told}"
    );
}

async fn a_number_of_a_birth_abroad_is_taken_everywhere(portal: &Portal) {
    registers(&portal.browser(), "number", "101190000017")
        .await
        .leads_to("/dang-ky/da-gui");
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for typed in ["101190000017", "999\u{200b}190000017"] {
        let page = person_on_card(&lan, &[("f06", typed)]).await;
        assert!(!page.has("#f06-error"), "{typed}");
    }
}

async fn an_address_may_have_a_vietnamese_domain(portal: &Portal) {
    registers(&portal.browser(), "email", "an@tên-miền.vn")
        .await
        .leads_to("/dang-ky/da-gui");
    let letters = portal.letters().await;
    assert_eq!(letters[0].recipient, "an@xn--tn-min-iva0322d.vn");
    let page = registers(&portal.browser(), "email", "ân@example.vn").await;
    let told = page.is(422).text("#email-error");
    assert!(told.contains(&words("accounts.fault.email.not_ascii")));
}

async fn a_name_is_found_however_its_letters_are_typed(portal: &Portal) {
    let client = Client::of(portal, "h99", NOWHERE).await;
    let code = "000.00.00.H99-260105-0001";
    let mut sent = snapshot(code, 2);
    sent["ChuHoSo"] = "Ðặng\u{a0}Thị\u{200b} HʼHen".into();
    assert!(is_success(&client.insert(&[sent]).await));
    let id = portal
        .storage()
        .read(|conn| dossiers::dossier_of_code(conn, code))
        .unwrap()
        .unwrap();
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    assert_eq!(found.unwrap().unwrap().holder.name, "Đặng Thị H'Hen");
    // The index of services is asked in the same way.
    let browser = portal.browser();
    let plain = browser.get("/dich-vu?q=đăng+ký+khai+sinh").await.is(200);
    assert!(!plain.links(".results a").is_empty());
    for typed in ["ðăng ký khai sinh", "đăng\u{a0}ký khai\u{200b} sinh"] {
        let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let page = browser.get(&format!("/dich-vu?q={query}")).await.is(200);
        assert_eq!(
            page.links(".results a"),
            plain.links(".results a"),
            "{typed}"
        );
    }
}

async fn a_row_of_progress_is_one_in_every_spelling_of_its_letters(portal: &Portal) {
    let client = Client::of(portal, "h99", NOWHERE).await;
    let code = "000.00.00.H99-260105-0001";
    assert!(is_success(&client.insert(&[snapshot(code, 2)]).await));
    let decomposed: String = "Chuyển Ðội thuế xử lý".nfd().collect();
    for content in [
        "Chuyển Đội thuế xử lý",
        "Chuyển Ðội thuế xử lý",
        "Chuyển\u{a0}Đội thuế xử\u{202f}lý",
        "\u{202a}Chuyển Đội\u{200b} thuế xử lý\u{202c}",
        &decomposed,
    ] {
        let step = row(code, "20260109160000", 4, content);
        assert!(is_success(&client.progress(&[step]).await), "{content}");
    }
    let id = portal
        .storage()
        .read(|conn| dossiers::dossier_of_code(conn, code))
        .unwrap()
        .unwrap();
    let events = portal.storage().read(|conn| dossiers::events(conn, id));
    assert_eq!(events.unwrap().len(), 2, "the snapshot and one step");
}

async fn the_number_behind_a_code_may_be_pasted_with_spaces_or_whole(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let dossier = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let dossier = dossier.unwrap().unwrap();
    let number = dossier.holder.number.unwrap();
    let (start, end) = number.split_at(number.len() - 4);
    let (first, last) = end.split_at(2);
    for typed in [
        format!(" {end}"),
        format!("{first}\u{a0}{last}"),
        format!("\u{200b}{end}\u{202c}"),
        format!("{start} {end}"),
    ] {
        let page = portal.browser().get("/tra-cuu").await.is(200);
        assert_eq!(
            page.attributes("#digits", "maxlength"),
            Vec::<String>::new()
        );
        let form = page.form("main form").fill("code", &dossier.code);
        let page = form.fill("digits", &typed).submit().await.is(200);
        assert_eq!(page.text("#found"), dossier.code, "{typed:?}");
    }
}

/// A password is a secret of bytes: what is cleaned elsewhere stays in it.
async fn a_password_is_taken_letter_by_letter(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let typed = "Ðường\u{200b} về ’làng` ";
    let fields = [("current_password", PASSWORD), ("new_password", typed)];
    fill(&lan, "/tai-khoan/mat-khau", &fields)
        .await
        .leads_to("/tai-khoan");
    let name = ("name", "lan@motcua.example");
    let cleaned = [name, ("password", "Đường về 'làng' ")];
    let shown = fill(&portal.browser(), "/dang-nhap", &cleaned).await;
    shown.is(422);
    let own = [name, ("password", typed)];
    fill(&portal.browser(), "/dang-nhap", &own)
        .await
        .leads_to("/ho-so");
}

async fn provinces_stand_by_their_proper_names(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = format!("/dich-vu/{PROCEDURE}/nop");
    let page = lan.get(&path).await.is(200);
    let begin = |names: &[String]| names[1..].to_vec();
    let offered = begin(&page.texts("#tinh option"));
    assert!(offered.contains(&"Hà Nội".to_owned()), "{offered:?}");
    in_order(&offered);
    let page = page.form("main form").choose("tinh", "01").submit().await;
    let communes = begin(&page.is(200).texts("#xa option"));
    assert!(communes.contains(&"Ba Đình (phường)".to_owned()));
    in_order(&communes);

    let page = begun(&lan, PROCEDURE, &cast, portal).await;
    let page = page.form("main form").submit().await.is(200);
    let provinces = begin(&page.texts("#dia_chi-province option"));
    assert_eq!(provinces.len(), 34);
    assert!(provinces.contains(&"Hồ Chí Minh".to_owned()));
    in_order(&provinces);
    let form = page.form("main form").choose("dia_chi.province", "01");
    let page = form.submit().await.is(422);
    let suggested = page.attributes("datalist option", "value");
    let proper: Vec<String> = suggested
        .iter()
        .map(|name| {
            let rank = ["Phường ", "Xã ", "Đặc khu "];
            let proper = rank.iter().find_map(|rank| name.strip_prefix(rank));
            proper.unwrap_or(name).to_owned()
        })
        .collect();
    assert!(proper.len() > 100, "{suggested:?}");
    in_order(&proper);
}

#[track_caller]
fn in_order(names: &[String]) {
    let mut sorted = names.to_vec();
    sorted.sort_by_key(|name| motcua::kernel::sort_key(name));
    assert_eq!(names, sorted);
}

/// A browser cuts at `maxlength` without a word, what is pasted too.
async fn no_control_cuts_what_is_pasted(_: &Portal) {
    let mut folders = vec![std::path::PathBuf::from("templates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            seen += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text
                .lines()
                .filter(|line| !line.contains("No control carries"));
            assert!(
                !lines.clone().any(|line| line.contains("maxlength=")),
                "{path:?}"
            );
        }
    }
    assert!(seen > 50);
}

async fn a_password_manager_learns_whose_password_it_is(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for page in ["mat-khau", "thu-dien-tu", "dien-thoai"] {
        let path = &format!("/tai-khoan/{page}");
        let page = lan.get(path).await.is(200);
        assert_eq!(page.attribute(USERNAME, "value"), "lan@motcua.example");
        assert_eq!(page.markup_faults(), Vec::<String>::new());
        let again = page.form("main form").submit().await.is(422);
        assert_eq!(again.attribute(USERNAME, "value"), "lan@motcua.example");
    }
    let stranger = portal.browser();
    let name = [("name", "lan@motcua.example")];
    fill(&stranger, "/quen-mat-khau", &name).await;
    let outbox = stranger.get("/thu-di").await.is(200);
    let link = stranger.path_of(&outbox.attribute("article a", "href"));
    let page = stranger.get(&link).await.is(200);
    assert_eq!(page.attribute(USERNAME, "value"), "lan@motcua.example");
    let again = page.form("main form").submit().await.is(422);
    assert_eq!(again.attribute(USERNAME, "value"), "lan@motcua.example");

    let known = "/.well-known/change-password";
    lan.peek(known).await.leads_to("/tai-khoan/mat-khau");
    stranger.peek(known).await.leads_to("/tai-khoan/mat-khau");
    let absent = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    stranger.get(absent).await.is(404);
}

async fn a_shared_link_leads_to_its_page(portal: &Portal) {
    let browser = portal.browser();
    for (shared, page) in [
        ("/dich-vu/", "/dich-vu"),
        ("/DICH-VU", "/dich-vu"),
        ("/dich-vu/?q=khai+sinh", "/dich-vu?q=khai+sinh"),
        ("/dich-vu/1.001193.", "/dich-vu/1.001193"),
        ("/dich-vu/1.001193).", "/dich-vu/1.001193"),
        ("/Dich-Vu/1.001193/", "/dich-vu/1.001193"),
        ("/dich-vu/1.001193%E2%80%8B", "/dich-vu/1.001193"),
        ("/tra-cuu,", "/tra-cuu"),
        ("/en/dich-vu/", "/en/dich-vu"),
        ("/EN/Dich-vu/1.001193.", "/en/dich-vu/1.001193"),
        ("/dang-nhap/?tiep=%2Fho-so", "/dang-nhap?tiep=%2Fho-so"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = browser.send(browser.request(method, shared), shared).await;
            assert_eq!(answer.status(), 308, "{shared}");
            assert_eq!(answer.header("location"), Some(page), "{shared}");
        }
        browser.get(page).await.is(200);
    }
    for absent in ["/khong-co/", "/dich-vu/1.001193/khong-co.", "/mapi/g/"] {
        let status = browser.get(absent).await.status().as_u16();
        assert!(matches!(status, 404 | 405), "{absent}: {status}");
    }
}

async fn a_parameter_may_be_repeated(portal: &Portal) {
    let browser = portal.browser();
    let page = browser.get("/tra-cuu?ma=a&ma=b").await.is(200);
    assert_eq!(page.attribute("#code", "value"), "a");
    let page = browser
        .get("/tra-cuu?ma=%E2%80%8Ba%C2%A0&x=%FF")
        .await
        .is(200);
    assert_eq!(page.attribute("#code", "value"), "a");
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let twice = format!("/dich-vu/{PROCEDURE}/nop?tinh=01&tinh=48&xa=&xa=1");
    let page = lan.get(&twice).await.is(200);
    assert_eq!(page.form("main form").value("tinh"), "01");
    for path in [
        "/dich-vu?q=a&q=b&trang=1&trang=2",
        "/co-quan?q=a&q=b",
        "/?doi-tuong=x&doi-tuong=y",
    ] {
        browser.get(path).await.is(200);
    }
}
