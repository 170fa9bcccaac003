//! The forms of the catalogue ask what the official forms ask: their keys, labels, required marks and
//! options are those of `tests/official_forms`, except for what `docs/forms.md` lists with its reason.

mod facts;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use facts::Official;
use motcua::forms::FormDefinition;
use written::Written;

/// The heading of the table of differences, and that of the table of forms.
const DIFFERENCES: &str = "| form | what | where | why |";
const FORMS: &str = "| form | procedures | official form | pages / questions | certainty | completeness | edition | not sure or missing |";

/// A difference between a form and the official one: what it is, and the question (`field`, or
/// `table.column`).
type Difference = (&'static str, String);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Keys of the official forms.
fn keys() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/official_forms")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stems = names.filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned));
    let mut keys: Vec<String> = stems.filter(|stem| stem != "lists").collect();
    keys.sort_unstable();
    keys
}

/// The rows of a table of `docs/forms.md`, without heading and rule.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let docs = fs::read_to_string(root().join("docs/forms.md")).unwrap();
    let table = docs.split_once(heading);
    let (_, table) = table.unwrap_or_else(|| panic!("docs/forms.md has no table {heading}"));
    let lines = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cell = |text: &str| text.trim().to_owned();
    lines
        .map(|line| line.trim_matches('|').split('|').map(cell).collect())
        .collect()
}

fn code(text: &str) -> &str {
    text.trim().trim_matches('`')
}

fn differences(official: &Official, written: &Written) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    for (path, fact) in &official.questions {
        let Some(field) = written.questions.get(path) else {
            // A table that is left out is one difference, not one a column.
            let table = path.split_once('.').map(|(table, _)| table);
            if table.is_none_or(|table| written.questions.contains_key(table)) {
                found.insert(("left out", path.clone()));
            }
            continue;
        };
        let mut differs = |what: &'static str, is_so: bool| {
            if is_so {
                found.insert((what, path.clone()));
            }
        };
        differs("label", field.label != fact.label);
        differs("required", field.is_required && !fact.is_required);
        differs("optional", fact.is_required && !field.is_required);
        let is_type = facts::types_for(&fact.kind).contains(&field.kind.as_str());
        differs("type", !is_type);
        let chooses = matches!(field.kind.as_str(), "choice" | "choices") && fact.kind != "bool";
        differs(
            "options",
            is_type && chooses && field.options != fact.options,
        );
    }
    let added = written.questions.keys();
    let added = added.filter(|path| !official.questions.contains_key(*path));
    found.extend(added.map(|path| ("added", path.clone())));
    found
}

/// What the table of `docs/forms.md` lists, a form.
fn listed() -> BTreeMap<String, BTreeSet<(String, String)>> {
    let mut listed: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for row in rows(DIFFERENCES) {
        let [form, what, places, why] = row.as_slice() else {
            panic!("a difference has four cells: {row:?}");
        };
        assert!(!why.is_empty(), "no reason for {what} of {form}");
        for place in places.split(',').map(code) {
            let entry = (what.clone(), place.to_owned());
            let form = listed.entry(code(form).to_owned()).or_default();
            assert!(form.insert(entry), "{what} {place} is listed twice");
        }
    }
    listed
}

#[test]
fn forms_differ_from_the_official_ones_only_where_it_is_said_why() {
    let mut listed = listed();
    let mut wrong = Vec::new();
    for key in keys() {
        let found = differences(&Official::read(&key), &Written::read(&key));
        let found: BTreeSet<(String, String)> = found
            .into_iter()
            .map(|(what, place)| (what.to_owned(), place))
            .collect();
        let said = listed.remove(&key).unwrap_or_default();
        let unsaid = found.difference(&said);
        wrong.extend(unsaid.map(|(what, place)| format!("{key}: {what} {place} is not listed")));
        let gone = said.difference(&found);
        wrong.extend(gone.map(|(what, place)| format!("{key}: {what} {place} is no difference")));
    }
    wrong.extend(
        listed
            .keys()
            .map(|key| format!("{key} is no official form")),
    );
    assert!(wrong.is_empty(), "docs/forms.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_official_form_is_in_the_table_with_its_certainty() {
    let table: BTreeMap<String, Vec<String>> = rows(FORMS)
        .into_iter()
        .map(|row| (code(&row[0]).to_owned(), row))
        .collect();
    assert_eq!(table.keys().cloned().collect::<Vec<_>>(), keys());
    for (key, row) in table {
        let (official, written) = (Official::read(&key), Written::read(&key));
        let [
            _,
            procedures,
            _,
            size,
            certainty,
            completeness,
            edition,
            gaps,
        ] = row.as_slice()
        else {
            panic!("eight cells: {row:?}");
        };
        let first = procedures.split(',').next().unwrap();
        assert!(official.procedures.contains(first), "{key}: {first}");
        let fields = written.questions.keys().filter(|path| !path.contains('.'));
        assert_eq!(
            *size,
            format!("{} / {}", written.pages, fields.count()),
            "{key}"
        );
        assert_eq!(written.certainty, official.certainty, "{key}");
        assert_eq!(written.edition, official.edition, "{key}");
        assert_eq!(*completeness, official.completeness, "{key}");
        let shown = |of: &str| facts::shown(of).to_owned();
        assert_eq!(*certainty, shown(&official.certainty), "{key}");
        assert_eq!(*edition, shown(&official.edition), "{key}");
        for gap in &official.gaps {
            assert!(gaps.contains(&gap.replace('|', "/")), "{key}: {gap}");
        }
    }
}

#[test]
fn the_worked_example_is_a_sound_form() {
    let docs = fs::read_to_string(root().join("docs/forms.md")).unwrap();
    let (_, example) = docs.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let form = FormDefinition::parse(example).unwrap();
    assert_eq!(form.check(), []);
}

#[test]
fn every_list_of_options_is_the_official_one() {
    let folder = root().join("catalogue/forms/lists");
    let mut compared = 0;
    for (name, items) in facts::lists() {
        if folder.join(format!("{name}.tsv")).exists() {
            assert_eq!(written::list(&name), items, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared} lists");
}
