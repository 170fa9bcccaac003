//! Faulty forms: each fault is found, in the line where it stands.

use crate::forms::Library;

/// The lines of a form with one page, to which a test adds.
const HEAD: &str = r#"key = "f"
title = "T"
title_en = "T"
[[sections]]
key = "s"
title = "S"
title_en = "S"
"#;

const NEXT_PAGE: &str = "[[sections]]\nkey = \"s2\"\ntitle = \"S\"\ntitle_en = \"S\"\n";

fn field(key: &str, rest: &str) -> String {
    format!("[[sections.fields]]\nkey = \"{key}\"\nlabel = \"L\"\nlabel_en = \"L\"\n{rest}\n")
}

fn choice(key: &str, rest: &str) -> String {
    let options = r#"options = [{ key = "x", label = "X", label_en = "X" }, { key = "y", label = "Y", label_en = "Y" }]"#;
    field(key, &format!("type = \"choice\"\n{options}\n{rest}"))
}

/// The faults of the form, as `line: problem`.
fn faults(text: &str) -> Vec<String> {
    let (_, faults) = Library::examine("f.toml", text);
    faults.iter().map(ToString::to_string).collect()
}

/// The last line in which `mark` stands.
fn line_of(text: &str, mark: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().rposition(|line| line.contains(mark)).unwrap() + 1
}

/// The form of these parts has just this fault, in the line of `mark`.
fn has(parts: &[&str], mark: &str, problem: &str) {
    let text = HEAD.to_owned() + &parts.concat();
    let expected = format!("{}: {problem}", line_of(&text, mark));
    assert_eq!(faults(&text), [expected], "{text}");
}

fn rule(text: &str) -> String {
    format!("[[rules]]\n{text}\n")
}

#[test]
fn a_form_without_faults_has_none() {
    let text = HEAD.to_owned() + &choice("q", "required = true");
    assert_eq!(faults(&text), Vec::<String>::new());
}

#[test]
fn what_is_no_form_is_told_with_its_line() {
    let unreadable = HEAD.to_owned() + "[[sections.fields]]\nkey = = 3\n";
    let found = faults(&unreadable);
    assert!(found[0].starts_with("9: "), "{found:?}");
    let unknown_key = HEAD.to_owned() + &field("a", "type = \"text\"\nrequierd = true");
    let found = faults(&unknown_key);
    assert!(found[0].contains("requierd"), "{found:?}");
    has(
        &[
            &field("a", "type = \"text\""),
            &field("b", "type = \"telepathy\""),
        ],
        "key = \"b\"",
        "field b: there is no type \"telepathy\"",
    );
    let (_, named) = Library::examine("other.toml", &(HEAD.to_owned() + &choice("q", "")));
    assert_eq!(named[0].to_string(), "1: the file holds form \"f\"");
}

#[test]
fn lists_are_neither_empty_nor_doubled() {
    has(
        &[&field("q", "type = \"choice\"\noptions = []")],
        "key = \"q\"",
        "\"q\" has fewer than two options",
    );
    let options = r#"type = "choice"
options = [{ key = "x", label = "X", label_en = "X" }, { key = "x", label = "X2", label_en = "X2" }]"#;
    has(&[&field("q", options)], "key = \"q\"", "\"x\" stands twice");
    let options = r#"type = "choice"
options = [{ key = "x", label = "X", label_en = "X" }, { key = "y", label = "X", label_en = "Y" }]"#;
    has(
        &[&field("q", options)],
        "key = \"q\"",
        "\"q\" has two options called \"X\"",
    );
    has(
        &[&choice("q", ""), &field("q", "type = \"text\"")],
        "key = \"q\"",
        "\"q\" stands twice",
    );
}

#[test]
fn words_are_whole_and_in_both_languages() {
    let wrong = "[[sections.fields]]\nkey = \"a\"\nlabel = \"Há»\u{8d} tÃªn\"\nlabel_en = \"N\"\ntype = \"text\"\n";
    has(
        &[&choice("q", ""), wrong],
        "key = \"a\"",
        "\"a\" holds text in a wrong encoding: \"Há»\\u{8d} tÃªn\"",
    );
    let no_english = "[[sections.fields]]\nkey = \"a\"\nlabel = \"Tên\"\ntype = \"text\"\n";
    has(
        &[&choice("q", ""), no_english],
        "key = \"a\"",
        "\"a\" has no English for \"Tên\"",
    );
    let message = rule("rule = \"elsewhere\"\nfield = \"q\"\nunless = [\"x\"]\nmessage = \"Sai\"");
    has(
        &[&choice("q", ""), &message],
        "rule = \"elsewhere\"",
        "\"q\" has no English for \"Sai\"",
    );
}

#[test]
fn conditions_look_back_at_what_exists_and_can_be_so() {
    let waits = |condition: &str| field("a", &format!("type = \"text\"\ncondition = {condition}"));
    let number = field("n", "type = \"number\"\nmin = 0\nmax = 9");
    let asked = [choice("q", ""), number, field("d", "type = \"address\"")].concat() + NEXT_PAGE;
    for (condition, problem) in [
        (
            "{ field = \"z\", filled = true }",
            "\"a\" waits for \"z\", which is not asked before it",
        ),
        (
            "{ field = \"b\", filled = true }",
            "\"a\" waits for \"b\", which is asked later: conditions look back only",
        ),
        (
            "{ field = \"a\", filled = true }",
            "\"a\" waits for \"a\", which is asked later: conditions look back only",
        ),
        (
            "{ field = \"q\", equals = \"z\" }",
            "\"a\" waits for \"q\" = \"z\", which is no option",
        ),
        (
            "{ field = \"q\", at_least = 3 }",
            "\"a\" asks of \"q\" what an answer of its type never is: a number",
        ),
        (
            "{ age = \"n\", at_least = 3 }",
            "\"a\" asks of \"n\" what an answer of its type never is: a date",
        ),
        (
            "{ field = \"d\", equals = \"Hà Nội\" }",
            "\"a\" asks of \"d\" what an answer of its type never is: one value",
        ),
        (
            "{ field = \"q.province\", equals = \"01\" }",
            "\"a\" asks of \"q.province\" what an answer of its type never is: an answer of such parts",
        ),
        (
            "{ all = [{ field = \"q\", equals = \"x\" }, { field = \"q\", equals = \"y\" }] }",
            "\"a\": its condition can never hold",
        ),
        (
            "{ field = \"n\", at_least = 10 }",
            "\"a\": its condition can never hold",
        ),
        (
            "{ all = [{ field = \"n\", at_least = 5 }, { field = \"n\", at_most = 4 }] }",
            "\"a\": its condition can never hold",
        ),
        ("{ any = [] }", "\"a\": its condition can never hold"),
    ] {
        let rest = field("b", "type = \"text\"");
        let text = HEAD.to_owned() + &asked + &waits(condition) + &rest;
        let expected = format!("{}: {problem}", line_of(&text, "key = \"a\""));
        let found = faults(&text);
        assert_eq!(found.first(), Some(&expected), "{condition}: {found:?}");
    }
    for fine in [
        "{ field = \"d.province\", equals = \"01\" }",
        "{ field = \"d.country\", in = [\"VN\", \"abroad\"] }",
        "{ field = \"n\", at_least = 9 }",
        "{ not = { field = \"q\", filled = true } }",
    ] {
        let text = HEAD.to_owned() + &asked + &waits(fine);
        assert_eq!(faults(&text), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn what_waits_for_what_is_never_asked_is_never_asked() {
    // The second page is asked with x, the third needs an answer of it and y.
    let section = |key: &str, condition: &str| {
        format!(
            "[[sections]]\nkey = \"{key}\"\ntitle = \"S\"\ntitle_en = \"S\"\ncondition = {condition}\n"
        )
    };
    let third = r#"{ all = [{ field = "a", filled = true }, { field = "q", equals = "y" }] }"#;
    has(
        &[
            &choice("q", ""),
            &section("two", r#"{ field = "q", equals = "x" }"#),
            &field("a", "type = \"text\""),
            &section("three", third),
            &field("b", "type = \"text\""),
        ],
        "key = \"three\"",
        "\"three\": its condition can never hold",
    );
}

#[test]
fn a_required_choice_has_an_option_whatever_was_answered() {
    let options = |second: &str| {
        format!(
            "type = \"choice\"\nrequired = true\noptions = [{{ key = \"k\", label = \"K\", label_en = \"K\", \
             when = {{ field = \"q\", equals = \"x\" }} }}, {{ key = \"l\", label = \"L\", label_en = \"L\"{second} }}]"
        )
    };
    let with_x = r#", when = { field = "q", equals = "x" }"#;
    has(
        &[
            &choice("q", "required = true"),
            NEXT_PAGE,
            &field("c", &options(with_x)),
        ],
        "key = \"c\"",
        "\"c\" must be answered, and there are answers with which none of its options is offered",
    );
    let with_y = r#", when = { not = { field = "q", equals = "x" } }"#;
    let text = HEAD.to_owned() + &choice("q", "") + NEXT_PAGE + &field("c", &options(with_y));
    assert_eq!(faults(&text), Vec::<String>::new());
}

#[test]
fn a_form_that_cannot_be_finished_is_found() {
    has(
        &[
            &choice("q", ""),
            &field(
                "t",
                "type = \"table\"\nmin_rows = 3\nmax_rows = 2\ncolumns = [{ key = \"c\", label = \"C\", label_en = \"C\", type = \"text\" }]",
            ),
        ],
        "key = \"t\"",
        "\"t\": the greatest is below the least",
    );
    has(
        &[&field(
            "d",
            "type = \"date\"\nearliest = \"today+1\"\nlatest = \"today-18y\"",
        )],
        "key = \"d\"",
        "\"d\": the greatest is below the least",
    );
    has(
        &[&field("p", "type = \"file\"\nrequired = true")],
        "key = \"p\"",
        "\"p\" is handed in on the page of papers, so the form cannot require it",
    );
    let days = [field("a", "type = \"date\""), field("b", "type = \"year\"")].concat();
    let before = rule("rule = \"before\"\nfield = \"a\"\nother = \"b\"");
    has(
        &[
            &days,
            &before,
            &rule("rule = \"after\"\nfield = \"a\"\nother = \"b\""),
        ],
        "rule = \"after\"",
        "rules at \"a\" contradict each other, so that the form cannot be finished",
    );
    has(
        &[
            &field("a", "type = \"text\"\nrequired = true"),
            &field("b", "type = \"text\"\nrequired = true"),
            &rule("rule = \"exactly_one\"\nfields = [\"a\", \"b\"]"),
        ],
        "rule = \"exactly_one\"",
        "rules at \"a\" contradict each other, so that the form cannot be finished",
    );
    has(
        &[
            &field("n", "type = \"number\"\nmin = 0"),
            &rule(
                "rule = \"require\"\nfield = \"n\"\nthat = { field = \"n\", at_most = -1 }\nmessage = \"M\"\nmessage_en = \"M\"",
            ),
        ],
        "rule = \"require\"",
        "rules at \"n\" contradict each other, so that the form cannot be finished",
    );
    // An order that leads nowhere back is none.
    let text = HEAD.to_owned()
        + &days
        + &before
        + &rule("rule = \"before\"\nfield = \"a\"\nother = \"b\"\nyears = 12");
    assert_eq!(faults(&text), Vec::<String>::new());
}

#[test]
fn rules_and_computed_values_name_what_they_can_use() {
    let table = "type = \"table\"\ncolumns = [{ key = \"c\", label = \"C\", label_en = \"C\", type = \"money\" }, { key = \"w\", label = \"W\", label_en = \"W\", type = \"text\" }]";
    let fields = [
        field("n", "type = \"number\""),
        field("d", "type = \"date\""),
        field("t", table),
    ]
    .concat();
    for (text, problem) in [
        (
            "rule = \"after\"\nfield = \"d\"\nother = \"z\"",
            "a rule names \"z\", which is not asked",
        ),
        (
            "rule = \"different\"\nfield = \"t.c\"\nother = \"t.z\"",
            "a rule names \"t.z\", which is not asked",
        ),
        (
            "rule = \"after\"\nfield = \"d\"\nother = \"n\"",
            "a rule compares \"d\" with \"n\", which is of another kind",
        ),
        (
            "rule = \"sum\"\nfield = \"n\"\nof = \"t.w\"",
            "a rule compares \"n\" with \"t.w\", which is of another kind",
        ),
        (
            "rule = \"different\"\nfield = \"n\"\nother = \"n\"",
            "a rule compares \"n\" with \"n\", which is of another kind",
        ),
        (
            "rule = \"at_most\"\nfield = \"n\"\nother = \"t.c\"",
            "a rule compares \"n\" with \"t.c\", which is of another kind",
        ),
        (
            "rule = \"different\"\nfield = \"n\"\nother = \"d\"\nwhen = { field = \"z\", filled = true }",
            "a rule compares \"n\" with \"d\", which is of another kind",
        ),
    ] {
        let text = HEAD.to_owned() + &fields + &rule(text);
        let expected = format!("{}: {problem}", line_of(&text, "rule = "));
        assert_eq!(faults(&text).first(), Some(&expected), "{text}");
    }
    for (value, problem) in [
        (
            "{ sum = \"t.w\" }",
            "\"s\" is computed from \"t.w\", which is no column of numbers that is asked before it",
        ),
        (
            "{ add = [\"n\", \"d\"] }",
            "\"s\" is computed from \"d\", which is no number that is asked before it",
        ),
        (
            "{ count = \"n\" }",
            "\"s\" is computed from \"n\", which is no table that is asked before it",
        ),
        (
            "{ multiply = [\"n\", \"later\"] }",
            "\"s\" is computed from \"later\", which is no number that is asked before it",
        ),
    ] {
        let computed = field("s", &format!("type = \"computed\"\nvalue = {value}"));
        let later = field("later", "type = \"number\"");
        has(&[&fields, &computed, &later], "key = \"s\"", problem);
    }
    let computed = "type = \"computed\"\nrequired = true\nvalue = { count = \"t\" }";
    has(
        &[&fields, &field("s", computed)],
        "key = \"s\"",
        "\"s\" is computed, so nobody can be required to answer it or have it filled in",
    );
}

#[test]
fn what_is_known_fits_the_question() {
    for (kind, source) in [
        ("type = \"date\"", "account.name"),
        ("type = \"number\"", "account.birth_year"),
        ("type = \"phone\"", "account.email"),
        ("type = \"address\"", "agency.name"),
    ] {
        let text = format!("{kind}\nprefill = \"{source}\"");
        has(
            &[&field("a", &text)],
            "key = \"a\"",
            "\"a\" cannot be filled with what the state knows",
        );
    }
    let sexes = choice("q", "prefill = \"account.sex\"");
    has(
        &[&sexes],
        "key = \"q\"",
        "\"q\" cannot be filled with what the state knows",
    );
}
