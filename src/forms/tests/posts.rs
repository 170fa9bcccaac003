//! Any post of any page: nothing panics, nothing typed is lost, good answers stay as they are.

use proptest::prelude::*;

use super::{ENGLISH, SmallCountry, VIETNAMESE, context, declared, is_worded, verified};
use crate::forms::{
    Answers, ControlName, Field, FieldType, FormDefinition, Library, Review, Section, SectionView,
    TextShape, Typed, Wizard, error_summary, validate,
};

/// Values that mean something to one control or another.
const MEANINGFUL: [&str; 40] = [
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
    "1990",
    "5/1990",
    "7h30",
    "LA",
    "cmnd",
    "permanent",
    "30A-123.45",
    "\u{200b}",
];

fn control_names(section: &Section) -> Vec<String> {
    let parts = [
        "province",
        "ward",
        "country",
        "street",
        "residence",
        "kind",
        "name",
        "number",
        "issued_on",
        "issued_by",
        "holder",
        "bank",
    ];
    let mut names = vec!["_add_row".to_owned(), "csrf".to_owned()];
    for field in &section.fields {
        let name = ControlName::field(&field.key);
        names.push(name.to_string());
        names.extend(parts.map(|part| name.part(part).to_string()));
        if let FieldType::Table { columns, .. } = &field.kind {
            for column in columns {
                for row in [0, 1, 7, 99] {
                    let cell = name.cell(row, &column.key);
                    names.push(cell.to_string());
                    names.extend(parts.map(|part| cell.part(part).to_string()));
                }
            }
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

/// What a person who understands the question may send.
fn fitting(field: &Field) -> Vec<(String, Vec<&str>)> {
    fitting_at(&ControlName::field(&field.key), field)
}

fn fitting_at<'a>(name: &ControlName, field: &'a Field) -> Vec<(String, Vec<&'a str>)> {
    let own = |values: &[&'static str]| vec![(name.to_string(), values.to_vec())];
    let part = |part: &str, values: &[&'static str]| (name.part(part).to_string(), values.to_vec());
    let place = || {
        vec![
            part("province", &["01"]),
            part("ward", &["Ba Đình", "phuong ngoc ha"]),
        ]
    };
    match &field.kind {
        FieldType::Choice(options) | FieldType::Choices(options) => {
            vec![(
                name.to_string(),
                options.iter().map(|option| option.key.as_str()).collect(),
            )]
        }
        FieldType::Text { shape, .. } => own(match shape {
            TextShape::PersonName | TextShape::UpperName => &["Nguyễn Văn An", "Lê  Thị Bé"],
            TextShape::Plate => &["30A-123.45", "29-X1 123.45", "51f12345"],
            TextShape::DayMonth => &["31/12", "1/1", "29-2"],
            TextShape::BusinessCode => &["0100047516", "0100233488-001"],
            _ => &["010123456789", "AB-123456"],
        }),
        FieldType::Textarea { .. } => own(&["Mua một\r\n\r\n\r\n tặng một ", "Một dòng"]),
        FieldType::Number { .. } => own(&["3", "12"]),
        FieldType::Money { .. } => own(&["150.000.000", "99000 đ"]),
        FieldType::Date { .. } => own(&["1/2/2020", "20-12-2026", "03031999"]),
        FieldType::PartialDate { .. } => own(&["1/2/2020", "12/1990", "1990", "00/05/1990"]),
        FieldType::Time => own(&["7:30", "7h30", "23 giờ"]),
        FieldType::Year { .. } => own(&["1990", "2027"]),
        FieldType::Bool => own(&["true"]),
        FieldType::Phone => own(&["0912 345 678", "+84 24 3825 1234"]),
        FieldType::Email => own(&["lan@vidu.vn"]),
        FieldType::Country => own(&["VN", "LA"]),
        FieldType::Ethnicity => own(&["01", "other"]),
        FieldType::Religion => own(&["00", "02"]),
        FieldType::Province => own(&["48"]),
        FieldType::District => own(&["Ba Đình"]),
        FieldType::Agency => own(&["bộ tư pháp"]),
        FieldType::IdNumber => own(&["001196012345", "123456789", "c1234567"]),
        FieldType::SocialId => own(&["0123456789"]),
        FieldType::TaxCode => own(&["0100047516", "0100233488-001"]),
        FieldType::Ward => place(),
        FieldType::Address { .. } => {
            let rest = vec![
                part("street", &["12 phố Huế"]),
                part("residence", &["permanent", "present"]),
                part("country", &["LA"]),
            ];
            [place(), rest].concat()
        }
        FieldType::IdentityDoc { .. } => vec![
            part("kind", &["passport", "other", "army"]),
            part("name", &["Thẻ nhà báo"]),
            part("number", &["C1234567"]),
            part("issued_on", &["1/2/2020"]),
            part("issued_by", &["Cục Quản lý xuất nhập cảnh"]),
        ],
        FieldType::BankAccount => vec![
            part("number", &["0123 4567 8901"]),
            part("holder", &["NGUYEN THI LAN"]),
            part("bank", &["Vietcombank, chi nhánh Hà Nội"]),
        ],
        FieldType::Table { columns, .. } => columns
            .iter()
            .flat_map(|column| fitting_at(&name.cell(2, &column.key), column))
            .collect(),
        FieldType::Computed { .. } | FieldType::File => Vec::new(),
    }
}

/// A page of a form, and what is posted to it.
type Page = (FormDefinition, usize, Vec<(String, String)>);

/// A page of a built-in form with a post.
fn any_post() -> impl Strategy<Value = Page> {
    let forms: Vec<FormDefinition> = Library::built_in().unwrap().iter().cloned().collect();
    let pages: Vec<(FormDefinition, usize)> = forms
        .into_iter()
        .flat_map(|form| (0..form.sections.len()).map(move |page| (form.clone(), page)))
        .collect();
    prop::sample::select(pages).prop_flat_map(|(form, page)| posted(form, page))
}

/// A post to a page: what fits, most of it, and then some noise.
pub(super) fn posted(mut form: FormDefinition, page: usize) -> impl Strategy<Value = Page> {
    // Every page is asked here, whatever was answered before it.
    form.sections[page].condition = None;
    let section = &form.sections[page];
    let controls: Vec<_> = section.fields.iter().flat_map(fitting).collect();
    let fitting: Vec<_> = controls
        .into_iter()
        .map(|(name, values)| {
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            let value = prop::option::weighted(0.95, prop::sample::select(values));
            (Just(name), value).prop_map(|(name, value)| Some((name, value?)))
        })
        .collect();
    let noise = (prop::sample::select(control_names(section)), any_value());
    let noise = prop_oneof![Just(Vec::new()), prop::collection::vec(noise, 1..12),];
    let pairs = (noise, fitting).prop_map(|(noise, fitting)| {
        noise
            .into_iter()
            .chain(fitting.into_iter().flatten())
            .collect()
    });
    (Just(form.clone()), Just(page), pairs)
}

/// Holds the answer to a post to what every answer must be: every fault is shown at its control, and good
/// answers come back as they are when they are typed again and when they are read from their document.
pub(super) fn check_answer(
    (form, page, pairs): Page,
    firm: bool,
) -> Result<Vec<String>, TestCaseError> {
    let country = SmallCountry::new();
    let known = if firm { verified() } else { declared() };
    let context = context(&country, &known);
    let section = &form.sections[page];
    let typed = Typed::from_pairs(section, &pairs);
    let outcome = validate(&form, section, typed, &Answers::default(), &context);

    // What was typed into a control of the page is there to be shown again.
    prop_assert_eq!(&outcome.typed, &Typed::from_pairs(section, &pairs));
    // Every fault leads to a control of the page, which shows it in words.
    let braces = pairs.iter().any(|(_, value)| value.contains(['{', '.']));
    for words in [VIETNAMESE, ENGLISH] {
        let view = SectionView::new(
            &form,
            section,
            &outcome.answers,
            &outcome.typed,
            &outcome.errors,
            &context,
            words,
        );
        let html = view.to_string();
        for error in &outcome.errors {
            let said = error.kind.words("?", words);
            prop_assert!(braces || is_worded(&said), "{}", said);
            let id = error.control.id();
            prop_assert!(html.contains(&format!("id=\"{id}\"")), "{} in {}", id, html);
            prop_assert!(html.contains(&format!("id=\"{id}-error\"")), "{id}-error");
        }
        let summary = error_summary(&form, &outcome.errors, words);
        prop_assert_eq!(summary.is_none(), outcome.errors.is_empty());
        let _ = Review::new(&form, &outcome.answers, words);
    }

    // Good answers are what they would be if they were typed again; the document keeps them.
    prop_assert_eq!(
        outcome.answers.has_seen(&section.key),
        outcome.errors.is_empty()
    );
    if outcome.errors.is_empty() {
        let typed = Typed::from_answers(section, &outcome.answers);
        let again = validate(&form, section, typed, &outcome.answers, &context);
        prop_assert_eq!(super::faults(&again), Vec::<String>::new());
        prop_assert!(again.answers == outcome.answers);
    }
    let document = outcome.answers.to_document().unwrap();
    prop_assert!(Answers::from_document(document, &form).unwrap() == outcome.answers);
    let wizard = Wizard::new(&form, &outcome.answers, &context);
    prop_assert!(wizard.first_incomplete().is_some() || wizard.finish().is_ok());
    Ok(super::faults(&outcome))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_post_is_answered(page in any_post(), firm in any::<bool>()) {
        check_answer(page, firm)?;
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
