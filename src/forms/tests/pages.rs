//! Pages as a browser gets them.

use askama::Template;
use scraper::{Html, Selector};

use super::{
    ENGLISH, SmallCountry, VIETNAMESE, context, declared, form, is_worded, post, verified,
};
use crate::forms::{
    Answers, FieldError, Known, Review, ReviewView, SectionView, Typed, error_summary,
};
use crate::speech::Words;

fn select(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .map(|element| element.html())
        .collect()
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .map(|e| e.text().collect::<String>().trim().to_owned())
        .collect()
}

fn open(form_key: &str, page: &str, known: &Known, words: Words) -> Html {
    show(form_key, page, known, words, None)
}

fn show(
    form_key: &str,
    page: &str,
    known: &Known,
    words: Words,
    posted: Option<(Typed, Vec<FieldError>)>,
) -> Html {
    let country = SmallCountry::new();
    let context = context(&country, known);
    let form = form(form_key);
    let section = form.section(page).unwrap();
    let answers = Answers::default();
    let (typed, errors) =
        posted.unwrap_or_else(|| (Typed::opening(section, &answers, &context), Vec::new()));
    let view = SectionView::new(&form, section, &answers, &typed, &errors, &context, words);
    let html = view.render().unwrap();
    assert!(is_worded(&html), "{html}");
    Html::parse_fragment(&html)
}

#[test]
fn label_hint_and_control_are_tied() {
    let html = open("khai-sinh", "tre", &declared(), VIETNAMESE);
    assert_eq!(texts(&html, "h1"), ["Trẻ được khai sinh"]);
    assert_eq!(texts(&html, "label[for=ngay_sinh_con]"), ["Ngày sinh"]);
    let date = "input#ngay_sinh_con:not([inputmode])[aria-describedby=ngay_sinh_con-hint]";
    assert_eq!(select(&html, date).len(), 1);
    assert_eq!(select(&html, "#ngay_sinh_con-hint").len(), 1);
    assert_eq!(
        select(&html, "fieldset input[type=radio][name=gioi_tinh_con]").len(),
        2
    );
    assert_eq!(
        texts(&html, "select#quoc_tich_con option[selected]"),
        ["Việt Nam"]
    );
    assert_eq!(select(&html, "[style], script, [required]").len(), 0);
}

#[test]
fn an_error_is_named_at_its_control_and_in_the_summary() {
    let (country, known) = (SmallCountry::new(), declared());
    let words = VIETNAMESE;
    let pairs = [("ngay_sinh_con", "31/2/2026<b>"), ("ho_ten_con", "An 2")];
    let form = form("khai-sinh");
    let outcome = post(
        &form,
        "tre",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let summary = error_summary(&form, &outcome.errors, words)
        .unwrap()
        .to_string();
    let summary = Html::parse_fragment(&summary);
    assert_eq!(select(&summary, "[role=alert][tabindex='-1']").len(), 1);
    let links = texts(&summary, "a");
    let html = show(
        "khai-sinh",
        "tre",
        &known,
        words,
        Some((outcome.typed, outcome.errors)),
    );
    assert_eq!(links[0], "“Họ, chữ đệm, tên của trẻ” không được có chữ số");
    assert!(texts(&html, "#ho_ten_con-error")[0].ends_with(&links[0]));
    assert_eq!(
        select(&html, "input#ho_ten_con[aria-invalid=true][value='An 2']").len(),
        1
    );
    assert_eq!(
        select(
            &html,
            ".field--bad input#ngay_sinh_con[value='31/2/2026<b>']"
        )
        .len(),
        1
    );
    assert_eq!(select(&html, "b").len(), 0);
}

#[test]
fn what_the_state_knows_is_shown_and_not_asked() {
    let html = open("general", "nguoi-nop", &verified(), VIETNAMESE);
    assert_eq!(
        texts(&html, ".known"),
        [
            "UBND phường Ba Đình",
            "Cá nhân",
            "Nguyễn Thị Lan",
            "Căn cước, CCCD (12 số): 001196012345"
        ]
    );
    assert_eq!(select(&html, "input, select").len(), 0);
    let html = open("general", "nguoi-nop", &declared(), VIETNAMESE);
    assert_eq!(
        select(
            &html,
            "input#ho_ten[value='Nguyễn Thị Lan'][autocomplete=name]"
        )
        .len(),
        1
    );
    assert_eq!(
        texts(&html, "#ho_ten-note"),
        ["Lấy từ tài khoản của bạn; bạn có thể sửa"]
    );
    assert_eq!(
        select(&html, "label.choice + .reveal input#ma_so_thue").len(),
        1
    );
}

#[test]
fn a_commune_is_typed_first_and_chosen_when_it_was_not_understood() {
    let words = VIETNAMESE;
    let html = open("general", "lien-he", &declared(), words);
    assert_eq!(select(&html, "input#dia_chi-ward[list=wards-01]").len(), 1);
    assert_eq!(select(&html, "datalist#wards-01 option").len(), 4);
    let (country, known) = (SmallCountry::new(), declared());
    let pairs = [("dia_chi.province", "01"), ("dia_chi.ward", "Sơn Tây")];
    let form = form("general");
    let outcome = post(
        &form,
        "lien-he",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let html = show(
        "general",
        "lien-he",
        &known,
        words,
        Some((outcome.typed, outcome.errors)),
    );
    let options = texts(&html, "select#dia_chi-ward option");
    assert_eq!(options[1..3], ["Phường Sơn Tây", "Xã Sơn Tây"]);
    assert_eq!(options.len(), 5);
}

#[test]
fn another_row_can_be_asked_for() {
    let (country, known) = (SmallCountry::new(), declared());
    let words = VIETNAMESE;
    let pairs = [
        ("cung_thuc_hien", "co"),
        ("_add_row", "thuong_nhan_cung"),
        ("thuong_nhan_cung.0.ten", "A"),
    ];
    let outcome = post(
        &form("khuyen-mai"),
        "noi-dung",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    assert_eq!(outcome.typed.wants_rows(), Some("thuong_nhan_cung"));
    let html = show(
        "khuyen-mai",
        "noi-dung",
        &known,
        words,
        Some((outcome.typed, Vec::new())),
    );
    assert_eq!(
        select(&html, ".many__one").len(),
        2,
        "one that is filled in, one more"
    );
    // The page opens at the new row.
    assert_eq!(select(&html, "[autofocus]").len(), 1);
    assert_eq!(
        select(&html, "input#thuong_nhan_cung-1-ten[autofocus]").len(),
        1
    );
    assert_eq!(
        select(&html, "button[name=_add_row][value=thuong_nhan_cung]").len(),
        1
    );
}

#[test]
fn an_english_page_keeps_the_vietnamese_original() {
    let html = open("khai-sinh", "tre", &declared(), ENGLISH);
    assert_eq!(
        texts(&html, "label[for=ngay_sinh_con] .original[lang=vi]"),
        ["Ngày sinh"]
    );
    assert!(texts(&html, "label[for=ngay_sinh_con]")[0].starts_with("Date of birth"));
}

#[test]
fn the_review_leads_to_each_page_and_back() {
    let (country, known) = (SmallCountry::new(), verified());
    let words = VIETNAMESE;
    let form = form("the-bhyt");
    let pairs = [("cho_ai", "toi"), ("ly_do", "hong")];
    let outcome = post(
        &form,
        "yeu-cau",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let review = Review::new(&form, &outcome.answers, words);
    let view = ReviewView::new(&review, Some("/ho-so/1/to-khai"), words)
        .returning("?ve=x")
        .render()
        .unwrap();
    let html = Html::parse_fragment(&view);
    assert_eq!(
        select(&html, ".head > a[href='/ho-so/1/to-khai/yeu-cau?ve=x']").len(),
        1
    );
    assert_eq!(
        select(&html, "dl > div > :not(dt, dd)").len(),
        0,
        "a valid list"
    );
    assert!(texts(&html, "dd").contains(&"Đổi do hỏng".to_owned()));
    let view = ReviewView::new(&review, None, words).render().unwrap();
    assert_eq!(select(&Html::parse_fragment(&view), "a").len(), 0);
}

#[test]
fn the_browser_offers_ones_own_name_for_oneself_alone() {
    let html = open("khai-sinh", "nguoi-yeu-cau", &declared(), VIETNAMESE);
    assert_eq!(
        select(&html, "input#ho_ten_yeu_cau[autocomplete=name]").len(),
        1
    );
    for (page, control) in [("cha", "ho_ten_cha"), ("me", "ho_ten_me")] {
        let html = open("khai-sinh", page, &declared(), VIETNAMESE);
        assert_eq!(select(&html, &format!("input#{control}")).len(), 1);
        assert_eq!(select(&html, "[autocomplete]").len(), 0, "{page}");
    }
}

#[test]
fn a_citizens_name_is_no_business() {
    let (country, known) = (SmallCountry::new(), verified());
    let outcome = post(
        &form("general"),
        "nguoi-nop",
        &[("tu_cach", "business")],
        &Answers::default(),
        &context(&country, &Known::default()),
    );
    let html = show(
        "general",
        "nguoi-nop",
        &known,
        VIETNAMESE,
        Some((outcome.typed, outcome.errors)),
    );
    // A person who files for a business says which it is.
    assert!(!texts(&html, ".reveal .known").contains(&"Nguyễn Thị Lan".to_owned()));
}

#[test]
fn day_and_place_of_issue_are_asked_of_papers_that_tell_them() {
    let html = open("general", "nguoi-nop", &declared(), VIETNAMESE);
    assert_eq!(select(&html, "#giay_to-number").len(), 1);
    assert_eq!(
        select(&html, "#giay_to-issued_on, #giay_to-issued_by").len(),
        0
    );
    let (country, known) = (SmallCountry::new(), declared());
    let pairs = [
        ("tu_cach", "person"),
        ("giay_to.kind", "passport"),
        ("giay_to.number", "C1234567"),
    ];
    let outcome = post(
        &form("general"),
        "nguoi-nop",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let posted = Some((outcome.typed, outcome.errors));
    let html = show("general", "nguoi-nop", &known, VIETNAMESE, posted);
    assert_eq!(
        select(&html, "#giay_to-issued_on, #giay_to-issued_by").len(),
        2
    );
}
