//! The words a form needs from outside, and the choice between the languages of its own.

use crate::web;

use super::Label;

/// Looks words up in one language.
pub trait Words {
    /// The words of `key`, with `{name}` filled in from `args`.
    fn word(&self, key: &str, args: &[(&str, String)]) -> String;

    /// The words of `key` for `n` things.
    fn count(&self, key: &str, n: usize) -> String;

    /// The language, as a BCP 47 tag: `vi` or `en`.
    fn lang(&self) -> &'static str;

    /// The part of a form's label for this language.
    fn of<'a>(&self, label: &'a Label) -> &'a str {
        match &label.en {
            Some(english) if self.lang() == "en" => english,
            _ => &label.vi,
        }
    }
}

impl Words for web::Words {
    fn word(&self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, &dyn std::fmt::Display)> = args
            .iter()
            .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
            .collect();
        self.with(key, &args)
    }

    fn count(&self, key: &str, n: usize) -> String {
        web::Words::count(*self, key, &i64::try_from(n).unwrap_or(i64::MAX))
    }

    fn lang(&self) -> &'static str {
        self.locale().tag()
    }
}
