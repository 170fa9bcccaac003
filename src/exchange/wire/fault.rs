//! What is wrong with a message, in words that say what to mend.

use std::fmt::Display;

use crate::speech::{Locale, Words};

/// How many characters of what was sent stand in an answer; no code is longer.
const LONGEST_QUOTED: usize = 120;

/// A fault of one member of a message, or of the message itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
    /// The dossier concerned, as far as it was readable.
    pub dossier: Option<String>,
}

impl Fault {
    /// A fault that has words under `exchange.fault.<key>`.
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            arguments: Vec::new(),
            dossier: None,
        }
    }

    /// The fault with something that its words name, cut: what was sent may be of any length.
    #[must_use]
    pub fn with(mut self, name: &'static str, what: impl Display) -> Self {
        self.arguments.push((name, cut(&what.to_string())));
        self
    }

    /// The fault of a member.
    pub fn of_member(key: &'static str, member: &str) -> Self {
        Self::new(key).with("member", member)
    }

    /// The fault, found in the element of this dossier.
    #[must_use]
    pub fn in_dossier(self, code: Option<&str>) -> Self {
        Self {
            dossier: self.dossier.or(code.map(cut)),
            ..self
        }
    }

    /// The words, which name the dossier only where the fault is about its code: messages about
    /// several dossiers with one fault have the same words.
    pub fn words(&self) -> String {
        let words = Words::new(Locale::Vi);
        let arguments: Vec<(&str, &dyn Display)> = self
            .arguments
            .iter()
            .map(|(name, what)| (*name, what as &dyn Display))
            .collect();
        words.with(&format!("exchange.fault.{}", self.key), &arguments)
    }

    /// The words, which name the dossier.
    pub fn text(&self) -> String {
        let text = self.words();
        match &self.dossier {
            Some(code) if !text.contains(code.as_str()) => format!("{code}: {text}"),
            _ => text,
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_QUOTED).collect()
}
