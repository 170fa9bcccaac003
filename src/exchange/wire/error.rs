//! What is wrong with a message, in words that say what to mend.

use std::fmt::Display;

use super::instant::write_instant;
use crate::kernel::Instant;
use crate::speech::{Locale, Words};

/// How many characters of what was sent stand in an answer; no code is longer.
const LONGEST_QUOTED: usize = 120;

/// What is wrong with a message or with one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageError {
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
    /// The dossier concerned, as far as it was readable.
    pub dossier: Option<String>,
    /// The portal's time, where the sender should compare its clock.
    now: Option<Instant>,
}

impl MessageError {
    /// An error that has words under `exchange.fault.<key>`.
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            arguments: Vec::new(),
            dossier: None,
            now: None,
        }
    }

    /// The error with something that its words name, cut: what was sent may be of any length.
    #[must_use]
    pub fn with(mut self, name: &'static str, what: impl Display) -> Self {
        self.arguments.push((name, cut(&what.to_string())));
        self
    }

    /// The error of a member.
    pub fn of_member(key: &'static str, member: &str) -> Self {
        Self::new(key).with("member", member)
    }

    /// The error of a member that tells of something done later than the portal's clock allows.
    pub fn ahead(member: &str, now: Instant) -> Self {
        Self {
            now: Some(now),
            ..Self::of_member("ahead", member)
        }
    }

    /// The error, found in the element of this dossier.
    #[must_use]
    pub fn in_dossier(self, code: Option<&str>) -> Self {
        Self {
            dossier: self.dossier.or(code.map(cut)),
            ..self
        }
    }

    /// The words, which name the dossier only where the error is about its code, and no time of the
    /// portal: messages about several dossiers with one error have the same words.
    pub fn words(&self) -> String {
        let words = Words::new(Locale::Vi);
        let arguments: Vec<(&str, &dyn Display)> = self
            .arguments
            .iter()
            .map(|(name, what)| (*name, what as &dyn Display))
            .collect();
        words.with(&format!("exchange.fault.{}", self.key), &arguments)
    }

    /// The words, which name the dossier, and the portal's time where that is asked for.
    pub fn text(&self) -> String {
        let text = match self.now {
            Some(now) => {
                let now = write_instant(now);
                let arguments: [(&str, &dyn Display); 2] =
                    [("fault", &self.words()), ("now", &now)];
                Words::new(Locale::Vi).with("exchange.with_time", &arguments)
            }
            None => self.words(),
        };
        match &self.dossier {
            Some(code) if !text.contains(code.as_str()) => format!("{code}: {text}"),
            _ => text,
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_QUOTED).collect()
}
