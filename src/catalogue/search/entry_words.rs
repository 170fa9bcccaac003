//! The words of an entry: taught to the vocabulary, given to the postings, weighed for ranking.

use std::collections::{HashMap, HashSet};

use super::SearchEntry;
use super::rank::{self, IN_AGENCY, IN_FIELD, IN_KEYWORD, NameWord, Profile};
use super::synonyms::Synonyms;
use super::vocabulary::{Vocabulary, WordKey};
use super::words::{Word, WordReader};

/// What a word between brackets counts in a name: "(thực hiện tại cấp tỉnh)".
const BRACKETED: f32 = 0.3;

/// The words of an entry, before they have numbers.
pub(super) struct EntryWords {
    name: Vec<Word>,
    /// How much each word of the name counts beside what it says.
    emphasis: Vec<f32>,
    around: Vec<Word>,
    /// What each word around is worth.
    worth: Vec<f32>,
}

impl EntryWords {
    /// Reads the texts of `entry`.
    pub fn of(entry: &SearchEntry, reader: &mut WordReader, synonyms: &Synonyms) -> Self {
        let name = synonyms.written_out(reader.read(&entry.name));
        let emphasis = emphasis(&entry.name, &name, synonyms);
        let (mut around, mut worth) = (Vec::new(), Vec::new());
        for (texts, each) in [
            (&entry.keywords, IN_KEYWORD),
            (&entry.fields, IN_FIELD),
            (&entry.agency_names, IN_AGENCY),
        ] {
            for text in texts {
                let words = synonyms.written_out(reader.read(text));
                worth.extend(words.iter().map(|_| each));
                around.extend(words);
            }
        }
        Self {
            name,
            emphasis,
            around,
            worth,
        }
    }

    /// The words of the name, and those around it.
    pub fn for_postings(&self) -> (&[Word], &[Word]) {
        (&self.name, &self.around)
    }

    /// Counts the words.
    pub fn teach(&self, vocabulary: &mut Vocabulary) {
        let name: Vec<_> = self
            .name
            .iter()
            .map(|word| vocabulary.learn(word))
            .collect();
        vocabulary.learn_order(&name);
        let around: Vec<_> = self
            .around
            .iter()
            .map(|word| vocabulary.learn(word))
            .collect();
        let all: HashSet<_> = name.iter().chain(&around).map(|key| key.folded).collect();
        vocabulary.count_entry(&all);
    }

    /// What is ranked, once all entries are counted.
    pub fn profile(&self, entry: &SearchEntry, vocabulary: &Vocabulary) -> Profile {
        let key = |word: &Word| {
            let folded = vocabulary.find(&word.folded)?;
            let exact = vocabulary.find(&word.exact)?;
            Some(WordKey { folded, exact })
        };
        let name = self
            .name
            .iter()
            .zip(&self.emphasis)
            .filter_map(|(word, emphasis)| {
                let key = key(word)?;
                let weight = vocabulary.weight(Some(key.folded)) * emphasis;
                let span = word.span.clone();
                Some(NameWord { key, weight, span })
            });
        let mut around: HashMap<_, f32> = HashMap::new();
        for (word, worth) in self.around.iter().zip(&self.worth) {
            if let Some(key) = key(word) {
                for form in [key.folded, key.exact] {
                    let best = around.entry(form).or_default();
                    *best = best.max(*worth);
                }
            }
        }
        Profile::new(name.collect(), around, rank::standing(entry))
    }
}

/// What each word of a name counts: nothing where it only frames ("thủ tục"), little between brackets.
fn emphasis(text: &str, name: &[Word], synonyms: &Synonyms) -> Vec<f32> {
    let mut emphasis = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        if let Some(length) = synonyms.framing_at(rest) {
            emphasis.extend(std::iter::repeat_n(0.0, length));
            rest = rest.get(length..).unwrap_or_default();
        } else {
            let before = text.get(..first.span.start).unwrap_or_default();
            let open = before.matches('(').count() > before.matches(')').count();
            emphasis.push(if open { BRACKETED } else { 1.0 });
            rest = after;
        }
    }
    emphasis
}
