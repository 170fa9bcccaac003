//! The entries that the tests of this folder search.

use super::{SearchEntry, Synonyms};
use crate::catalogue::{Snapshot, entries};

pub(super) fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../../catalogue/synonyms.toml")).unwrap()
}

/// Every procedure of the built-in catalogue, as the portal searches it.
pub(super) fn catalogue() -> Vec<SearchEntry> {
    entries::of(&Snapshot::built_in().unwrap())
}
