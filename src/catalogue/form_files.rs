//! The forms among the files of a catalogue: what is wrong with them, line by line, and by what their
//! revisions differ.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::source::{Files, SourceError};
use super::{Catalogue, Digest, Finding, ProcedureCode};
use crate::forms::{FormDefinition, Library, lines_of, published};

/// The folder of forms within a catalogue.
pub(super) const FORMS: &str = "forms";

/// A form with the text of its file.
pub struct FormFile {
    /// The file, as findings name it.
    pub name: String,
    pub text: String,
    /// The text that is stored as a revision.
    pub published: String,
    pub definition: FormDefinition,
}

/// The forms that could be read, by key.
#[derive(Default)]
pub struct FormFiles(BTreeMap<String, FormFile>);

impl FormFiles {
    /// Reads every form of a catalogue, and tells what is wrong with each.
    ///
    /// # Errors
    /// A file that is not text.
    pub fn read(files: &Files) -> Result<(Self, Vec<Finding>), SourceError> {
        let (mut forms, mut findings) = (BTreeMap::new(), Vec::new());
        for path in files.list(FORMS, "toml")? {
            let text = files.text(&path)?.into_owned();
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            let (form, faults) = Library::examine(&name, &text);
            findings.extend(faults.into_iter().map(|fault| Finding::Form {
                file: name.clone(),
                line: fault.line,
                problem: fault.problem,
                is_error: fault.is_error,
            }));
            if let Some(definition) = form {
                let file = FormFile {
                    name,
                    published: published(&text).into_owned(),
                    text,
                    definition,
                };
                forms.insert(file.definition.key.clone(), file);
            }
        }
        Ok((Self(forms), findings))
    }

    pub fn get(&self, key: &str) -> Option<&FormDefinition> {
        self.0.get(key).map(|file| &file.definition)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &FormFile> {
        self.0.values()
    }

    /// Procedures that conditions of forms name and that do not exist, or are not filed with the form.
    pub(super) fn check_procedures(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut findings = Vec::new();
        for file in self.iter() {
            let line = lines_of(&file.text);
            for (at, condition) in file.definition.conditions_located() {
                condition.each_procedure(&mut |code| {
                    if let Some(problem) = unusable(catalogue, &file.definition.key, code) {
                        findings.push(Finding::Form {
                            file: file.name.clone(),
                            line: line(at),
                            problem,
                            is_error: true,
                        });
                    }
                });
            }
        }
        findings
    }
}

fn unusable(catalogue: &Catalogue, form: &str, code: &str) -> Option<String> {
    let parsed: Option<ProcedureCode> = code.parse().ok();
    let known = parsed.filter(|code| catalogue.procedures.contains_key(code));
    let Some(known) = known else {
        return Some(format!("a condition names {code:?}, which is no procedure"));
    };
    let own = catalogue.services.definitions.get(&known);
    let general = &catalogue.services.general.form;
    let own = own.and_then(|own| own.form.as_ref()).unwrap_or(general);
    let is_filed_with = own == form;
    (!is_filed_with)
        .then(|| format!("a condition names {code:?}, which is not filed with this form"))
}

/// The digest of what a form's file says: comments, blank lines, the order of keys and the number that
/// older files stated are no content.
pub(super) fn content_digest(text: &str) -> Digest {
    let content = text.parse::<toml::Table>().ok().and_then(|mut table| {
        table.remove("revision");
        serde_json::to_value(table).ok()
    });
    let mut digest = Sha256::new();
    match content {
        Some(content) => canonical(&content, &mut digest),
        None => digest.update(text),
    }
    digest.finalize().into()
}

/// Feeds a value with the members of its objects in the order of their names.
fn canonical(value: &serde_json::Value, digest: &mut Sha256) {
    match value {
        serde_json::Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            digest.update(format!("{{{}", members.len()));
            for (name, value) in members {
                canonical(&serde_json::Value::String(name.clone()), digest);
                canonical(value, digest);
            }
        }
        serde_json::Value::Array(items) => {
            digest.update(format!("[{}", items.len()));
            for item in items {
                canonical(item, digest);
            }
        }
        // A string is written with its quotes, so that no two lists of values read the same.
        single => digest.update(single.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::content_digest;

    #[test]
    fn content_is_what_a_file_says_and_not_how_it_is_written() {
        let form =
            "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"a\"\n[[sections]]\nkey = \"b\"\n";
        let same = [
            "# A remark\nrevision = 7\ntitle = \"T\"\n\nkey = \"f\"\n[[sections]]\nkey = \"a\"\n\n[[sections]]\nkey = \"b\"\n",
            "key = 'f'\ntitle = \"T\"\nsections = [{ key = \"a\" }, { key = \"b\" }]\n",
        ];
        for text in same {
            assert_eq!(content_digest(text), content_digest(form), "{text}");
        }
        let other = [
            "key = \"f\"\ntitle = \"t\"\n[[sections]]\nkey = \"a\"\n[[sections]]\nkey = \"b\"\n",
            "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"b\"\n[[sections]]\nkey = \"a\"\n",
            "key = \"f\"\ntitle = \"T\"\n[[sections]]\nkey = \"a\"\n",
            "not a form = ",
        ];
        for text in other {
            assert_ne!(content_digest(text), content_digest(form), "{text}");
        }
    }
}
