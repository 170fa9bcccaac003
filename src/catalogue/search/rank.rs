//! How well a service answers a question: pure arithmetic over words.
//!
//! A question is covered by the name's words, less well by what stands around the name, and hardly by
//! words whose marks differ from those typed. Words side by side in the question should stand so in the
//! name; a name that the question says whole beats one of which it says a part. Then standing decides:
//! national before provincial, in force before ended, everyday services before rare ones.

use std::collections::HashMap;
use std::ops::Range;

use super::SearchEntry;
use super::vocabulary::{WordId, WordKey};
use crate::catalogue::Audience;

/// What a word found in the name with other marks than typed is worth.
const OTHER_MARKS: f32 = 0.35;
/// What a word is worth that is found only around the name; enough that who asks for an agency gets its
/// services.
pub(super) const IN_KEYWORD: f32 = 0.8;
pub(super) const IN_FIELD: f32 = 0.65;
pub(super) const IN_AGENCY: f32 = 0.6;

/// How the score is shared out: words at all, words side by side, how much of the name is said.
const FOR_WORDS: f32 = 0.45;
const FOR_ORDER: f32 = 0.3;
const FOR_WHOLE: f32 = 0.25;
/// BM25 only separates what the rest calls equal.
const FOR_BM25: f32 = 0.02;

const PROVINCIAL: f32 = 0.85;
const ENDED: f32 = 0.75;
const INTERNAL: f32 = 0.9;
const EVERYDAY: f32 = 1.06;
const FOR_CITIZENS: f32 = 1.04;

/// A word asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Without marks, if any entry has it.
    pub folded: Option<WordId>,
    /// As typed, if any entry has it so.
    pub exact: Option<WordId>,
    /// Whether it was typed with marks, and so means this word only.
    pub marked: bool,
    /// How much it says.
    pub weight: f32,
}

#[derive(Debug, Clone)]
pub(super) struct NameWord {
    pub key: WordKey,
    /// How much it says within the name; none for "thủ tục", little between brackets.
    pub weight: f32,
    pub span: Range<usize>,
}

/// What of an entry is ranked.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub name: Vec<NameWord>,
    /// Words around the name, with marks and without, in order, with what finding them there is worth.
    around: Vec<(WordId, f32)>,
    /// Of all words, folded ones of the name too.
    words: WordFilter,
    /// The factor of [`standing`].
    standing: f32,
}

impl Profile {
    pub fn new(name: Vec<NameWord>, around: HashMap<WordId, f32>, standing: f32) -> Self {
        let mut around: Vec<(WordId, f32)> = around.into_iter().collect();
        around.sort_unstable_by_key(|(word, _)| *word);
        let folded = name.iter().map(|word| word.key.folded);
        let words = folded.chain(around.iter().map(|(word, _)| *word)).collect();
        Self {
            name,
            around,
            words,
            standing,
        }
    }

    /// What finding a word around the name is worth.
    fn around(&self, word: Option<WordId>) -> f32 {
        let at = word.map(|word| self.around.binary_search_by_key(&word, |(own, _)| *own));
        let found = at.and_then(|at| self.around.get(at.ok()?));
        found.map_or(0.0, |(_, worth)| *worth)
    }
}

/// Tells of most words that an entry does not have that it does not have them. Of the thousands of
/// entries that share a common word with a question, most are dismissed by it at the next.
#[derive(Debug, Clone, Copy, Default)]
struct WordFilter(u128);

impl WordFilter {
    /// The upper bits of a multiplication by the golden ratio are spread evenly.
    const fn bit(word: WordId) -> u128 {
        1 << (word.wrapping_mul(0x9E37_79B9) >> 25)
    }

    fn may_hold(self, word: Option<WordId>) -> bool {
        word.is_some_and(|word| self.0 & Self::bit(word) != 0)
    }
}

impl FromIterator<WordId> for WordFilter {
    fn from_iter<I: IntoIterator<Item = WordId>>(words: I) -> Self {
        Self(words.into_iter().fold(0, |all, word| all | Self::bit(word)))
    }
}

/// How well one entry answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// How much of the question is found, 0 to 1.
    pub cover: f32,
    /// The order among entries.
    pub score: f32,
}

/// Positions in a name, as bits; words after the 128th are found but stand beside nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Positions(u128);

impl Positions {
    fn insert(&mut self, at: usize) {
        self.0 |= u32::try_from(at)
            .ok()
            .and_then(|at| 1_u128.checked_shl(at))
            .unwrap_or(0);
    }

    fn has(self, at: usize) -> bool {
        u32::try_from(at)
            .ok()
            .and_then(|at| self.0.checked_shr(at))
            .is_some_and(|bits| bits & 1 == 1)
    }

    const fn any_followed_by(self, next: Self) -> bool {
        (self.0 << 1) & next.0 != 0
    }
}

/// The factor by which an entry's standing moves its score.
pub(super) fn standing(entry: &SearchEntry) -> f32 {
    let factors = [
        (!entry.national, PROVINCIAL),
        (!entry.living, ENDED),
        (entry.internal, INTERNAL),
        (entry.everyday, EVERYDAY),
        (entry.audiences.contains(&Audience::Citizen), FOR_CITIZENS),
    ];
    factors
        .into_iter()
        .filter_map(|(applies, factor)| applies.then_some(factor))
        .product()
}

/// What sums of floats may differ by when they are taken in another order.
const ROUNDING: f32 = 1e-4;

/// The places of the words asked for, those that say most first.
pub(super) fn heaviest_first(asked: &[Asked]) -> Vec<usize> {
    let weight = |at: &usize| asked.get(*at).map_or(0.0, |word| word.weight);
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    order
}

/// Judges `profile` by the words asked for, unless it covers less than `least` of them; `bm25` is the
/// share of the best score that it has. `order_of_looking` is [`heaviest_first`] of them.
pub(super) fn judge(
    asked: &[Asked],
    order_of_looking: &[usize],
    profile: &Profile,
    bm25: f32,
    least: f32,
) -> Option<Verdict> {
    let places = places(asked, order_of_looking, profile, least)?;
    let total: f32 = asked.iter().map(|word| word.weight).sum();
    let found: f32 = asked
        .iter()
        .zip(&places)
        .map(|(word, (_, worth))| word.weight * worth)
        .sum();
    let cover = share(found, total);
    if cover < least {
        return None;
    }
    let shape = FOR_WORDS + FOR_ORDER * order(asked, &places) + FOR_WHOLE * whole(&places, profile);
    Some(Verdict {
        cover,
        score: cover * shape * profile.standing + FOR_BM25 * bm25,
    })
}

/// Where in the name each word stands, unless so little is found that `least` is out of reach. Most
/// entries share nothing with a question but a common word, and are passed over at its rarest.
fn places(
    asked: &[Asked],
    order_of_looking: &[usize],
    profile: &Profile,
    least: f32,
) -> Option<Vec<(Positions, f32)>> {
    let total: f32 = asked.iter().map(|word| word.weight).sum();
    let mut within_reach = total;
    let mut places = vec![(Positions::default(), 0.0); asked.len()];
    for at in order_of_looking {
        if let (Some(word), Some(found)) = (asked.get(*at), places.get_mut(*at)) {
            *found = place(word, profile);
            within_reach -= word.weight * (1.0 - found.1);
            if share(within_reach, total) < least - ROUNDING {
                return None;
            }
        }
    }
    Some(places)
}

/// Where in the name `word` stands, and what finding it is worth.
fn place(word: &Asked, profile: &Profile) -> (Positions, f32) {
    let (mut same, mut folded) = (Positions::default(), Positions::default());
    if !profile.words.may_hold(word.folded) && !profile.words.may_hold(word.exact) {
        return (same, 0.0);
    }
    for (at, own) in profile.name.iter().enumerate() {
        if Some(own.key.folded) == word.folded {
            folded.insert(at);
            if Some(own.key.exact) == word.exact {
                same.insert(at);
            }
        }
    }
    let around = |id: Option<WordId>| profile.around(id);
    let anyhow = || around(word.folded);
    match (word.marked, same.0 != 0, folded.0 != 0) {
        (true, true, _) => (same, 1.0),
        (false, _, true) => (folded, 1.0),
        (true, false, true) => (folded, around(word.exact).max(OTHER_MARKS)),
        (true, _, false) => (
            Positions::default(),
            around(word.exact).max(OTHER_MARKS * anyhow()),
        ),
        (false, _, false) => (Positions::default(), anyhow()),
    }
}

/// How much of what stands side by side in the question does so in the name.
fn order(asked: &[Asked], places: &[(Positions, f32)]) -> f32 {
    if let ([_], [(positions, _)]) = (asked, places) {
        return if positions.0 == 0 { 0.0 } else { 1.0 };
    }
    let pairs = asked
        .iter()
        .zip(places)
        .zip(asked.iter().zip(places).skip(1));
    let (mut beside, mut total) = (0.0, 0.0);
    for ((left, (left_at, left_worth)), (right, (right_at, right_worth))) in pairs {
        let weight = left.weight + right.weight;
        total += weight;
        if left_at.any_followed_by(*right_at) {
            beside += weight * left_worth * right_worth;
        }
    }
    share(beside, total)
}

/// How much of the name the question says.
fn whole(places: &[(Positions, f32)], profile: &Profile) -> f32 {
    let total: f32 = profile.name.iter().map(|word| word.weight).sum();
    let said: f32 = profile
        .name
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let holding = places.iter().filter(|(positions, _)| positions.has(at));
            word.weight * holding.map(|(_, worth)| *worth).fold(0.0, f32::max)
        })
        .sum();
    share(said, total)
}

fn share(part: f32, total: f32) -> f32 {
    if total > 0.0 { part / total } else { 0.0 }
}

/// The stretches of the name that hold words asked for; neighbours are joined across what divides them.
pub(super) fn marked(asked: &[Asked], profile: &Profile) -> Vec<Range<usize>> {
    let places: Vec<Positions> = asked.iter().map(|word| place(word, profile).0).collect();
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut last_at = None;
    for (at, word) in profile.name.iter().enumerate() {
        if !places.iter().any(|positions| positions.has(at)) {
            continue;
        }
        let follows = at
            .checked_sub(1)
            .is_some_and(|before| last_at == Some(before));
        match stretches.last_mut() {
            // Words written out of one abbreviation share its span.
            Some(last) if follows || last.contains(&word.span.start) => {
                last.end = last.end.max(word.span.end);
            }
            _ => stretches.push(word.span.clone()),
        }
        last_at = Some(at);
    }
    stretches
}
