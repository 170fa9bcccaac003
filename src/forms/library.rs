//! The forms of a catalogue, by key: those that come with the portal, the files of
//! `catalogue/forms`, or others of the same shape.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use super::{DefinitionError, FormDefinition, Position, line_of_field, line_of_offset, lines_of};

#[derive(RustEmbed)]
#[folder = "catalogue/forms"]
#[include = "*.toml"]
struct Files;

/// Why the forms cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file is not text.
    #[error("catalogue/forms/{file} is not UTF-8")]
    NotText { file: String },
    /// A file is not a form, or one that contradicts itself.
    #[error("catalogue/forms/{file}:{fault}")]
    Faulty { file: String, fault: FormFault },
}

/// Something wrong with a form file.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{line}: {problem}")]
pub struct FormFault {
    /// Counted from 1.
    pub line: usize,
    pub problem: String,
    /// Whether the form must not be published.
    pub is_error: bool,
}

impl FormFault {
    fn unreadable(text: &str, error: &DefinitionError) -> Self {
        let (line, problem) = match error {
            DefinitionError::Toml(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                (line_of_offset(text, offset), error.message().to_owned())
            }
            DefinitionError::Field { field, .. } => (line_of_field(text, field), error.to_string()),
        };
        Self {
            line,
            problem,
            is_error: true,
        }
    }
}

/// Definitions by key.
#[derive(Debug, Clone, Default)]
pub struct Library(BTreeMap<String, FormDefinition>);

impl Library {
    /// The built-in forms, each read and checked.
    pub fn built_in() -> Result<Self, LibraryError> {
        let mut forms = BTreeMap::new();
        for file in Files::iter() {
            let Some(bytes) = Files::get(&file) else {
                continue;
            };
            let file = file.into_owned();
            let Ok(text) = std::str::from_utf8(&bytes.data) else {
                return Err(LibraryError::NotText { file });
            };
            let form = Self::form(&file, text)?;
            forms.insert(form.key.clone(), form);
        }
        Ok(Self(forms))
    }

    /// The form in the text of the file of this name (`khai-sinh.toml`), read and checked.
    pub fn form(file: &str, text: &str) -> Result<FormDefinition, LibraryError> {
        let (form, faults) = Self::examine(file, text);
        match (form, faults.into_iter().find(|fault| fault.is_error)) {
            (Some(form), None) => Ok(form),
            (_, fault) => Err(LibraryError::Faulty {
                file: file.to_owned(),
                fault: fault.unwrap_or_default(),
            }),
        }
    }

    /// Everything that is wrong with the text of the file of this name, and the form, if it can be
    /// read at all.
    pub fn examine(file: &str, text: &str) -> (Option<FormDefinition>, Vec<FormFault>) {
        let form = match FormDefinition::parse(text) {
            Ok(form) => form,
            Err(error) => return (None, vec![FormFault::unreadable(text, &error)]),
        };
        let line = lines_of(text);
        let mut faults = Vec::new();
        if file.strip_suffix(".toml") != Some(&form.key) {
            faults.push(FormFault {
                line: line(Position::Form),
                problem: format!("the file holds form {:?}", form.key),
                is_error: true,
            });
        }
        let errors = form.check_located().into_iter().map(|found| (found, true));
        let warnings = form.check_english().into_iter().map(|found| (found, false));
        let all = errors.chain(warnings);
        faults.extend(all.map(|((at, finding), is_error)| FormFault {
            line: line(at),
            problem: finding.to_string(),
            is_error,
        }));
        (Some(form), faults)
    }

    /// The form of this key.
    pub fn get(&self, key: &str) -> Option<&FormDefinition> {
        self.0.get(key)
    }

    /// All forms, by key.
    pub fn iter(&self) -> impl Iterator<Item = &FormDefinition> {
        self.0.values()
    }
}

impl FromIterator<FormDefinition> for Library {
    fn from_iter<I: IntoIterator<Item = FormDefinition>>(forms: I) -> Self {
        let by_key = forms.into_iter().map(|form| (form.key.clone(), form));
        Self(by_key.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_built_in_form() {
        let library = Library::built_in().unwrap();
        let keys: Vec<String> = library.iter().map(|form| form.key.clone()).collect();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue/forms");
        let paths = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let forms = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
        let mut stems: Vec<String> = forms
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        stems.sort_unstable();
        assert!(keys.contains(&"khai-sinh".to_owned()));
        assert_eq!(keys, stems);
    }
}
