//! Search as people type: with or without marks, with typos, by code in any of its spellings, and by
//! what people call things.
//!
//! An inverted index finds the services that share any word with the question; the order among them
//! is `rank.rs`'s, because BM25 knows neither Vietnamese marks nor that a living national service beats
//! an ended provincial one. Here belongs what understands a question and ranks services; where entries
//! come from and how results look does not.

mod code;
mod entry;
mod entry_words;
mod index;
mod places;
mod postings;
mod query;
mod rank;
mod reading;
mod spelling;
mod synonyms;
mod vocabulary;
mod words;

pub use entry::{EventPlace, SearchEntry};
pub use index::Index;
pub use places::{Places, unit_words};
pub use query::{Hit, Hits, Levels, Query, Understood};
pub use synonyms::{Synonym, Synonyms, SynonymsError};

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod tests;
