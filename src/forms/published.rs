//! The text of a form as it is published: what it takes from shared lists is written out, so that a
//! revision stays what it was when a list changes.

use std::borrow::Cow;

use toml::{Table, Value};

use super::{Choice, lists};

/// Where fields stand in a form and in each other.
const BELOW: [&str; 3] = ["sections", "fields", "columns"];

/// The text that is stored of a form; its own where it uses no list.
pub fn published(text: &str) -> Cow<'_, str> {
    let Ok(mut form) = text.parse::<Table>() else {
        return text.into();
    };
    if !write_out_lists(&mut form) {
        return text.into();
    }
    toml::to_string(&form).map_or(text.into(), Into::into)
}

/// Puts the options of each list in its place; whether there was one.
fn write_out_lists(table: &mut Table) -> bool {
    let name = table.get("list").and_then(Value::as_str);
    let options = name.and_then(lists::options);
    let has_list = options.is_some();
    if let Some(options) = options {
        table.remove("list");
        let options = options.into_iter().map(option).collect();
        table.insert("options".to_owned(), Value::Array(options));
    }
    let mut has_lists = has_list;
    for key in BELOW {
        let below = table.get_mut(key).and_then(Value::as_array_mut);
        for item in below.into_iter().flatten() {
            if let Value::Table(item) = item {
                has_lists |= write_out_lists(item);
            }
        }
    }
    has_lists
}

fn option(option: Choice) -> Value {
    let mut table = Table::new();
    table.insert("key".to_owned(), option.key.into());
    table.insert("label".to_owned(), option.label.vi.into());
    if let Some(english) = option.label.en {
        table.insert("label_en".to_owned(), english.into());
    }
    table.into()
}

#[cfg(test)]
mod tests {
    use super::published;
    use crate::forms::FormDefinition;

    #[test]
    fn a_list_is_written_out_and_nothing_else_changes() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue/forms/lists");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| {
            let path = entry.unwrap().path();
            path.file_stem().unwrap().to_str().unwrap().to_owned()
        });
        let shared = names.filter(|name| crate::forms::lists::options(name).is_some());
        let mut texts: Vec<String> = shared
            .map(|list| {
                format!(
                    "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n\
                     [[sections.fields]]\nkey = \"a\"\nlabel = \"A\"\ntype = \"choice\"\nlist = \"{list}\"\n\
                     [[sections.fields]]\nkey = \"t\"\nlabel = \"T\"\ntype = \"table\"\n\
                     columns = [{{ key = \"c\", label = \"C\", type = \"choice\", list = \"{list}\" }}]\n"
                )
            })
            .collect();
        let forms = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue/forms");
        for entry in std::fs::read_dir(forms).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
        for text in texts {
            let stored = published(&text);
            assert!(!stored.contains("list = "), "{stored}");
            assert_eq!(
                FormDefinition::parse(&stored).unwrap(),
                FormDefinition::parse(&text).unwrap()
            );
            assert_eq!(published(&stored), stored);
        }
    }
}
