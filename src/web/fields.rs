//! Reading a hand-made form into values of the rules; what cannot be read becomes a fault of its
//! field, in the language of the page.

use std::fmt::Display;
use std::str::FromStr;

use super::{Faults, Posted};
use crate::speech::Words;

/// The fields of one form, read in their order.
pub struct Fields<'a> {
    words: Words,
    posted: &'a Posted,
    /// The keys below which the words of a kind of fault stand.
    faults_under: &'static str,
    faults: Faults,
}

impl<'a> Fields<'a> {
    /// The fields of `posted`. A fault is said in the words below `faults_under`, a key of
    /// `locales/`.
    pub fn new(words: Words, posted: &'a Posted, faults_under: &'static str) -> Self {
        Self {
            words,
            posted,
            faults_under,
            faults: Faults::default(),
        }
    }

    /// The text of a field, cleaned and trimmed.
    pub fn text(&self, field: &str) -> &'a str {
        self.posted.text(field)
    }

    /// The text of a field as it was sent, for passwords.
    pub fn raw(&self, field: &str) -> &'a str {
        self.posted.raw(field)
    }

    /// Whether a box was ticked.
    pub fn has(&self, field: &str) -> bool {
        self.posted.has(field)
    }

    /// The value of a field. `key` names the kind of an error, as every error of the kernel does.
    pub fn parse<T: FromStr>(
        &mut self,
        field: &str,
        key: impl FnOnce(&T::Err) -> &'static str,
    ) -> Option<T> {
        let value = self.text(field).parse();
        self.take(field, value.map_err(|error| key(&error)))
    }

    /// The value of a field that may be left open.
    pub fn parse_optional<T: FromStr>(&mut self, field: &str, key: &'static str) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        self.take(field, text.parse().map_err(|_| key))
    }

    /// What a field was read as, or the kind of its fault.
    pub fn take<T>(&mut self, field: &str, value: Result<T, &'static str>) -> Option<T> {
        value.map_err(|key| self.refuse(field, key)).ok()
    }

    /// Adds a fault of this kind.
    pub fn refuse(&mut self, field: &str, key: &str) {
        let message = self.words.under(self.faults_under, key);
        self.faults.add(field, message);
    }

    /// The same; its words have `{placeholders}`.
    pub fn refuse_with(&mut self, field: &str, key: &str, arguments: &[(&str, &dyn Display)]) {
        let key = format!("{}.{key}", self.faults_under);
        self.faults.add(field, self.words.with(&key, arguments));
    }

    /// Adds a fault whose words stand elsewhere.
    pub fn refuse_in_words(&mut self, field: &str, message: impl Into<String>) {
        self.faults.add(field, message);
    }

    /// What was read, where nothing is wrong with any field.
    ///
    /// # Errors
    /// All faults.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Faults> {
        match read {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(self.faults),
        }
    }
}
