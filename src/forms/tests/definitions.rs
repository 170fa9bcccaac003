//! Reading and checking definitions.

use crate::forms::{DefinitionError, FieldType, Finding, FormDefinition};

fn parse(fields: &str) -> Result<FormDefinition, DefinitionError> {
    FormDefinition::parse(&format!(
        "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n{fields}"
    ))
}

fn findings(fields: &str) -> Vec<Finding> {
    parse(fields).unwrap().check()
}

fn field(key: &str, rest: &str) -> String {
    format!("[[sections.fields]]\nkey = \"{key}\"\nlabel = \"L\"\n{rest}\n")
}

const YES_NO: &str = r#"type = "choice"
options = [{ key = "yes", label = "Y" }, { key = "no", label = "N" }]"#;

#[test]
fn a_key_that_nobody_knows_is_refused() {
    assert!(parse(&field("a", "type = \"text\"\nrequierd = true")).is_err());
    assert!(parse(&field("a", "type = \"text\"\nmax_rows = 3")).is_err());
    assert!(parse(&field("a", "type = \"telepathy\"")).is_err());
    assert!(parse(&field("a", "type = \"date\"\nlatest = \"soon\"")).is_err());
}

#[test]
fn every_type_reads() {
    for name in [
        "text",
        "textarea",
        "number",
        "money",
        "date",
        "year",
        "bool",
        "phone",
        "email",
        "address",
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
        "file",
    ] {
        let form = parse(&field("a", &format!("type = \"{name}\""))).unwrap();
        assert_eq!(form.check(), [], "{name}");
    }
    let table = "type = \"table\"\ncolumns = [{ key = \"c\", label = \"C\", type = \"number\" }]";
    let form = parse(&field("a", table)).unwrap();
    assert!(
        matches!(&form.sections[0].fields[0].kind, FieldType::Table { columns, .. } if columns.len() == 1)
    );
    assert_eq!(form.check(), []);
}

#[test]
fn keys_are_unique_words() {
    let text = "type = \"text\"";
    let found = findings(&(field("a", text) + &field("a", text) + &field("B.c", text)));
    assert_eq!(
        found,
        [
            Finding::DuplicateKey { key: "a".into() },
            Finding::BadKey { key: "B.c".into() }
        ]
    );
}

#[test]
fn conditions_look_back_and_name_options() {
    let waits = |on: &str| format!("type = \"text\"\ncondition = {on}");
    let ahead = findings(&field("a", &waits(r#"{ field = "b", filled = true }"#)));
    assert_eq!(
        ahead,
        [Finding::UnknownField {
            at: "a".into(),
            field: "b".into()
        }]
    );
    let unknown = field("q", YES_NO) + &field("a", &waits(r#"{ field = "q", equals = "maybe" }"#));
    assert_eq!(
        findings(&unknown),
        [Finding::UnknownValue {
            at: "a".into(),
            field: "q".into(),
            value: "maybe".into()
        }]
    );
    let revealed = field("q", YES_NO) + &field("a", &waits(r#"{ field = "q", equals = "yes" }"#));
    assert_eq!(findings(&revealed), []);
    let negated = r#"{ not = { field = "q", equals = "yes" } }"#;
    assert_eq!(
        findings(&(field("q", YES_NO) + &field("a", &waits(negated)))),
        [Finding::ConditionOnSamePage {
            at: "a".into(),
            field: "q".into()
        }]
    );
}

#[test]
fn contradictions_are_found() {
    let one = |rest: &str| findings(&field("a", rest));
    let a = || String::from("a");
    assert_eq!(
        one("type = \"choice\""),
        [Finding::OptionsMissing { field: a() }]
    );
    assert_eq!(
        one("type = \"number\"\nmin = 3\nmax = 2"),
        [Finding::EmptyRange { field: a() }]
    );
    assert_eq!(
        one("type = \"text\"\nmax_chars = 20000"),
        [Finding::TooLong { field: a() }]
    );
    assert_eq!(
        one("type = \"table\""),
        [Finding::BadColumns { field: a() }]
    );
    assert_eq!(
        one("type = \"file\"\nrequired = true"),
        [Finding::RequiredFile { field: a() }]
    );
    assert_eq!(
        one("type = \"address\"\nprefill = \"account.name\""),
        [Finding::BadPrefill { field: a() }]
    );
    let default = format!("{YES_NO}\ndefault = \"perhaps\"");
    assert_eq!(
        one(&default),
        [Finding::BadDefault {
            field: a(),
            default: "perhaps".into()
        }]
    );
    let rule = "[[rules]]\nrule = \"after\"\nfield = \"a\"\nother = \"zz\"";
    let with_rule = field("a", "type = \"date\"") + rule;
    assert_eq!(
        findings(&with_rule),
        [Finding::RuleOnUnknownField { field: "zz".into() }]
    );
}

#[test]
fn what_is_conditional_or_computed_reads() {
    let fields = [
        field("q", YES_NO),
        field(
            "n",
            "type = \"number\"\nnumber = \"1.2\"\nsource = \"code_params\"",
        ),
        field(
            "a",
            "type = \"text\"\nrequired = { field = \"q\", equals = \"yes\" }",
        ),
        field(
            "o",
            "type = \"choice\"\noptions = [{ key = \"x\", label = \"X\" }, \
             { key = \"y\", label = \"Y\", when = { field = \"n\", at_least = 3 } }]",
        ),
        field(
            "t",
            "type = \"table\"\ncolumns = [{ key = \"c\", label = \"C\", type = \"money\" }, \
             { key = \"d\", label = \"D\", type = \"text\", required = { field = \"c\", filled = true } }]",
        ),
        field(
            "s",
            "type = \"computed\"\nof = \"money\"\nvalue = { sum = \"t.c\" }",
        ),
    ];
    let rules = r#"
[[rules]]
rule = "require"
field = "n"
that = { field = "n", at_most = 9 }
when = { procedure = "1.004194" }
message = "M"
[[rules]]
rule = "sum"
field = "n"
of = "t.c"
[[rules]]
rule = "different"
field = "t.d"
other = "a"
"#;
    let form = parse(&(fields.concat() + rules)).unwrap();
    assert_eq!(form.check(), []);
    assert!(form.field("a").unwrap().required_when.is_some());
    assert_eq!(form.field("n").unwrap().number.as_deref(), Some("1.2"));
    assert_eq!(form.rules[1].fields(), ["n", "t.c"]);
    assert!(form.rules[0].when.is_some());
    for wrong in [
        "rule = \"before\"\nfield = \"n\"",
        "rule = \"before\"\nfield = \"n\"\nother = \"a\"\ndays = 3",
        "rule = \"within\"\nfield = \"n\"\nother = \"a\"",
        "rule = \"within\"\nfield = \"n\"\nother = \"a\"\ndays = 3\nyears = 1",
        "rule = \"guess\"\nfield = \"n\"",
    ] {
        let text = field("n", "type = \"number\"") + "[[rules]]\n" + wrong;
        assert!(parse(&text).is_err(), "{wrong}");
    }
}
