//! The forms of a catalogue, by key: those that come with the portal, the files of
//! `catalogue/forms`, or others of the same shape.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use super::{DefinitionError, Finding, FormDefinition};

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
    /// A file is not a form.
    #[error("catalogue/forms/{file}: {source}")]
    Unreadable {
        file: String,
        /// What is wrong.
        source: DefinitionError,
    },
    /// A form contradicts itself.
    #[error("catalogue/forms/{file}: {first}")]
    Unsound { file: String, first: Finding },
    /// A file does not carry its form's name.
    #[error("catalogue/forms/{file} holds form {key:?}")]
    Misnamed {
        file: String,
        /// The form's key.
        key: String,
    },
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
        let form = FormDefinition::parse(text).map_err(|source| LibraryError::Unreadable {
            file: file.to_owned(),
            source,
        })?;
        if let Some(first) = form.check().into_iter().next() {
            return Err(LibraryError::Unsound {
                file: file.to_owned(),
                first,
            });
        }
        if file.strip_suffix(".toml") != Some(&form.key) {
            return Err(LibraryError::Misnamed {
                file: file.to_owned(),
                key: form.key,
            });
        }
        Ok(form)
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
