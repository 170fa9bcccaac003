//! What people call things: `catalogue/synonyms.toml`, read once.
//!
//! Abbreviations are written out in questions and names alike; synonyms give a question a second
//! reading; what only frames a question ("tôi muốn", "ở đâu") is left aside.

use std::collections::HashMap;

use serde::Deserialize;

use super::words::{Word, words};

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SynonymsError {
    /// It is no TOML of the expected shape.
    #[error("the synonyms are malformed: {0}")]
    Malformed(#[from] toml::de::Error),
    /// A phrase has no word in it.
    #[error("the synonyms hold an empty phrase beside {beside:?}")]
    EmptyPhrase {
        /// Another phrase of the same entry, to find it by.
        beside: String,
    },
    /// A phrase is explained twice.
    #[error("the synonyms explain {phrase:?} twice")]
    Twice { phrase: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    framing: Vec<String>,
    #[serde(default)]
    abbreviation: Vec<Abbreviation>,
    #[serde(default)]
    synonym: Vec<Synonym>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Abbreviation {
    short: String,
    long: String,
}

/// Phrases people say, and the words of the law for what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// What people say; phrases that mean the same.
    pub said: Vec<String>,
    /// What it may mean, in words that names of services have; several when people mean several things,
    /// none where the catalogue has nothing for it.
    #[serde(default)]
    pub means: Vec<String>,
}

/// The synonyms, ready for use.
#[derive(Debug, Default)]
pub struct Synonyms {
    framing: PhraseBook<()>,
    /// With what is written instead.
    abbreviations: PhraseBook<Vec<Word>>,
    /// With the place among `synonyms`.
    phrases: PhraseBook<usize>,
    synonyms: Vec<Synonym>,
}

/// Words that people say together.
#[derive(Debug)]
pub(super) struct Phrase(Vec<Word>);

impl Phrase {
    fn read(text: &str, beside: &str) -> Result<Self, SynonymsError> {
        let words = words(text);
        if words.is_empty() {
            let beside = beside.to_owned();
            return Err(SynonymsError::EmptyPhrase { beside });
        }
        Ok(Self(words))
    }

    /// The words of the phrase.
    pub fn words(&self) -> &[Word] {
        &self.0
    }

    fn is_same(&self, other: &Self) -> bool {
        let exact = |phrase: &Self| {
            phrase
                .0
                .iter()
                .map(|word| word.exact.clone())
                .collect::<Vec<_>>()
        };
        exact(self) == exact(other)
    }

    /// Whether `typed` begins with the phrase. Who types marks means them; who types none may mean any.
    fn begins(&self, typed: &[Word]) -> bool {
        typed.len() >= self.0.len()
            && self
                .0
                .iter()
                .zip(typed)
                .all(|(own, typed)| own.is_meant_by(typed))
    }
}

/// Phrases with what is known of each, found by how they begin.
#[derive(Debug)]
struct PhraseBook<T>(HashMap<String, Vec<(Phrase, T)>>);

impl<T> Default for PhraseBook<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> PhraseBook<T> {
    /// Adds a phrase; refused when the book has it.
    fn add(&mut self, text: &str, phrase: Phrase, known: T) -> Result<(), SynonymsError> {
        let first = phrase.0.first().map(|word| word.folded.clone());
        let page = self.0.entry(first.unwrap_or_default()).or_default();
        if page.iter().any(|(other, _)| other.is_same(&phrase)) {
            let phrase = text.to_owned();
            return Err(SynonymsError::Twice { phrase });
        }
        // The longest phrase that fits is the one that is meant.
        let at = page.partition_point(|(other, _)| other.0.len() >= phrase.0.len());
        page.insert(at, (phrase, known));
        Ok(())
    }

    /// The longest phrase that `typed` begins with: how many words it takes, and what is known of it.
    fn at(&self, typed: &[Word]) -> Option<(usize, &T)> {
        let page = self.0.get(&typed.first()?.folded)?;
        let (phrase, known) = page.iter().find(|(phrase, _)| phrase.begins(typed))?;
        Some((phrase.0.len(), known))
    }

    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.0.values().flatten().map(|(phrase, _)| phrase)
    }
}

impl Word {
    /// Whether who typed `typed` may mean this word.
    fn is_meant_by(&self, typed: &Self) -> bool {
        self.exact == typed.exact || (!typed.marked && self.folded == typed.folded)
    }
}

impl Synonyms {
    /// Reads the file's text.
    pub fn parse(toml_text: &str) -> Result<Self, SynonymsError> {
        let file: File = toml::from_str(toml_text)?;
        let mut read = Self::default();
        for text in &file.framing {
            read.framing.add(text, Phrase::read(text, "framing")?, ())?;
        }
        for Abbreviation { short, long } in &file.abbreviation {
            let written = Phrase::read(long, short)?.0;
            read.abbreviations
                .add(short, Phrase::read(short, long)?, written)?;
        }
        for (at, synonym) in file.synonym.iter().enumerate() {
            for meaning in &synonym.means {
                Phrase::read(meaning, &synonym.said.join(", "))?;
            }
            for said in &synonym.said {
                // A question's abbreviations are written out before it is read.
                let said_words = Phrase::read(said, &synonym.means.join(", "))?.0;
                let phrase = Phrase(read.written_out(said_words));
                read.phrases.add(said, phrase, at)?;
            }
        }
        read.synonyms = file.synonym;
        Ok(read)
    }

    /// All entries, for review and tests.
    pub fn entries(&self) -> &[Synonym] {
        &self.synonyms
    }

    /// `words` with abbreviations written out; what replaces one stands where it stood.
    pub(super) fn written_out(&self, words: Vec<Word>) -> Vec<Word> {
        let mut out = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let Some((length, long)) = self.abbreviations.at(rest) else {
                out.push(first.clone());
                rest = after;
                continue;
            };
            let (taken, after) = rest.split_at(length);
            let end = taken.last().map_or(first.span.end, |word| word.span.end);
            out.extend(long.iter().map(|word| Word {
                span: first.span.start..end,
                ..word.clone()
            }));
            rest = after;
        }
        out
    }

    /// How many words at the beginning of `typed` only frame a question.
    pub(super) fn framing_at(&self, typed: &[Word]) -> Option<usize> {
        self.framing.at(typed).map(|(length, ())| length)
    }

    /// The synonym whose phrase `typed` begins with, and how many words it takes.
    pub(super) fn synonym_at(&self, typed: &[Word]) -> Option<(&Synonym, usize)> {
        let (length, at) = self.phrases.at(typed)?;
        Some((self.synonyms.get(*at)?, length))
    }

    /// Whether the question is for something that the catalogue is known not to have.
    pub(super) fn knows_of_none(&self, typed: &[Word]) -> bool {
        (0..typed.len()).any(|at| {
            let rest = typed.get(at..).unwrap_or_default();
            let synonym = self.synonym_at(rest);
            synonym.is_some_and(|(synonym, _)| synonym.means.is_empty())
        })
    }

    /// Every phrase that people say, framing included: words that are no typos.
    pub(super) fn spoken(&self) -> impl Iterator<Item = &Phrase> {
        let abbreviated = self.abbreviations.phrases();
        self.framing
            .phrases()
            .chain(abbreviated)
            .chain(self.phrases.phrases())
    }
}
