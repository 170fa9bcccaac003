//! What is asked and what is answered.

use std::ops::Range;

use crate::catalogue::{Audience, ProcedureCode};

/// A set of online levels (1 to 4); the empty set asks for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Levels(u8);

impl Levels {
    /// The set of those of `levels` that exist; others are left out.
    pub fn of(levels: impl IntoIterator<Item = u8>) -> Self {
        Self(levels.into_iter().fold(0, |set, level| set | bit(level)))
    }

    /// Whether an entry of `level` is asked for.
    pub fn admits(self, level: u8) -> bool {
        self.0 == 0 || self.0 & bit(level) != 0
    }
}

const fn bit(level: u8) -> u8 {
    match level {
        1..=4 => 1 << level,
        _ => 0,
    }
}

/// A question: text, filters, page. Filters that are `None` admit everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As typed; empty browses by the filters.
    pub text: String,
    /// Keys of [`super::SearchEntry::agency_keys`], of which an entry must have one; none asks for
    /// all.
    pub agency_keys: Vec<String>,
    /// A field's name, compared without marks.
    pub field: Option<String>,
    /// A life event's slug.
    pub life_event: Option<String>,
    pub audience: Option<Audience>,
    /// Which online levels.
    pub levels: Levels,
    /// From 1; 0 counts as 1.
    pub page: usize,
    /// Hits on a page.
    pub per_page: usize,
    /// Whether procedures between agencies are shown too (clerks).
    pub include_internal: bool,
    /// Whether procedures that are no longer in force are shown too; one whose code is asked for is.
    pub include_ended: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            agency_keys: Vec::new(),
            field: None,
            life_event: None,
            audience: None,
            levels: Levels::default(),
            page: 1,
            per_page: 20,
            include_internal: false,
            include_ended: false,
        }
    }
}

/// One service found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub code: ProcedureCode,
    /// How well it answers, comparable within one answer only; 0 when browsing.
    pub score: f32,
    /// Byte ranges of the name that the question names, in order and apart, for `<mark>`.
    pub marked: Vec<Range<usize>>,
}

/// A phrase that was taken for what the law calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// As typed.
    pub typed: String,
    /// As the names of services have it.
    pub meaning: String,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// How many services were found, on all pages.
    pub total: usize,
    /// How many of each online level (1 to 4) the question finds when it names no level.
    pub by_level: [usize; 4],
    /// Those of the page, best first.
    pub hits: Vec<Hit>,
    /// Which phrases of the question were taken for others in the hits of this page.
    pub understood: Vec<Understood>,
    /// The question as it was searched, when a typo was taken out of it.
    pub corrected: Option<String>,
    /// How many more would be found among those no longer in force.
    pub ended: usize,
    /// Nothing answers the question: the hits are what comes nearest, and few.
    pub is_guess: bool,
}
