//! A form of the catalogue as its file writes it.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::facts::Item;
use super::root;

pub struct Question {
    pub label: String,
    pub kind: String,
    pub is_required: bool,
    pub options: Vec<Item>,
}

/// Questions by key, columns of tables as `table.column`.
pub struct Written {
    pub questions: BTreeMap<String, Question>,
    pub pages: usize,
    pub certainty: String,
    pub edition: String,
}

#[derive(Deserialize)]
struct Form {
    certainty: String,
    edition: String,
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Section {
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    key: String,
    label: String,
    r#type: String,
    required: Option<toml::Value>,
    list: Option<String>,
    #[serde(default)]
    options: Vec<Choice>,
    #[serde(default)]
    columns: Vec<Field>,
}

#[derive(Deserialize)]
struct Choice {
    key: String,
    label: String,
}

impl Written {
    pub fn read(key: &str) -> Self {
        let path = root().join(format!("catalogue/forms/{key}.toml"));
        let text = fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let form: Form =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut questions = BTreeMap::new();
        let pages = form.sections.len();
        for field in form.sections.into_iter().flat_map(|one| one.fields) {
            for column in &field.columns {
                let path = format!("{}.{}", field.key, column.key);
                questions.insert(path, question(column));
            }
            questions.insert(field.key.clone(), question(&field));
        }
        Self {
            questions,
            pages,
            certainty: form.certainty,
            edition: form.edition,
        }
    }
}

fn question(field: &Field) -> Question {
    let own = field.options.iter();
    let own = own.map(|option| (option.key.clone(), option.label.clone()));
    let never = toml::Value::Boolean(false);
    Question {
        label: field.label.clone(),
        kind: field.r#type.clone(),
        is_required: field.required.as_ref().is_some_and(|it| *it != never),
        options: field.list.as_deref().map_or_else(|| own.collect(), list),
    }
}

/// A list of `catalogue/forms/lists`: code and Vietnamese name of each entry.
pub fn list(name: &str) -> Vec<Item> {
    let path = root().join(format!("catalogue/forms/lists/{name}.tsv"));
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let items = lines.skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    });
    items.collect()
}
