//! The index: built once from all entries, asked by many at a time, replaced whole when the catalogue
//! changes.

mod answering;

use std::collections::HashMap;
use std::sync::Arc;

use super::SearchEntry;
use super::code::CodeGuess;
use super::entry_words::EntryWords;
use super::places::Places;
use super::postings::Postings;
use super::query::{Hit, Hits, Query, Understood};
use super::rank::{self, Asked, Profile, Verdict};
use super::reading::{Reading, question};
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;
use super::words::WordReader;
use crate::kernel::{fold, sort_key};

/// Where the best scores less than this, nothing answers the question: what is found is a guess. The two
/// lists of `questions.rs` lie on its two sides.
const GUESS: f32 = 0.5;
/// How many guesses are shown.
const MOST_GUESSES: usize = 5;
/// All services, searchable; cheap to ask, so one is shared by all threads.
pub struct Index {
    entries: Vec<Indexed>,
    /// Entries in the order of browsing.
    browsing: Vec<usize>,
    postings: Postings,
    vocabulary: Vocabulary,
    synonyms: Arc<Synonyms>,
    places: Places,
}

struct Indexed {
    entry: SearchEntry,
    profile: Profile,
    folded_fields: Vec<String>,
    /// The place among all entries when browsing; settles equal scores.
    place: usize,
}

/// An entry found, by the best reading.
#[derive(Clone, Copy)]
struct FoundEntry {
    entry: usize,
    reading: usize,
    verdict: Verdict,
}

impl Index {
    /// Builds the index: under a second for the whole catalogue.
    pub fn build(entries: Vec<SearchEntry>, synonyms: impl Into<Arc<Synonyms>>) -> Self {
        let synonyms = synonyms.into();
        let mut reader = WordReader::default();
        let texts: Vec<EntryWords> = entries
            .iter()
            .map(|entry| EntryWords::of(entry, &mut reader, &synonyms))
            .collect();
        let mut vocabulary = Vocabulary::default();
        for text in &texts {
            text.teach(&mut vocabulary);
        }
        for phrase in synonyms.spoken() {
            let keys: Vec<_> = phrase
                .words()
                .iter()
                .map(|word| vocabulary.learn(word))
                .collect();
            vocabulary.learn_order(&keys);
        }
        let words: Vec<_> = texts.iter().map(EntryWords::for_postings).collect();
        let postings = Postings::build(&words, &vocabulary);
        let browsing = browsing_order(&entries);
        let places: HashMap<usize, usize> = browsing
            .iter()
            .enumerate()
            .map(|(place, entry)| (*entry, place))
            .collect();
        let indexed = entries
            .into_iter()
            .zip(&texts)
            .enumerate()
            .map(|(at, (entry, text))| Indexed {
                profile: text.profile(&entry, &vocabulary),
                folded_fields: entry.fields.iter().map(|field| fold(field)).collect(),
                place: places.get(&at).copied().unwrap_or(at),
                entry,
            });
        Self {
            entries: indexed.collect(),
            browsing,
            postings,
            vocabulary,
            synonyms,
            places: Places::default(),
        }
    }

    /// The same index, which leaves these places out of questions.
    #[must_use]
    pub fn knowing(self, places: Places) -> Self {
        Self { places, ..self }
    }

    /// How many entries it holds, internal ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Answers `query`. No text is an error: what cannot be understood finds nothing.
    pub fn search(&self, query: &Query) -> Hits {
        let text = query.text.trim();
        if text.is_empty() {
            return self.page(query, self.browsed(query).into_iter().map(plain), &[]);
        }
        let by_code = self.by_code(text);
        if !by_code.is_empty() {
            let query = &Query {
                include_ended: true,
                ..query.clone()
            };
            return self.page(query, by_code.into_iter().map(plain), &[]);
        }
        let typed = question(text, &self.synonyms);
        if self.synonyms.knows_of_none(&typed) {
            return Hits {
                is_guess: true,
                ..Hits::default()
            };
        }
        let (answer, corrected) = self.best_answer(text, typed);
        let is_guess = answer.best().score < GUESS;
        let most = if is_guess { MOST_GUESSES } else { usize::MAX };
        let found = answer.found.iter().copied().take(most);
        let mut hits = self.page(query, found, &answer.readings);
        hits.corrected = corrected.filter(|_| !is_guess);
        hits.is_guess = is_guess;
        hits
    }

    /// All entries in the order of browsing; those of a life event in the event's own order.
    fn browsed(&self, query: &Query) -> Vec<usize> {
        let mut order = self.browsing.clone();
        if let Some(slug) = &query.life_event {
            order.sort_by_key(|entry| {
                let indexed = self.entries.get(*entry);
                indexed
                    .and_then(|indexed| indexed.place_in(slug))
                    .unwrap_or(usize::MAX)
            });
        }
        order
    }

    /// The entries whose code the text is, or holds whole, in order of browsing.
    fn by_code(&self, text: &str) -> Vec<usize> {
        let begun = CodeGuess::read(text);
        let held = text
            .split_whitespace()
            .filter_map(CodeGuess::read)
            .find(CodeGuess::is_whole);
        let Some(guess) = begun.or(held) else {
            return Vec::new();
        };
        let fits = |entry: &usize| {
            self.entries
                .get(*entry)
                .is_some_and(|indexed| guess.fits(&indexed.entry.code))
        };
        self.browsing.iter().copied().filter(fits).collect()
    }

    /// Filters, counts and cuts the page out of what was found, which comes best first.
    fn page(
        &self,
        query: &Query,
        found: impl Iterator<Item = FoundEntry>,
        readings: &[(Reading, Vec<Asked>)],
    ) -> Hits {
        let field = query.field.as_deref().map(fold);
        let mut hits = Hits::default();
        let first = query.page.saturating_sub(1).saturating_mul(query.per_page);
        for found in found {
            let Some(indexed) = self.entries.get(found.entry) else {
                continue;
            };
            if !indexed.admitted_by(query, field.as_deref()) {
                continue;
            }
            if !(indexed.entry.living || query.include_ended) {
                hits.ended += 1;
                continue;
            }
            let level = indexed.entry.level;
            if let Some(count) = hits.by_level.get_mut(usize::from(level).wrapping_sub(1)) {
                *count += 1;
            }
            if !query.levels.admits(level) {
                continue;
            }
            if hits.total >= first && hits.hits.len() < query.per_page {
                let reading = readings.get(found.reading);
                hits.hits.push(indexed.hit(found.verdict, reading));
                let understood = reading.map_or(&[][..], |(reading, _)| &reading.understood);
                note(&mut hits.understood, understood);
            }
            hits.total += 1;
        }
        hits
    }
}

impl Indexed {
    /// Whether the filters admit it; levels are looked at apart, because they are counted.
    fn admitted_by(&self, query: &Query, folded_field: Option<&str>) -> bool {
        let SearchEntry {
            agency_keys,
            life_events,
            audiences,
            internal,
            ..
        } = &self.entry;
        (query.include_internal || !internal)
            && (query.agency_keys.is_empty()
                || query
                    .agency_keys
                    .iter()
                    .any(|key| agency_keys.contains(key)))
            && query
                .life_event
                .as_ref()
                .is_none_or(|slug| life_events.iter().any(|event| event.slug == *slug))
            && query
                .audience
                .is_none_or(|audience| audiences.contains(&audience))
            && folded_field.is_none_or(|field| self.folded_fields.iter().any(|own| own == field))
    }

    fn place_in(&self, life_event: &str) -> Option<usize> {
        let mut events = self.entry.life_events.iter();
        events
            .find(|event| event.slug == life_event)
            .map(|event| event.place)
    }

    fn hit(&self, verdict: Verdict, reading: Option<&(Reading, Vec<Asked>)>) -> Hit {
        Hit {
            code: self.entry.code.clone(),
            score: verdict.score,
            marked: reading.map_or_else(Vec::new, |(_, asked)| rank::marked(asked, &self.profile)),
        }
    }
}

/// An entry that is found without a reading: by browsing or by code.
const fn plain(entry: usize) -> FoundEntry {
    FoundEntry {
        entry,
        reading: usize::MAX,
        verdict: Verdict {
            cover: 0.0,
            score: 0.0,
        },
    }
}

fn note(understood: &mut Vec<Understood>, more: &[Understood]) {
    for one in more {
        if !understood.contains(one) {
            understood.push(one.clone());
        }
    }
}

/// Living first, then national, then what people ask for every day, then the higher level, then by name,
/// then by code.
fn browsing_order(entries: &[SearchEntry]) -> Vec<usize> {
    let mut keyed: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let key = (
                !entry.living,
                !entry.national,
                !entry.everyday,
                std::cmp::Reverse(entry.level),
            );
            (key, sort_key(&entry.name), entry.code.as_str(), at)
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(_, _, _, at)| at).collect()
}
