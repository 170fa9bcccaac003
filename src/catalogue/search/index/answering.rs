//! What answers a question: the entries that its readings find, and other spellings where those find
//! little.

use super::{FoundEntry, Index};
use crate::catalogue::search::rank::{self, Asked, Verdict};
use crate::catalogue::search::reading::{Reading, question, readings};
use crate::catalogue::search::spelling::corrections;
use crate::catalogue::search::words::Word;

/// Below this cover the question may hold a typo.
const POOR: f32 = 0.8;
/// By how much another spelling must be better to be taken.
const CLEARLY_BETTER: f32 = 1.15;
/// What covers less than this share of what the best covers is no answer.
const COVER_KEPT: f32 = 0.75;
/// Words of which each alone is tried without its marks.
const MOST_UNMARKED: usize = 8;
/// A reading of more words than this has so many entries that share a common word with it, and so few
/// that answer it, that only the best by BM25 are judged.
const LONG_READING: usize = 4;
const MOST_JUDGED: usize = 1_500;

/// What one spelling of a question finds, best first.
pub(super) struct RankedHits {
    pub(super) readings: Vec<(Reading, Vec<Asked>)>,
    pub(super) found: Vec<FoundEntry>,
}

impl RankedHits {
    pub(super) fn best(&self) -> Verdict {
        let nothing = Verdict {
            cover: 0.0,
            score: 0.0,
        };
        self.found.first().map_or(nothing, |found| found.verdict)
    }

    fn is_poor(&self) -> bool {
        self.best().cover < POOR
    }
}

impl Index {
    /// The answer to the question as typed; if that is poor, without the marks of one of its words; if that
    /// is poor too, without its typos, which are then named.
    pub(super) fn best_answer(&self, text: &str, typed: Vec<Word>) -> (RankedHits, Option<String>) {
        let mut best = self.answer(text, &typed);
        if !best.is_poor() {
            return (best, None);
        }
        for unmarked in each_without_marks(&typed) {
            let answer = self.answer(text, &unmarked);
            if answer.best().score > best.best().score * CLEARLY_BETTER {
                best = answer;
            }
        }
        if !best.is_poor() {
            return (best, None);
        }
        let mut taken = None;
        for corrected in corrections(&typed, &self.vocabulary, &self.synonyms) {
            let words = question(&corrected, &self.synonyms);
            let answer = self.answer(&corrected, &without_marks(&words));
            // Among corrections the better answer is taken, over the question as typed a clearly better.
            let least = match taken {
                None => best.best().score * CLEARLY_BETTER,
                Some(_) => best.best().score,
            };
            if answer.best().score > least {
                best = answer;
                taken = Some(corrected);
            }
        }
        (best, taken)
    }

    fn answer(&self, text: &str, typed: &[Word]) -> RankedHits {
        let readings: Vec<(Reading, Vec<Asked>)> =
            readings(text, typed, &self.synonyms, &self.places)
                .into_iter()
                .map(|reading| {
                    let asked = reading.words.iter().map(|word| self.asked(word)).collect();
                    (reading, asked)
                })
                .collect();
        let mut best: Vec<Option<FoundEntry>> = vec![None; self.entries.len()];
        let mut best_cover = 0.0_f32;
        for (at, (_, asked)) in readings.iter().enumerate() {
            for found in self.judged(at, asked, &mut best_cover) {
                if let Some(best) = best.get_mut(found.entry)
                    && best.is_none_or(|known| known.verdict.score < found.verdict.score)
                {
                    *best = Some(found);
                }
            }
        }
        let mut found: Vec<FoundEntry> = best.into_iter().flatten().collect();
        found.retain(|found| found.verdict.cover >= best_cover * COVER_KEPT);
        found.sort_by(|one, other| {
            let place =
                |found: &FoundEntry| self.entries.get(found.entry).map(|indexed| indexed.place);
            let score = other.verdict.score.total_cmp(&one.verdict.score);
            score.then_with(|| place(one).cmp(&place(other)))
        });
        RankedHits { readings, found }
    }

    /// The entries that a reading finds. `best_cover` is the best cover so far: what is far from it is
    /// passed over early.
    fn judged(&self, at: usize, asked: &[Asked], best_cover: &mut f32) -> Vec<FoundEntry> {
        let most = if asked.len() > LONG_READING {
            MOST_JUDGED
        } else {
            self.entries.len()
        };
        let words = asked.iter().filter_map(|word| word.folded);
        let matching = self.postings.find(words, most);
        let highest = matching.first().map_or(1.0, |(_, bm25)| *bm25);
        let order = rank::heaviest_first(asked);
        let mut judged = Vec::new();
        for (entry, bm25) in matching {
            let share = bm25 / highest.max(f32::MIN_POSITIVE);
            let verdict = self.entries.get(entry).and_then(|indexed| {
                let least = *best_cover * COVER_KEPT;
                rank::judge(asked, &order, &indexed.profile, share, least)
            });
            if let Some(verdict) = verdict {
                *best_cover = best_cover.max(verdict.cover);
                let reading = at;
                judged.push(FoundEntry {
                    entry,
                    reading,
                    verdict,
                });
            }
        }
        judged
    }

    fn asked(&self, word: &Word) -> Asked {
        let folded = self.vocabulary.find_folded(&word.folded);
        Asked {
            folded,
            exact: self.vocabulary.find(&word.exact),
            marked: word.marked,
            weight: self.vocabulary.weight(folded),
        }
    }
}

fn without_marks(typed: &[Word]) -> Vec<Word> {
    typed.iter().map(Word::without_marks).collect()
}

/// The question with one of its words as if typed without marks, for each word that has any: who gets the
/// marks of all words wrong asks for something else.
fn each_without_marks(typed: &[Word]) -> Vec<Vec<Word>> {
    let marked = typed.iter().enumerate().filter(|(_, word)| word.marked);
    let variants = marked.take(MOST_UNMARKED).map(|(at, _)| {
        let words = typed.iter().enumerate();
        words
            .map(|(place, word)| {
                if place == at {
                    word.without_marks()
                } else {
                    word.clone()
                }
            })
            .collect()
    });
    variants.collect()
}
