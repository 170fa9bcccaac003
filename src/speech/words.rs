//! Every word that a page or a letter says, by key. The words stand in `locales/<language>/*.toml`
//! (format: `locales/README.md`), are built into the program and read once.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::Locale;
use crate::kernel::BuiltIn;

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
#[include = "*.toml"]
struct Files;

/// What stands under one key in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    /// A text, perhaps with `{placeholders}`.
    Text(String),
    /// A text that depends on a number `{n}`. Vietnamese knows `other` alone.
    Counted {
        /// For exactly one, where the language makes the difference.
        one: Option<String>,
        /// For every other number.
        other: String,
    },
}

/// A file of words does not say what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// The file is not TOML.
    #[error("locales/{file}: {reason}")]
    Syntax {
        /// Path below `locales/`.
        file: String,
        /// What the parser says.
        reason: String,
    },
    /// The value is neither a text nor a table.
    #[error("locales/{file}: {key} is neither a text nor a table of texts")]
    Value {
        /// Path below `locales/`.
        file: String,
        key: String,
    },
}

/// The words of both languages.
#[derive(Debug, Default)]
pub struct Dictionary {
    vietnamese: BTreeMap<String, Phrase>,
    english: BTreeMap<String, Phrase>,
}

static DICTIONARY: BuiltIn<Result<Dictionary, DictionaryError>> = BuiltIn::new(
    concat!(env!("CARGO_MANIFEST_DIR"), "/locales"),
    Dictionary::built_in,
);

impl Dictionary {
    /// The built-in words; the program calls this at start, so that a faulty file is told there.
    ///
    /// # Errors
    /// The first fault found.
    pub fn load() -> Result<&'static Self, DictionaryError> {
        DICTIONARY.get().as_ref().map_err(Clone::clone)
    }

    /// A number that is another one when a debug build has read the words anew.
    pub fn edition() -> usize {
        std::ptr::from_ref(DICTIONARY.get()).addr()
    }

    /// All entries of `locale`, by key.
    pub const fn entries(&self, locale: Locale) -> &BTreeMap<String, Phrase> {
        match locale {
            Locale::Vi => &self.vietnamese,
            Locale::En => &self.english,
        }
    }

    fn built_in() -> Result<Self, DictionaryError> {
        let mut dictionary = Self::default();
        for file in Files::iter() {
            let Some(content) = Files::get(&file) else {
                continue;
            };
            let text = String::from_utf8_lossy(&content.data);
            for locale in Locale::ALL {
                let stem = file
                    .strip_prefix(locale.tag())
                    .and_then(|rest| rest.strip_prefix('/'))
                    .and_then(|name| name.strip_suffix(".toml"));
                if let Some(stem) = stem {
                    dictionary.add_file(locale, &file, stem, &text)?;
                }
            }
        }
        Ok(dictionary)
    }

    fn add_file(
        &mut self,
        locale: Locale,
        file: &str,
        stem: &str,
        text: &str,
    ) -> Result<(), DictionaryError> {
        let table: toml::Table =
            text.parse()
                .map_err(|error: toml::de::Error| DictionaryError::Syntax {
                    file: file.to_owned(),
                    reason: error.to_string(),
                })?;
        self.add_table(locale, file, stem, &table)
    }

    fn add_table(
        &mut self,
        locale: Locale,
        file: &str,
        prefix: &str,
        table: &toml::Table,
    ) -> Result<(), DictionaryError> {
        for (name, value) in table {
            let key = format!("{prefix}.{name}");
            let entry = match value {
                toml::Value::String(text) => Phrase::Text(text.clone()),
                toml::Value::Table(inner) => match counted(inner) {
                    Some(entry) => entry,
                    None => {
                        self.add_table(locale, file, &key, inner)?;
                        continue;
                    }
                },
                _ => {
                    return Err(DictionaryError::Value {
                        file: file.to_owned(),
                        key,
                    });
                }
            };
            match locale {
                Locale::Vi => self.vietnamese.insert(key, entry),
                Locale::En => self.english.insert(key, entry),
            };
        }
        Ok(())
    }

    /// What `locale` says under `key`; Vietnamese where a page is not yet translated.
    fn entry(&self, locale: Locale, key: &str) -> Option<&Phrase> {
        self.entries(locale)
            .get(key)
            .or_else(|| self.vietnamese.get(key))
    }
}

/// A table of `other`, perhaps with `one`, is one entry that depends on a number.
fn counted(table: &toml::Table) -> Option<Phrase> {
    let other = table.get("other")?.as_str()?.to_owned();
    let one = match table.get("one") {
        Some(one) => Some(one.as_str()?.to_owned()),
        None => None,
    };
    let known = 1 + usize::from(one.is_some());
    (table.len() == known).then_some(Phrase::Counted { one, other })
}

/// The words of one language. A key that exists nowhere is shown as it is: the suite finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    locale: Locale,
}

impl Words {
    /// The words of `locale`.
    pub const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The language.
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// Whether there is a text under `key`.
    pub fn has(self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The text under `key`.
    pub fn t(self, key: &str) -> &str {
        match self.entry(key) {
            Some(Phrase::Text(text) | Phrase::Counted { other: text, .. }) => text,
            None => key,
        }
    }

    /// The text under `prefix.key`: for the words of an enum, whose variants give the key.
    pub fn under(self, prefix: &str, key: &str) -> String {
        self.t(&format!("{prefix}.{key}")).to_owned()
    }

    /// The text under `key` with its `{placeholders}` filled.
    pub fn with(self, key: &str, arguments: &[(&str, &dyn Display)]) -> String {
        fill(self.t(key), arguments)
    }

    /// The text under `key` for `n` things; `{n}` is written in the way of the language.
    pub fn count(self, key: &str, n: &i64) -> String {
        let template = match self.entry(key) {
            Some(Phrase::Counted { one: Some(one), .. }) if *n == 1 => one,
            _ => self.t(key),
        };
        fill(template, &[("n", &self.number(n))])
    }

    fn entry(self, key: &str) -> Option<&'static Phrase> {
        DICTIONARY.get().as_ref().ok()?.entry(self.locale, key)
    }
}

/// Fills `{name}` in one pass, so that a value which itself holds braces stays as it is.
fn fill(template: &str, arguments: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = arguments.iter().find(|(known, _)| *known == name)?;
            Some((value, tail))
        });
        match named {
            Some((value, tail)) => {
                filled.push_str(&value.to_string());
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let filled = fill("{a} and {b}, {unknown} {", &[("a", &"{b}"), ("b", &2)]);
        assert_eq!(filled, "{b} and 2, {unknown} {");
    }

    #[test]
    fn a_table_of_one_and_other_is_one_entry() {
        let mut dictionary = Dictionary::default();
        let text = "[days]\none = \"{n} day\"\nother = \"{n} days\"\n[days_of]\nother = \"x\"\nmore = \"y\"";
        dictionary
            .add_file(Locale::En, "en/a.toml", "a", text)
            .unwrap();
        let keys: Vec<&str> = dictionary
            .entries(Locale::En)
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, ["a.days", "a.days_of.more", "a.days_of.other"]);
    }

    #[test]
    fn a_number_is_no_word() {
        let fault = Dictionary::default().add_file(Locale::Vi, "vi/a.toml", "a", "b = 1");
        assert!(matches!(fault, Err(DictionaryError::Value { key, .. }) if key == "a.b"));
    }
}
