//! The inverted index: for each word without marks, the entries that hold it and what it adds to their
//! BM25 score (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). Which marks a
//! word has is weighed when entries are ranked.

use std::collections::{HashMap, HashSet};

use super::vocabulary::{Vocabulary, WordId};
use super::words::Word;

/// How soon more occurrences of a word stop adding to the score, and how much long texts lose.
const SATURATION: f32 = 1.2;
const FOR_LENGTH: f32 = 0.75;

/// How much a word counts in each field.
const IN_NAME: f32 = 1.0;
const AROUND: f32 = 0.4;

/// Names and what stands around them, by words.
#[derive(Debug, Default)]
pub(super) struct Postings {
    of_word: HashMap<WordId, Vec<Posting>>,
    entries: usize,
}

/// A word in one field of an entry.
#[derive(Debug, Clone, Copy)]
struct Posting {
    entry: usize,
    score: f32,
}

impl Postings {
    /// Builds the index from the words of each entry's name and of what stands around it.
    pub fn build(entries: &[(&[Word], &[Word])], vocabulary: &Vocabulary) -> Self {
        let mut postings = Self {
            of_word: HashMap::new(),
            entries: entries.len(),
        };
        let (names, around): (Vec<_>, Vec<_>) = entries.iter().copied().unzip();
        postings.add_field(&names, IN_NAME, vocabulary);
        postings.add_field(&around, AROUND, vocabulary);
        postings
    }

    /// Adds one field of all entries. How rare a word is counts within the field; what it says in a
    /// question ([`Vocabulary::weight`]) counts in both.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of a catalogue are far below 2^24"
    )]
    fn add_field(&mut self, texts: &[&[Word]], boost: f32, vocabulary: &Vocabulary) {
        let words: usize = texts.iter().map(|text| text.len()).sum();
        let average = words as f32 / texts.len() as f32;
        let mut occurrences: HashMap<WordId, Vec<(usize, usize)>> = HashMap::new();
        for (entry, text) in texts.iter().enumerate() {
            for id in text.iter().filter_map(|word| vocabulary.find(&word.folded)) {
                let entries = occurrences.entry(id).or_default();
                match entries.last_mut() {
                    Some((last, times)) if *last == entry => *times += 1,
                    _ => entries.push((entry, 1)),
                }
            }
        }
        for (word, entries) in occurrences {
            let (all, with) = (texts.len() as f32, entries.len() as f32);
            let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            let most = rarity * (1.0 + SATURATION) * boost;
            let scored = entries.into_iter().map(|(entry, times)| {
                let length = texts.get(entry).map_or(0, |text| rounded(text.len())) as f32;
                let times = times as f32;
                let norm = SATURATION * (1.0 - FOR_LENGTH + FOR_LENGTH * length / average);
                let score = most * (times / (times + norm));
                Posting { entry, score }
            });
            self.of_word.entry(word).or_default().extend(scored);
        }
    }

    /// The entries that share any word with `words`, at most `most`, with their BM25 score, best first.
    pub fn find(&self, words: impl Iterator<Item = WordId>, most: usize) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0; self.entries];
        let mut seen = HashSet::new();
        let asked = words.filter(|word| seen.insert(*word));
        for posting in asked.filter_map(|word| self.of_word.get(&word)).flatten() {
            if let Some(score) = scores.get_mut(posting.entry) {
                *score += posting.score;
            }
        }
        let mut found: Vec<(usize, f32)> = scores.into_iter().enumerate().collect();
        found.retain(|(_, score)| *score > 0.0);
        found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        found.truncate(most);
        found
    }
}

/// A length in words, rounded down so that long texts of nearly one length count as equally long and
/// their standing decides. Above 24 words four binary digits of the excess are kept, as most indexes
/// do, which store a length in one byte.
fn rounded(length: usize) -> usize {
    let excess = length.saturating_sub(24);
    let dropped = excess.checked_ilog2().unwrap_or(0).saturating_sub(3);
    length - excess + (excess >> dropped << dropped)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    /// Names and what stands around them.
    const TEXTS: [(&str, &str); 5] = [
        ("khai sinh", "ho tich"),
        ("khai sinh lai", "ho tich"),
        ("khai tu", "ho tich"),
        ("ho khau", "ho sinh"),
        ("khai tu", "ho tich"),
    ];

    fn found(asked: &str, most: usize) -> Vec<(usize, f32)> {
        let mut vocabulary = Vocabulary::default();
        let texts = TEXTS.map(|(name, around)| (words(name), words(around)));
        for word in texts
            .iter()
            .flat_map(|(name, around)| name.iter().chain(around))
        {
            vocabulary.learn(word);
        }
        let texts = texts.each_ref();
        let texts = texts.map(|(name, around)| (name.as_slice(), around.as_slice()));
        let asked = words(asked);
        let asked = asked
            .iter()
            .filter_map(|word| vocabulary.find(&word.folded));
        Postings::build(&texts, &vocabulary).find(asked, most)
    }

    fn order(asked: &str) -> Vec<usize> {
        found(asked, usize::MAX)
            .into_iter()
            .map(|(entry, _)| entry)
            .collect()
    }

    #[test]
    fn names_rare_words_and_short_texts_come_first_and_equals_in_their_order() {
        assert_eq!(order("sinh"), [0, 1, 3]);
        assert_eq!(order("khai"), [0, 2, 4, 1]);
        assert_eq!(order("khai khau"), [3, 0, 2, 4, 1]);
        assert_eq!(order("khau khau"), order("khau"));
        assert_eq!(order("khau khai"), order("khai khau khai"));
        assert_eq!(order(""), [0; 0]);
    }

    #[test]
    fn scores_are_those_of_bm25() {
        // Two of five names hold "sinh"; names have 2.2 words on average.
        let rarity = (1.0_f32 + 3.5 / 2.5).ln();
        let norm = |length: f32| 1.2 * (0.25 + 0.75 * length / 2.2);
        let expected = [2.0, 3.0].map(|length| rarity * 2.2 / (1.0 + norm(length)));
        for ((_, score), expected) in found("sinh", 5).into_iter().zip(expected) {
            assert!((score - expected).abs() < 1e-6, "{score} {expected}");
        }
        assert_eq!(found("khai", 2).len(), 2);
    }

    #[test]
    fn long_texts_of_nearly_one_length_are_equally_long() {
        let lengths = [0, 1, 24, 39, 40, 41, 55, 57, 59, 60, 87, 95, 96];
        let expected = [0, 1, 24, 39, 40, 40, 54, 56, 56, 60, 84, 88, 96];
        assert_eq!(lengths.map(rounded), expected);
    }
}
