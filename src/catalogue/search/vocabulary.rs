//! The words of all names: numbered, counted, and with which words they stand side by side.

use std::collections::{HashMap, HashSet};

use super::words::Word;

/// A word's number. A word without marks and its folded form are the same word.
pub(super) type WordId = u32;

/// A word of a name or question, by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordKey {
    /// Without marks.
    pub folded: WordId,
    /// With marks.
    pub exact: WordId,
}

/// The words of the catalogue.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, WordId>,
    texts: Vec<String>,
    /// Forms with marks of each folded word that is known, and how often each occurs.
    forms: HashMap<WordId, HashMap<WordId, u32>>,
    /// In how many entries a folded word occurs.
    entries_with: HashMap<WordId, u32>,
    /// How often two forms with marks stand side by side, and two without.
    pairs: HashMap<(WordId, WordId), u32>,
    entries: u32,
}

impl Vocabulary {
    /// Numbers a word and counts its form.
    pub fn learn(&mut self, word: &Word) -> WordKey {
        let key = WordKey {
            folded: self.number(&word.folded),
            exact: self.number(&word.exact),
        };
        *self
            .forms
            .entry(key.folded)
            .or_default()
            .entry(key.exact)
            .or_default() += 1;
        key
    }

    /// Counts which words of a phrase stand side by side.
    pub fn learn_order(&mut self, phrase: &[WordKey]) {
        for (left, right) in phrase.iter().zip(phrase.iter().skip(1)) {
            *self.pairs.entry((left.folded, right.folded)).or_default() += 1;
            if (left.exact, right.exact) != (left.folded, right.folded) {
                *self.pairs.entry((left.exact, right.exact)).or_default() += 1;
            }
        }
    }

    /// Counts an entry in which these folded words occur.
    pub fn count_entry(&mut self, words: &HashSet<WordId>) {
        self.entries += 1;
        for word in words {
            *self.entries_with.entry(*word).or_default() += 1;
        }
    }

    fn number(&mut self, text: &str) -> WordId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = WordId::try_from(self.texts.len()).unwrap_or(WordId::MAX);
        self.ids.insert(text.to_owned(), id);
        self.texts.push(text.to_owned());
        id
    }

    /// The number of a text, if any word has it.
    pub fn find(&self, text: &str) -> Option<WordId> {
        self.ids.get(text).copied()
    }

    /// The folded word `text`, if it is one.
    pub fn find_folded(&self, text: &str) -> Option<WordId> {
        self.find(text).filter(|id| self.forms.contains_key(id))
    }

    /// The text of a word.
    pub fn text(&self, id: WordId) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// All folded words.
    pub fn folded(&self) -> impl Iterator<Item = (WordId, &str)> {
        self.forms.keys().map(|id| (*id, self.text(*id)))
    }

    /// The forms with marks of a folded word, with how often each occurs.
    pub fn forms(&self, folded: WordId) -> impl Iterator<Item = (WordId, u32)> {
        self.forms
            .get(&folded)
            .into_iter()
            .flatten()
            .map(|(id, count)| (*id, *count))
    }

    /// How often two words stand side by side; both with marks, or both without.
    pub fn pairs(&self, left: WordId, right: WordId) -> u32 {
        self.pairs.get(&(left, right)).copied().unwrap_or(0)
    }

    /// In how many entries a folded word occurs.
    pub fn entries_with(&self, folded: WordId) -> u32 {
        self.entries_with.get(&folded).copied().unwrap_or(0)
    }

    /// How much a folded word says: the inverse document frequency of BM25. A word of no entry says most.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of a catalogue are far below 2^24"
    )]
    pub fn weight(&self, folded: Option<WordId>) -> f32 {
        let with = folded.map_or(0, |id| self.entries_with(id)) as f32;
        let all = self.entries as f32;
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }
}
