//! What depends on other answers: computed values, options, requirements, distances between dates in part
//! known, and drafts that follow their form.

use super::{SmallCountry, VIETNAMESE, context, declared, faults, post};
use crate::forms::{Answer, Answers, FormDefinition, Outcome, Quantity, Review, Typed, Wizard};

fn form(fields: &str, rest: &str) -> FormDefinition {
    let text = format!(
        "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n{fields}{rest}"
    );
    let form = FormDefinition::parse(&text).unwrap();
    assert_eq!(form.check(), [], "{text}");
    form
}

fn field(key: &str, rest: &str) -> String {
    format!("[[sections.fields]]\nkey = \"{key}\"\nlabel = \"Mục {key}\"\n{rest}\n")
}

const NEXT: &str = "[[sections]]\nkey = \"n\"\ntitle = \"N\"\n";

fn sent(form: &FormDefinition, page: &str, pairs: &[(&str, &str)], before: &Answers) -> Outcome {
    let (country, known) = (SmallCountry::new(), declared());
    post(form, page, pairs, before, &context(&country, &known))
}

#[test]
fn values_follow_from_rows_and_numbers() {
    let table = "type = \"table\"\ncolumns = [{ key = \"n\", label = \"N\", type = \"number\" }, \
                 { key = \"p\", label = \"P\", type = \"money\" }, { key = \"w\", label = \"W\", type = \"computed\", \
                 of = \"money\", value = { multiply = [\"n\", \"p\"] } }]";
    let computed =
        |key: &str, value: &str| field(key, &format!("type = \"computed\"\nvalue = {value}"));
    let form = form(
        &[
            field("t", table),
            field("a", "type = \"date\""),
            field("b", "type = \"year\""),
        ]
        .concat(),
        &[
            NEXT,
            &field(
                "sum",
                "type = \"computed\"\nof = \"money\"\nvalue = { sum = \"t.w\" }",
            ),
            &computed("rows", "{ count = \"t\" }"),
            &computed("less", "{ subtract = [\"rows\", \"none\"] }").replace("none", "rows"),
            &computed("years", "{ years_between = [\"a\", \"b\"] }"),
        ]
        .concat(),
    );
    let pairs = [
        ("t.0.n", "3"),
        ("t.0.p", "1.000"),
        ("t.2.n", "2"),
        ("t.2.p", "500"),
        ("t.3.n", "7"),
        ("a", "5/5/2000"),
        ("b", "2020"),
    ];
    let outcome = sent(&form, "s", &pairs, &Answers::default());
    assert_eq!(faults(&outcome), Vec::<String>::new());
    let number = |n: i64| Some(Answer::Number(Quantity::whole(n).unwrap()));
    let get = |key: &str| outcome.answers.get(key).cloned();
    assert!(get("sum") == Some(Answer::Money(4_000)));
    assert!(get("rows") == number(3) && get("less") == number(0) && get("years") == number(20));
    let review = Review::new(&form, &outcome.answers, VIETNAMESE);
    let shown = review.sections.iter().flat_map(|section| &section.rows);
    let shown: Vec<&String> = shown
        .filter(|row| row.key == "rows")
        .flat_map(|row| &row.shown)
        .collect();
    assert_eq!(shown, ["3"]);
    // Without operands nothing follows, and nobody is asked.
    let nothing = sent(&form, "s", &[], &Answers::default());
    assert!(
        ["sum", "rows", "less", "years"]
            .iter()
            .all(|key| nothing.answers.get(key).is_none())
    );
    assert_eq!(faults(&nothing), Vec::<String>::new());
}

#[test]
fn options_and_requirements_follow_other_answers() {
    let choice = "type = \"choice\"\nrequired = true\noptions = [{ key = \"x\", label = \"X\" }, { key = \"y\", label = \"Y\" }]";
    let options = "type = \"choice\"\noptions = [{ key = \"k\", label = \"K\", when = { field = \"q\", equals = \"x\" } }, \
                   { key = \"l\", label = \"L\" }]";
    let needed = "type = \"text\"\nrequired = { field = \"q\", equals = \"y\" }";
    let rest = [NEXT, &field("o", options), &field("r", needed)].concat();
    let form = form(&field("q", choice), &rest);
    let with = |q: &str, pairs: &[(&str, &str)]| {
        let before = sent(&form, "s", &[("q", q)], &Answers::default()).answers;
        sent(&form, "n", pairs, &before)
    };
    assert_eq!(faults(&with("x", &[("o", "k")])), Vec::<String>::new());
    assert_eq!(
        faults(&with("y", &[("o", "k")])),
        ["o: UnknownOption", "r: Required"]
    );
    assert_eq!(
        faults(&with("y", &[("o", "l"), ("r", "a")])),
        Vec::<String>::new()
    );
    // An option that is no longer offered is out of sight, and comes back.
    let chosen = with("x", &[("o", "k")]).answers;
    let other = sent(&form, "s", &[("q", "y")], &chosen).answers;
    assert!(other.get("o").is_none());
    let back = sent(&form, "s", &[("q", "x")], &other).answers;
    assert!(back.get("o") == chosen.get("o"));
}

#[test]
fn only_what_is_certainly_wrong_is_refused() {
    let dates = [
        field("m", "type = \"partial_date\""),
        field("c", "type = \"partial_date\""),
    ]
    .concat();
    let rule = |text: &str| format!("[[rules]]\n{text}\nfield = \"c\"\nother = \"m\"\n");
    let refuses = |rules: &str, mother: &str, child: &str| {
        let form = form(&dates, rules);
        let outcome = sent(
            &form,
            "s",
            &[("m", mother), ("c", child)],
            &Answers::default(),
        );
        assert!(outcome.errors.len() < 2, "{:?}", faults(&outcome));
        !outcome.errors.is_empty()
    };
    let after = rule("rule = \"after\"");
    for (mother, child, wrong) in [
        ("1990", "1990", false),
        ("1990", "1989", true),
        ("5/1990", "1990", false),
        ("5/1990", "4/1990", true),
        ("3/5/1990", "5/1990", false),
        ("31/5/1990", "5/1990", true),
        ("3/5/1990", "3/5/1990", true),
    ] {
        assert_eq!(refuses(&after, mother, child), wrong, "{mother} {child}");
    }
    let within = rule("rule = \"within\"\nmonths = 1");
    for (mother, child, wrong) in [
        ("1990", "2/1991", true),
        ("1990", "31/1/1991", false),
        ("31/1/1990", "28/2/1990", false),
        ("31/1/1990", "1/3/1990", true),
        ("1991", "11/1990", true),
    ] {
        assert_eq!(refuses(&within, mother, child), wrong, "{mother} {child}");
    }
}

#[test]
fn a_draft_follows_its_form_and_keeps_what_no_longer_fits_as_text() {
    let earlier = form(
        &[
            field("a", "type = \"year\""),
            field("b", "type = \"text\""),
            field("c", "type = \"text\""),
        ]
        .concat(),
        "",
    );
    let standing = form(
        &[
            field("a", "type = \"date\""),
            field("b", "type = \"text\""),
            field("d", "type = \"text\""),
        ]
        .concat(),
        "",
    );
    let pairs = [("a", "1990"), ("b", "Giữ"), ("c", "Mất")];
    let answers = sent(&earlier, "s", &pairs, &Answers::default()).answers;
    let moved = Answers::moved(&answers.to_document().unwrap(), &earlier, &standing).unwrap();
    let changes = moved.form_changes();
    let lists: Vec<(&str, Vec<&str>)> = changes
        .lists(&standing)
        .into_iter()
        .map(|(name, labels)| (name, labels.iter().map(|label| label.vi.as_str()).collect()))
        .collect();
    assert_eq!(
        lists,
        [
            ("added", vec!["Mục d"]),
            ("changed", vec!["Mục a"]),
            ("gone", vec!["Mục c"])
        ]
    );
    let kept = changes.kept().unwrap();
    let kept: Vec<&String> = kept.sections[0]
        .rows
        .iter()
        .flat_map(|row| &row.shown)
        .collect();
    assert_eq!(kept, ["1990", "Mất"]);
    // It stands in the control as it was typed, and the page has to be sent in again.
    let typed = Typed::from_answers(&standing.sections[0], &moved);
    assert_eq!(typed.one(&crate::forms::ControlName::field("a")), "1990");
    assert!(moved.get("b") == answers.get("b") && moved.get("a").is_none());
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    assert!(
        Wizard::new(&standing, &moved, &context)
            .first_incomplete()
            .is_some()
    );
    // Moved back, it is as it was.
    let back = Answers::moved(&moved.to_document().unwrap(), &standing, &earlier).unwrap();
    assert!(
        ["a", "b", "c"]
            .iter()
            .all(|key| back.get(key) == answers.get(key))
    );
    assert!(back.form_changes().kept().is_none());
}
