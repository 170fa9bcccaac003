//! Taking typos out of a question: each word may be another that is spelled nearly so, the beginning
//! of one, or two run together; which it is, the words beside it decide.

use std::collections::HashSet;

use super::synonyms::Synonyms;
use super::vocabulary::{Vocabulary, WordId};
use super::words::Word;

/// What a change costs, against the logarithm of how often two words stand side by side.
const ONE_SLIP: f32 = -3.0;
const TWO_SLIPS: f32 = -5.0;
const OTHER_FIRST_LETTER: f32 = -1.0;
const RUN_TOGETHER: f32 = -2.5;
const BEGUN: f32 = -3.0;
/// Leaving a word that nobody knows.
const UNKNOWN: f32 = -8.0;
/// Words that never stand side by side.
const STRANGERS: f32 = -1.5;

/// What a word may be.
struct Candidate {
    words: Vec<WordId>,
    cost: f32,
}

/// One word of so many may be a typo, and one in any case.
const SHARE_OF_TYPOS: usize = 3;
/// How many ways to take a typo out are tried.
const MOST_CORRECTIONS: usize = 4;

/// The question without its typos, as it would be written, in the likeliest ways; none when it has no
/// typo that can be told.
pub(super) fn corrections(
    typed: &[Word],
    vocabulary: &Vocabulary,
    synonyms: &Synonyms,
) -> Vec<String> {
    let spoken: HashSet<&str> = synonyms
        .spoken()
        .flat_map(|phrase| phrase.words())
        .map(|word| word.folded.as_str())
        .collect();
    let candidates: Vec<Vec<Candidate>> = typed
        .iter()
        .enumerate()
        .map(|(at, word)| candidates(word, at + 1 == typed.len(), vocabulary, &spoken))
        .collect();
    let paths = best_paths(&candidates, vocabulary);
    let is_typed = |path: &[WordId]| {
        let typed = typed.iter().map(|word| word.folded.as_str());
        typed.eq(path.iter().map(|id| vocabulary.text(*id)))
    };
    // Who gets most words wrong, or none that is known, asks for something else.
    let is_near = |path: &[WordId]| {
        let kept = typed.iter().filter(|word| {
            let id = vocabulary.find(&word.folded);
            id.is_some_and(|id| path.contains(&id))
        });
        let most = (typed.len() / SHARE_OF_TYPOS).max(1);
        path.len() >= typed.len() && typed.len().saturating_sub(kept.count()) <= most
    };
    if paths
        .first()
        .is_none_or(|best| best.is_empty() || is_typed(best))
    {
        return Vec::new();
    }
    let other = paths.iter().filter(|path| !is_typed(path) && is_near(path));
    other
        .take(MOST_CORRECTIONS)
        .map(|path| written(path, vocabulary))
        .collect()
}

fn candidates(
    word: &Word,
    last: bool,
    vocabulary: &Vocabulary,
    spoken: &HashSet<&str>,
) -> Vec<Candidate> {
    let text = word.folded.as_str();
    let mut candidates = Vec::new();
    let itself = vocabulary.find(text);
    let known = vocabulary.find_folded(text).is_some() || spoken.contains(text);
    if let Some(id) = itself {
        let cost = if known { 0.0 } else { UNKNOWN };
        candidates.push(Candidate {
            words: vec![id],
            cost,
        });
    }
    if text.chars().any(|c| c.is_ascii_digit()) {
        return candidates;
    }
    let length = text.chars().count();
    let slips = slips_allowed(length);
    for (id, other) in vocabulary.folded() {
        let near = if other.len().abs_diff(text.len()) <= slips && other != text {
            slip_cost(text, other, slips)
        } else {
            None
        };
        let begun = (last && !known && other.starts_with(text)).then_some(BEGUN);
        if let Some(cost) = near.into_iter().chain(begun).reduce(f32::max) {
            candidates.push(Candidate {
                words: vec![id],
                cost,
            });
        }
    }
    if !known {
        candidates.extend(run_together(text, vocabulary));
    }
    candidates
}

/// Syllables are short: one slip in three letters is as much as can be told, two need six.
const fn slips_allowed(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

fn slip_cost(text: &str, other: &str, slips: usize) -> Option<f32> {
    let cost = match strsim::osa_distance(text, other) {
        1 if slips >= 1 => ONE_SLIP,
        2 if slips >= 2 => TWO_SLIPS,
        _ => return None,
    };
    let same_start = text.chars().next() == other.chars().next();
    Some(if same_start {
        cost
    } else {
        cost + OTHER_FIRST_LETTER
    })
}

fn run_together<'a>(
    text: &'a str,
    vocabulary: &'a Vocabulary,
) -> impl Iterator<Item = Candidate> + 'a {
    text.char_indices().skip(1).filter_map(|(at, _)| {
        let (left, right) = text.split_at_checked(at)?;
        let (left, right) = (
            vocabulary.find_folded(left)?,
            vocabulary.find_folded(right)?,
        );
        (vocabulary.pairs(left, right) > 0).then(|| Candidate {
            words: vec![left, right],
            cost: RUN_TOGETHER,
        })
    })
}

/// The most likely words for each candidate of the last word, the likeliest first (Viterbi's algorithm
/// over the candidates).
fn best_paths(candidates: &[Vec<Candidate>], vocabulary: &Vocabulary) -> Vec<Vec<WordId>> {
    let mut paths: Vec<(f32, Vec<WordId>)> = vec![(0.0, Vec::new())];
    for options in candidates {
        let next: Vec<(f32, Vec<WordId>)> = options
            .iter()
            .filter_map(|option| {
                let extended = paths.iter().map(|(score, path)| {
                    let gain = option.cost + joining(path.last(), &option.words, vocabulary);
                    (score + gain, path)
                });
                let (score, path) = extended.max_by(|one, other| one.0.total_cmp(&other.0))?;
                let mut path = path.clone();
                path.extend(&option.words);
                Some((score, path))
            })
            .collect();
        // A word that nobody knows and nothing resembles is left out.
        if !next.is_empty() {
            paths = next;
        }
    }
    paths.sort_by(|one, other| {
        let likelier = other.0.total_cmp(&one.0);
        likelier.then_with(|| one.1.cmp(&other.1))
    });
    paths.into_iter().map(|(_, path)| path).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a catalogue are far below 2^24"
)]
fn joining(before: Option<&WordId>, words: &[WordId], vocabulary: &Vocabulary) -> f32 {
    let known: f32 = words
        .iter()
        .map(|word| 0.1 * (1.0 + vocabulary.entries_with(*word) as f32).ln())
        .sum();
    let chain = before.into_iter().chain(words);
    let pairs = chain.clone().zip(chain.skip(1));
    let beside: f32 = pairs
        .map(|(left, right)| match vocabulary.pairs(*left, *right) {
            0 => STRANGERS,
            count => (1.0 + count as f32).ln(),
        })
        .sum();
    known + beside
}

/// The words with the marks they have most often beside each other.
fn written(folded: &[WordId], vocabulary: &Vocabulary) -> String {
    let mut forms: Vec<WordId> = Vec::with_capacity(folded.len());
    for (at, word) in folded.iter().enumerate() {
        let before = forms.last().copied();
        let after = folded.get(at + 1);
        let fitness = |form: WordId, count: u32| {
            let left = before.map_or(0, |before| vocabulary.pairs(before, form));
            let right = after.map_or(0, |after| {
                let rights = vocabulary
                    .forms(*after)
                    .map(|(right, _)| vocabulary.pairs(form, right));
                rights.max().unwrap_or(0)
            });
            (left.saturating_add(right), count, std::cmp::Reverse(form))
        };
        let best = vocabulary
            .forms(*word)
            .max_by_key(|(form, count)| fitness(*form, *count));
        forms.push(best.map_or(*word, |(form, _)| form));
    }
    let texts: Vec<&str> = forms
        .into_iter()
        .map(|form| vocabulary.text(form))
        .collect();
    texts.join(" ")
}
