//! Every type, alone and as a column of a table: any text is answered, good answers come back as typed.

use proptest::prelude::*;

use super::posts::{check_answer, posted};
use super::{SmallCountry, VIETNAMESE, context, declared, faults, post};
use crate::forms::{Answer, Answers, ControlName, FormDefinition, Review, Typed};

/// The types with their keys, as a form writes them.
const TYPES: [&str; 40] = [
    "type = \"text\"",
    "type = \"text\"\nshape = \"person_name\"",
    "type = \"text\"\nshape = \"digits\"",
    "type = \"text\"\nshape = \"code\"",
    "type = \"text\"\nshape = \"upper\"",
    "type = \"text\"\nshape = \"upper_name\"",
    "type = \"text\"\nshape = \"plate\"",
    "type = \"text\"\nshape = \"day_month\"",
    "type = \"text\"\nshape = \"business_code\"",
    "type = \"textarea\"\nmax_chars = 40",
    "type = \"number\"\nmin = -2\nmax = 20\ndecimals = 2",
    "type = \"money\"",
    "type = \"date\"\nlatest = \"today\"",
    "type = \"partial_date\"\nearliest = \"1900-01-01\"\nlatest = \"today\"",
    "type = \"partial_date\"",
    "type = \"time\"",
    "type = \"year\"",
    "type = \"choice\"\nlist = \"sexes\"",
    "type = \"choice\"\nlist = \"licence_classes\"",
    "type = \"choices\"\nlist = \"household_relations\"",
    "type = \"bool\"",
    "type = \"phone\"",
    "type = \"email\"",
    "type = \"address\"",
    "type = \"address\"\nabroad = true\nkinds = true",
    "type = \"address\"\nabroad = true\ndetail = \"none\"",
    "type = \"address\"\ndetail = \"optional\"",
    "type = \"country\"",
    "type = \"ethnicity\"",
    "type = \"religion\"",
    "type = \"province\"",
    "type = \"ward\"",
    "type = \"agency\"",
    "type = \"id_number\"",
    "type = \"identity_doc\"",
    "type = \"identity_doc\"\nkinds = [\"cccd\", \"passport\", \"army\", \"other\"]\nissued = \"required\"",
    "type = \"identity_doc\"\nkinds = [\"passport\"]\nissued = \"optional\"",
    "type = \"bank_account\"",
    "type = \"social_id\"",
    "type = \"tax_code\"",
];

fn field(key: &str, required: bool, kind: &str) -> String {
    format!(
        "key = \"{key}\"\nlabel = \"Câu {key}\"\nlabel_en = \"Q {key}\"\nrequired = {required}\n{kind}\n"
    )
}

/// A form of one page with these questions, and a table with these columns.
fn form_of(
    fields: &[(bool, &str)],
    columns: &[(bool, &str)],
    table_required: bool,
) -> FormDefinition {
    let mut text =
        String::from("key = \"f\"\ntitle = \"F\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n");
    for (at, (required, kind)) in fields.iter().enumerate() {
        text += "[[sections.fields]]\n";
        text += &field(&format!("f{at}"), *required, kind);
    }
    if !columns.is_empty() {
        text += "[[sections.fields]]\n";
        text += &field(
            "t",
            table_required,
            "type = \"table\"\nmin_rows = 1\nmax_rows = 200",
        );
        for (at, (required, kind)) in columns.iter().enumerate() {
            text += "[[sections.fields.columns]]\n";
            text += &field(&format!("c{at}"), *required, kind);
        }
    }
    let form = FormDefinition::parse(&text).unwrap();
    assert_eq!(form.check(), Vec::new(), "{text}");
    form
}

fn any_form() -> impl Strategy<Value = FormDefinition> {
    let question = || (any::<bool>(), prop::sample::select(&TYPES[..]));
    let fields = prop::collection::vec(question(), 1..6);
    let columns = prop::collection::vec(question(), 0..5);
    (fields, columns, any::<bool>())
        .prop_map(|(fields, columns, required)| form_of(&fields, &columns, required))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_form_answers_any_post(
        page in any_form().prop_flat_map(|form| posted(form, 0)),
        firm in any::<bool>(),
    ) {
        check_answer(page, firm)?;
    }
}

fn only(kind: &str) -> FormDefinition {
    form_of(&[(true, kind)], &[], false)
}

/// The faults of a form of one question.
fn answered(form: &FormDefinition, pairs: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let (country, known) = (SmallCountry::new(), declared());
    let outcome = post(
        form,
        "s",
        pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let review = Review::new(form, &outcome.answers, VIETNAMESE);
    let shown = review.sections.into_iter().flat_map(|section| section.rows);
    (faults(&outcome), shown.flat_map(|row| row.shown).collect())
}

#[test]
fn a_paper_is_checked_by_its_kind() {
    let form = only(TYPES[35]);
    let issue = [
        ("f0.issued_on", "1/2/2020"),
        ("f0.issued_by", "Cục Cảnh sát"),
    ];
    let with = |own: &[(&'static str, &'static str)]| [own, &issue[..]].concat();
    let (faults, shown) = answered(
        &form,
        &with(&[("f0.kind", "cccd"), ("f0.number", "001196012345")]),
    );
    assert_eq!(faults, [""; 0]);
    assert_eq!(
        shown,
        [
            "Căn cước công dân: 001196012345",
            "cấp ngày 01/02/2020, tại Cục Cảnh sát"
        ]
    );
    let (faults, _) = answered(
        &form,
        &with(&[("f0.kind", "cccd"), ("f0.number", "C1234567")]),
    );
    assert_eq!(faults, ["f0.number: Identifier"]);
    let (faults, _) = answered(
        &form,
        &with(&[("f0.kind", "cmnd"), ("f0.number", "123456789")]),
    );
    assert_eq!(faults, ["f0.kind: NotChosen"], "a kind that is not offered");
    let (faults, _) = answered(&form, &with(&[("f0.kind", "other"), ("f0.number", "12")]));
    assert_eq!(faults, ["f0.name: Required"]);
    let (faults, _) = answered(&form, &[("f0.kind", "cccd"), ("f0.number", "001196012345")]);
    assert_eq!(faults, ["f0.issued_on: Required", "f0.issued_by: Required"]);
}

#[test]
fn an_address_abroad_has_a_country() {
    let form = only(TYPES[24]);
    let abroad = [
        ("f0.residence", "present"),
        ("f0.province", "abroad"),
        ("f0.street", "12 Rue de Paris"),
    ];
    let (faults, _) = answered(&form, &abroad);
    assert_eq!(faults, ["f0.country: NotChosen"]);
    let (faults, shown) = answered(&form, &[&abroad[..], &[("f0.country", "FR")]].concat());
    assert_eq!(faults, [""; 0]);
    assert_eq!(shown, ["Nơi ở hiện tại", "12 Rue de Paris, Pháp"]);
}

#[test]
fn an_address_abroad_of_before_the_country_was_asked_is_read() {
    let form = only("type = \"address\"\nabroad = true");
    let document = serde_json::json!({
        "seen": ["s"],
        "values": { "f0": { "address": { "abroad": "12 Rue de Paris, Pháp" } } }
    });
    let answers = Answers::from_document(document, &form).unwrap();
    assert!(matches!(answers.get("f0"), Some(Answer::Address(_))));
    let shown = answers.in_one_line(&form, "f0", VIETNAMESE);
    assert_eq!(shown.as_deref(), Some("12 Rue de Paris, Pháp"));
    let paper = only(TYPES[34]);
    let document = serde_json::json!({
        "seen": ["s"],
        "values": { "f0": { "identity": { "kind": "old_id_card", "number": "123456789" } } }
    });
    let answers = Answers::from_document(document, &paper).unwrap();
    let shown = answers.in_one_line(&paper, "f0", VIETNAMESE);
    assert_eq!(shown.as_deref(), Some("CMND (9 số): 123456789"));
}

#[test]
fn a_cell_of_several_controls_says_where_it_is_wrong() {
    let form = form_of(&[(false, TYPES[0])], &[(true, TYPES[34])], true);
    let (country, known) = (SmallCountry::new(), declared());
    let pairs = [("t.3.c0.kind", "cmnd"), ("t.3.c0.number", "12")];
    let outcome = post(
        &form,
        "s",
        &pairs,
        &Answers::default(),
        &context(&country, &known),
    );
    let controls: Vec<_> = outcome
        .errors
        .iter()
        .map(|error| error.control.to_string())
        .collect();
    assert_eq!(
        controls,
        ["t.3.c0.number", "t.3.c0.issued_on", "t.3.c0.issued_by"]
    );
    let summary = crate::forms::error_summary(&form, &outcome.errors, VIETNAMESE).unwrap();
    let summary = summary.to_string();
    assert!(
        summary.contains("Câu t, mục 4: Câu c0: Ngày cấp"),
        "{summary}"
    );
    assert_eq!(
        outcome
            .typed
            .one(&ControlName::field("t").cell(3, "c0").part("number")),
        "12"
    );
    let _ = Typed::from_answers(&form.sections[0], &outcome.answers);
}
