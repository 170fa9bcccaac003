//! What is known of the official forms: the files of `tests/official_forms`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;

use super::root;

/// An option: its code and label.
pub type Item = (String, String);

/// A question of an official form.
pub struct Fact {
    pub label: String,
    pub kind: String,
    pub is_required: bool,
    pub options: Vec<Item>,
}

/// An official form; questions by key, columns of tables as `table.column`.
pub struct Official {
    pub questions: BTreeMap<String, Fact>,
    pub procedures: BTreeSet<String>,
    pub certainty: String,
    pub edition: String,
    pub completeness: String,
    pub gaps: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    certainty: String,
    edition_in_force: String,
    completeness: String,
    gaps: Vec<String>,
    procedures: Vec<Procedure>,
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Procedure {
    code: String,
}

#[derive(Deserialize)]
struct Section {
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    key: String,
    label_vi: String,
    r#type: String,
    required: bool,
    list: Option<String>,
    #[serde(default)]
    options: Vec<Choice>,
    #[serde(default)]
    columns: Vec<Field>,
}

#[derive(Deserialize)]
struct Choice {
    code: String,
    vi: String,
}

#[derive(Deserialize)]
struct List {
    items: Vec<Choice>,
}

impl Official {
    pub fn read(key: &str) -> Self {
        let file: File = parsed(key);
        let lists = lists();
        let mut questions = BTreeMap::new();
        for field in file.sections.into_iter().flat_map(|one| one.fields) {
            for column in &field.columns {
                let path = format!("{}.{}", field.key, column.key);
                questions.insert(path, fact(column, &lists));
            }
            questions.insert(field.key.clone(), fact(&field, &lists));
        }
        let certainty = file.certainty.split("_20").next().unwrap_or_default();
        Self {
            questions,
            procedures: file.procedures.into_iter().map(|one| one.code).collect(),
            certainty: certainty.to_owned(),
            edition: match file.edition_in_force.as_str() {
                "yes" => "in_force".to_owned(),
                "no" => "superseded".to_owned(),
                _ => "unknown".to_owned(),
            },
            completeness: file.completeness,
            gaps: file.gaps,
        }
    }
}

fn parsed<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    let path = root().join(format!("tests/official_forms/{name}.json"));
    let text = fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn fact(field: &Field, lists: &BTreeMap<String, Vec<Item>>) -> Fact {
    let own = || field.options.iter().map(item).collect();
    let named = field
        .list
        .as_ref()
        .and_then(|name| lists.get(name))
        .cloned();
    Fact {
        label: field.label_vi.clone(),
        kind: field.r#type.clone(),
        is_required: field.required,
        options: named.unwrap_or_else(own),
    }
}

fn item(choice: &Choice) -> Item {
    (choice.code.clone(), choice.vi.clone())
}

/// The official lists by name. Of a sex the account knows `male` or `female`, which stand here for the
/// codes 1 and 2.
pub fn lists() -> BTreeMap<String, Vec<Item>> {
    let files: BTreeMap<String, List> = parsed("lists");
    let lists = files.into_iter().map(|(name, list)| {
        let items = list.items.iter().map(item).map(|(code, label)| {
            let code = match (name.as_str(), code.as_str()) {
                ("sexes", "1") => "male".to_owned(),
                ("sexes", "2") => "female".to_owned(),
                _ => code,
            };
            (code, label)
        });
        let items = items.collect();
        (name, items)
    });
    lists.collect()
}

/// The types of ours that a type of the facts may become.
pub fn types_for(kind: &str) -> &[&str] {
    match kind {
        "text" => &["text"],
        "long_text" => &["textarea"],
        "integer" | "decimal" => &["number"],
        "bool" => &["bool", "choice"],
        "personal_number" => &["id_number"],
        "social_insurance_number" => &["social_id"],
        "identity_paper" => &["identity_doc"],
        "address" => &["address", "ward"],
        "repeat" => &["table"],
        "money" => &["money"],
        "date" => &["date"],
        "partial_date" => &["partial_date"],
        "time" => &["time"],
        "year" => &["year"],
        "choice" => &["choice"],
        "choices" => &["choices"],
        "tax_code" => &["tax_code"],
        "phone" => &["phone"],
        "email" => &["email"],
        "country" => &["country"],
        "ethnicity" => &["ethnicity"],
        "religion" => &["religion"],
        "agency" => &["agency"],
        "bank_account" => &["bank_account"],
        "file" => &["file"],
        _ => &[],
    }
}

/// A certainty or edition as the table of `docs/forms.md` writes it.
pub fn shown(of: &str) -> &str {
    match of {
        "portal_eform" => "portal's eForm",
        "official_text" => "official text",
        "third_party" => "third party",
        "code_params" => "names of an exchange",
        "general_knowledge" => "**general knowledge**",
        "in_force" => "in force",
        "superseded" => "**superseded**",
        other => other,
    }
}
