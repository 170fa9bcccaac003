//! What people call things: `catalogue/synonyms.toml`, read once.
//!
//! Abbreviations are written out in questions and names alike; synonyms give a question a second
//! reading; what only frames a question ("tôi muốn", "ở đâu") is left aside.

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
    Twice {
        /// The phrase.
        phrase: String,
    },
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
    /// What it may mean, in words that names of services have; several when people mean several things.
    pub means: Vec<String>,
}

/// The synonyms, ready for use.
#[derive(Debug, Default)]
pub struct Synonyms {
    framing: Vec<Phrase>,
    abbreviations: Vec<(Phrase, Vec<Word>)>,
    phrases: Vec<(Phrase, usize)>,
    synonyms: Vec<Synonym>,
}

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

impl Word {
    fn is_meant_by(&self, typed: &Self) -> bool {
        self.exact == typed.exact || (!typed.is_marked() && self.folded == typed.folded)
    }
}

impl Synonyms {
    /// Reads the file's text.
    pub fn parse(toml_text: &str) -> Result<Self, SynonymsError> {
        let file: File = toml::from_str(toml_text)?;
        let framing = file
            .framing
            .iter()
            .map(|text| Phrase::read(text, "framing"));
        let abbreviations = file.abbreviation.iter().map(|entry| {
            let short = Phrase::read(&entry.short, &entry.long)?;
            let long = Phrase::read(&entry.long, &entry.short)?;
            Ok((short, long.0))
        });
        let mut read = Self {
            framing: framing.collect::<Result<_, SynonymsError>>()?,
            abbreviations: abbreviations.collect::<Result<_, SynonymsError>>()?,
            phrases: Vec::new(),
            synonyms: file.synonym,
        };
        for (at, synonym) in read.synonyms.iter().enumerate() {
            for meaning in &synonym.means {
                Phrase::read(meaning, &synonym.said.join(", "))?;
            }
            for said in &synonym.said {
                // Names are written out before they are searched, and questions before they are read.
                let phrase =
                    Phrase(read.written_out(Phrase::read(said, &synonym.means.join(", "))?.0));
                if read.phrases.iter().any(|(known, _)| same(known, &phrase)) {
                    let phrase = said.clone();
                    return Err(SynonymsError::Twice { phrase });
                }
                read.phrases.push((phrase, at));
            }
        }
        // The longest phrase that fits is the one that is meant.
        read.phrases
            .sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.0.len()));
        read.framing
            .sort_by_key(|phrase| std::cmp::Reverse(phrase.0.len()));
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
            let known = self
                .abbreviations
                .iter()
                .find(|(short, _)| short.begins(rest));
            match known {
                Some((short, long)) => {
                    let (taken, after) = rest.split_at(short.0.len());
                    let end = taken.last().map_or(first.span.end, |word| word.span.end);
                    out.extend(long.iter().map(|word| Word {
                        span: first.span.start..end,
                        ..word.clone()
                    }));
                    rest = after;
                }
                None => {
                    out.push(first.clone());
                    rest = after;
                }
            }
        }
        out
    }

    /// How many words at the beginning of `typed` only frame a question.
    pub(super) fn framing_at(&self, typed: &[Word]) -> Option<usize> {
        let frame = self.framing.iter().find(|phrase| phrase.begins(typed))?;
        Some(frame.0.len())
    }

    /// The synonym whose phrase `typed` begins with, and how many words it takes.
    pub(super) fn synonym_at(&self, typed: &[Word]) -> Option<(&Synonym, usize)> {
        let (phrase, at) = self
            .phrases
            .iter()
            .find(|(phrase, _)| phrase.begins(typed))?;
        Some((self.synonyms.get(*at)?, phrase.0.len()))
    }

    /// Every phrase that people say, framing included: words that are no typos.
    pub(super) fn spoken(&self) -> impl Iterator<Item = &Phrase> {
        let abbreviated = self.abbreviations.iter().map(|(short, _)| short);
        let said = self.phrases.iter().map(|(phrase, _)| phrase);
        self.framing.iter().chain(abbreviated).chain(said)
    }
}

fn same(one: &Phrase, other: &Phrase) -> bool {
    one.0
        .iter()
        .map(|word| &word.exact)
        .eq(other.0.iter().map(|word| &word.exact))
}
