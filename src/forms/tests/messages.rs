//! Every message quotes the label that stands on the screen, in the language of the page.

use super::{ENGLISH, SmallCountry, VIETNAMESE, context, declared};
use crate::forms::{
    Answers, ControlName, FieldError, FormDefinition, SectionView, Typed, error_summary, validate,
};
use crate::speech::Words;

fn form(fields: &str, rules: &str) -> FormDefinition {
    let form = format!(
        "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n{fields}{rules}"
    );
    FormDefinition::parse(&form).unwrap()
}

fn field(key: &str, rest: &str) -> String {
    format!(
        "[[sections.fields]]\nkey = \"{key}\"\nlabel = \"Mục {key}\"\nlabel_en = \"Item {key}\"\n{rest}\n"
    )
}

fn label(key: &str, words: Words) -> String {
    match words.locale() {
        crate::speech::Locale::Vi => format!("“Mục {key}”"),
        crate::speech::Locale::En => format!("“Item {key}”"),
    }
}

fn outcome(form: &FormDefinition, pairs: &[(&str, &str)]) -> (Typed, Vec<FieldError>, Answers) {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let section = &form.sections[0];
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let typed = Typed::from_pairs(section, &pairs);
    let outcome = validate(form, section, typed, &Answers::default(), &context);
    (outcome.typed, outcome.errors, outcome.answers)
}

/// The messages of the page: those at the controls, and those of the summary.
fn messages(form: &FormDefinition, pairs: &[(&str, &str)], words: Words) -> Vec<String> {
    let (typed, errors, answers) = outcome(form, pairs);
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let section = &form.sections[0];
    let view = SectionView::new(form, section, &answers, &typed, &errors, &context, words);
    let html = scraper::Html::parse_fragment(&view.to_string());
    let summary = error_summary(form, &errors, words).map(|view| view.to_string());
    let summary = scraper::Html::parse_fragment(&summary.unwrap_or_default());
    let texts = |html: &scraper::Html, selector: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found.map(|one| one.text().collect()).collect()
    };
    let mut all = texts(&html, "[id$=-error]");
    let of_summary = texts(&summary, "li");
    assert_eq!(of_summary.len(), errors.len(), "{of_summary:?}");
    assert!(all.len() >= errors.len().min(1), "{html:?}");
    all.extend(of_summary);
    all
}

/// A rule, answers that break it, and the fields that its message names.
type Broken = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// Every rule.
const RULES: [Broken; 16] = [
    (
        "rule = \"after\"\nfield = \"d\"\nother = \"e\"",
        &[("d", "1/1/2020"), ("e", "1/1/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"not_before\"\nfield = \"d\"\nother = \"e\"",
        &[("d", "1/1/2020"), ("e", "2/1/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"before\"\nfield = \"d\"\nother = \"e\"",
        &[("d", "1/1/2020"), ("e", "1/1/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"before\"\nfield = \"d\"\nother = \"e\"\nyears = 12",
        &[("d", "2/1/2008"), ("e", "1/1/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"within\"\nfield = \"d\"\nother = \"e\"\ndays = 3",
        &[("d", "5/1/2020"), ("e", "1/1/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"within\"\nfield = \"d\"\nother = \"e\"\nmonths = 1",
        &[("d", "1/1/2020"), ("e", "2/2/2020")],
        &["d", "e"],
    ),
    (
        "rule = \"within\"\nfield = \"d\"\nother = \"e\"\nyears = 1",
        &[("d", "1/1/2020"), ("e", "2/1/2021")],
        &["d", "e"],
    ),
    (
        "rule = \"at_most\"\nfield = \"n\"\nother = \"m\"",
        &[("n", "4"), ("m", "3")],
        &["n", "m"],
    ),
    (
        "rule = \"at_least\"\nfield = \"n\"\nother = \"m\"",
        &[("n", "3"), ("m", "4")],
        &["n", "m"],
    ),
    (
        "rule = \"sum\"\nfield = \"n\"\nof = \"t.c\"",
        &[("n", "3"), ("t.0.c", "1"), ("t.1.c", "1")],
        &["n", "c"],
    ),
    (
        "rule = \"different\"\nfield = \"a\"\nother = \"b\"",
        &[("a", "x"), ("b", "x")],
        &["a", "b"],
    ),
    (
        "rule = \"one_filled\"\nfields = [\"a\", \"b\"]",
        &[],
        &["a", "b"],
    ),
    (
        "rule = \"exactly_one\"\nfields = [\"a\", \"b\"]",
        &[("a", "x"), ("b", "y")],
        &["a", "b"],
    ),
    (
        "rule = \"elsewhere\"\nfield = \"a\"\nunless = [\"y\"]\nmessage = \"Nộp nơi khác\"\nmessage_en = \"Apply elsewhere\"",
        &[("a", "x")],
        &["a"],
    ),
    (
        "rule = \"require\"\nfield = \"n\"\nthat = { field = \"n\", at_least = 5 }\nmessage = \"Phải đủ\"\nmessage_en = \"Be enough\"",
        &[("n", "3")],
        &["n"],
    ),
    (
        "rule = \"at_most\"\nfield = \"t.c\"\nother = \"t.k\"",
        &[
            ("t.0.c", "1"),
            ("t.0.k", "2"),
            ("t.2.c", "5"),
            ("t.2.k", "4"),
        ],
        &["k"],
    ),
];

fn fields() -> String {
    let column = |key: &str| {
        format!(
            "{{ key = \"{key}\", label = \"Mục {key}\", label_en = \"Item {key}\", type = \"number\" }}"
        )
    };
    let table = format!(
        "type = \"table\"\ncolumns = [{}, {}]",
        column("c"),
        column("k")
    );
    [
        field("d", "type = \"date\""),
        field("e", "type = \"date\""),
        field("m", "type = \"number\""),
        field("t", &table),
        field("n", "type = \"number\""),
        field("a", "type = \"text\""),
        field("b", "type = \"text\""),
    ]
    .concat()
}

#[test]
fn a_broken_rule_names_its_fields() {
    for (rule, pairs, named) in RULES {
        let form = form(&fields(), &format!("[[rules]]\n{rule}\n"));
        assert_eq!(form.check(), [], "{rule}");
        for words in [VIETNAMESE, ENGLISH] {
            let found = messages(&form, pairs, words);
            assert!(!found.is_empty(), "{rule} was not broken");
            for message in found {
                for key in named {
                    assert!(message.contains(&label(key, words)), "{rule}: {message}");
                }
            }
        }
        // It binds only where its condition holds.
        let when = format!("[[rules]]\n{rule}\nwhen = {{ procedure = \"1.001193\" }}\n");
        let form = self::form(&fields(), &when);
        assert!(outcome(&form, pairs).1.is_empty(), "{rule}");
    }
}

#[test]
fn a_rule_on_a_row_stands_at_the_row_that_was_typed() {
    let form = form(
        &fields(),
        "[[rules]]\nrule = \"at_most\"\nfield = \"t.c\"\nother = \"t.k\"\n",
    );
    let pairs = [
        ("t.0.c", "1"),
        ("t.0.k", "2"),
        ("t.2.c", "5"),
        ("t.2.k", "4"),
    ];
    let controls: Vec<String> = outcome(&form, &pairs)
        .1
        .iter()
        .map(|one| one.control.to_string())
        .collect();
    assert_eq!(controls, ["t.2.c"]);
}

/// What makes a fault of one kind or another at the control of any type.
const WRONG: [&str; 14] = [
    "",
    "x",
    "-3",
    "1,2345",
    "99999999999999999999",
    "31/2/2020",
    "1/1/1800",
    "1/1/2999",
    "2020",
    "Không Đâu",
    "Sơn Tây",
    "0812",
    "a@",
    "Ký tự ∆",
];

#[test]
fn a_fault_of_every_type_names_its_field() {
    let options = "\noptions = [{ key = \"k\", label = \"K\" }, { key = \"l\", label = \"L\" }]";
    for kind in [
        "text",
        "textarea",
        "number",
        "money",
        "date",
        "year",
        "choice",
        "choices",
        "bool",
        "address",
        "phone",
        "email",
        "country",
        "ethnicity",
        "province",
        "district",
        "ward",
        "agency",
        "id_number",
        "identity_doc",
        "social_id",
        "tax_code",
    ] {
        let mut rest = format!("type = \"{kind}\"\nrequired = true");
        match kind {
            "choice" | "choices" => rest.push_str(options),
            "text" => rest.push_str("\nmin_chars = 3\nmax_chars = 5\nshape = \"digits\""),
            "number" => rest.push_str("\nmin = 0\nmax = 9"),
            "date" => rest.push_str("\nearliest = \"1900-01-01\"\nlatest = \"today\""),
            _ => {}
        }
        let form = form(&field("f", &rest), "");
        let parts = [
            "",
            "province",
            "ward",
            "street",
            "kind",
            "number",
            "issued_on",
            "issued_by",
        ];
        let mut faults = 0;
        for wrong in WRONG {
            let whole = ControlName::field("f");
            let names = parts.map(|part| match part {
                "" => whole.to_string(),
                part => whole.part(part).to_string(),
            });
            let pairs: Vec<(&str, &str)> =
                names.iter().map(|name| (name.as_str(), wrong)).collect();
            for words in [VIETNAMESE, ENGLISH] {
                let (_, errors, _) = outcome(&form, &pairs);
                if errors.is_empty() {
                    continue;
                }
                faults += 1;
                let own = label("f", words);
                for message in messages(&form, &pairs, words) {
                    let bare = own.trim_matches(['“', '”']);
                    assert!(message.contains(bare), "{kind} {wrong:?}: {message}");
                }
            }
        }
        assert!(faults > 0, "{kind}");
    }
}
