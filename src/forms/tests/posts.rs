//! Any post of any page: nothing panics, nothing typed is lost, good answers stay as they are.

use proptest::prelude::*;

use super::{Dictionary, SmallCountry, context, declared, verified};
use crate::forms::{
    Answers, ControlName, Field, FieldType, FormDefinition, Journey, Library, Review, Section,
    SectionView, Typed, error_summary, validate,
};

/// Values that mean something to one control or another.
const MEANINGFUL: [&str; 32] = [
    "",
    " ",
    "1/2/2020",
    "31/2/2020",
    "2026-12-30",
    "VN",
    "01",
    "48",
    "other",
    "co",
    "khong",
    "me",
    "cha",
    "male",
    "id_card",
    "passport",
    "001196012345",
    "C1234567",
    "Ba Đình",
    "son tay",
    "phường Cống Vị",
    "0912345678",
    "a@b.vn",
    "0100047516",
    "true",
    "12",
    "1.500,5",
    "150.000.000",
    "Nguyễn Văn An",
    "abroad",
    "toi",
    "person",
];

fn control_names(section: &Section) -> Vec<String> {
    let parts = [
        "province",
        "ward",
        "street",
        "kind",
        "number",
        "issued_on",
        "issued_by",
    ];
    let mut names = vec!["_add_row".to_owned(), "csrf".to_owned()];
    for field in &section.fields {
        let name = ControlName::field(&field.key);
        names.push(name.to_string());
        names.extend(parts.map(|part| name.part(part).to_string()));
        if let FieldType::Table { columns, .. } = &field.kind {
            let cells =
                |column: &Field| [0, 1, 7, 99].map(|row| name.cell(row, &column.key).to_string());
            names.extend(columns.iter().flat_map(cells));
        }
    }
    names
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(&MEANINGFUL[..]).prop_map(str::to_owned),
        1 => "\\PC{0,30}",
        1 => "[\\x00-\\x7f]{0,10}",
    ]
}

/// A page of a built-in form with something posted to it; options are drawn from the page.
fn any_post() -> impl Strategy<Value = (FormDefinition, usize, Vec<(String, String)>)> {
    let forms: Vec<FormDefinition> = Library::built_in().unwrap().iter().cloned().collect();
    let pages: Vec<(FormDefinition, usize)> = forms
        .into_iter()
        .flat_map(|form| (0..form.sections.len()).map(move |page| (form.clone(), page)))
        .collect();
    prop::sample::select(pages).prop_flat_map(|(form, page)| {
        let section = &form.sections[page];
        let mut values: Vec<String> = Vec::new();
        for field in &section.fields {
            if let FieldType::Choice(options) | FieldType::Choices(options) = &field.kind {
                values.extend(options.iter().map(|option| option.key.clone()));
            }
        }
        values.push(String::new());
        let value = prop_oneof![any_value(), prop::sample::select(values)];
        let pairs = (prop::sample::select(control_names(section)), value);
        (
            Just(form.clone()),
            Just(page),
            prop::collection::vec(pairs, 0..24),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_post_is_answered((form, page, pairs) in any_post(), firm in any::<bool>()) {
        let country = SmallCountry::new();
        let known = if firm { verified() } else { declared() };
        let context = context(&country, &known);
        let section = &form.sections[page];
        let typed = Typed::from_pairs(section, &pairs);
        let outcome = validate(&form, section, typed, &Answers::default(), &context);

        // What was typed into a control of the page is there to be shown again.
        prop_assert_eq!(&outcome.typed, &Typed::from_pairs(section, &pairs));
        // Every fault leads to a control of the page, which shows it.
        for words in [Dictionary::vietnamese(), Dictionary::english()] {
            let view = SectionView::new(
                &form, section, &outcome.answers, &outcome.typed, &outcome.errors, &context, &words,
            );
            let html = view.to_string();
            for error in &outcome.errors {
                let id = error.control.id();
                prop_assert!(html.contains(&format!("id=\"{id}\"")), "{} in {}", id, html);
                prop_assert!(html.contains(&format!("id=\"{id}-error\"")), "{id}-error");
            }
            let summary = error_summary(&form, &outcome.errors, &words);
            prop_assert_eq!(summary.is_none(), outcome.errors.is_empty());
            let _ = Review::new(&form, &outcome.answers, &words);
        }

        // Good answers are what they would be if they were typed again; the document keeps them.
        prop_assert_eq!(outcome.answers.has_seen(&section.key), outcome.errors.is_empty());
        if outcome.errors.is_empty() {
            let typed = Typed::from_answers(section, &outcome.answers);
            let again = validate(&form, section, typed, &outcome.answers, &context);
            prop_assert_eq!(super::faults(&again), Vec::<String>::new());
            prop_assert!(again.answers == outcome.answers);
        }
        let document = outcome.answers.to_document().unwrap();
        prop_assert!(Answers::from_document(document, &form).unwrap() == outcome.answers);
        let journey = Journey::new(&form, &outcome.answers, &context);
        prop_assert!(journey.first_incomplete().is_some() || journey.finish().is_ok());
    }
}

#[test]
fn no_more_is_kept_than_the_page_has_controls_for() {
    let form = super::form("khuyen-mai");
    let section = form.section("noi-dung").unwrap();
    let long = "x".repeat(30_000);
    let pairs: Vec<(String, String)> = (0..5_000)
        .map(|n| (format!("thuong_nhan_cung.{n}.ten"), long.clone()))
        .chain([
            ("noi_dung".to_owned(), long.clone()),
            ("noi_dung".to_owned(), long.clone()),
        ])
        .collect();
    let typed = Typed::from_pairs(section, &pairs);
    let name = ControlName::field("thuong_nhan_cung");
    assert_eq!(typed.many(&ControlName::field("noi_dung")).len(), 1);
    assert_eq!(typed.one(&ControlName::field("noi_dung")).len(), 20_000);
    assert_eq!(typed.one(&name.cell(29, "ten")).len(), 20_000);
    assert_eq!(typed.one(&name.cell(30, "ten")), "");
}

#[test]
fn a_document_of_another_form_loses_what_is_not_asked() {
    let document = serde_json::json!({
        "seen": ["nguoi-yeu-cau", "no-such-page"],
        "values": { "ho_ten_con": { "text": "An" }, "gioi_tinh_con": { "text": "An" }, "x": "ticked" }
    });
    let answers = Answers::from_document(document, &super::form("khai-sinh")).unwrap();
    assert!(answers.get("ho_ten_con").is_some());
    assert!(answers.get("gioi_tinh_con").is_none() && answers.get("x").is_none());
    assert!(answers.has_seen("nguoi-yeu-cau") && !answers.has_seen("no-such-page"));
}
