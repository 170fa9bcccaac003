//! The entries that the tests of this folder search.

use std::sync::LazyLock;

use super::{Index, SearchEntry, Synonyms};
use crate::catalogue::{Snapshot, entries};

pub(super) fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../../catalogue/synonyms.toml")).unwrap()
}

/// Every procedure of the built-in catalogue, as the portal searches it.
pub(super) fn catalogue() -> Vec<SearchEntry> {
    entries::of(&Snapshot::built_in().unwrap())
}

/// The index over them, which knows the places of the country.
pub(super) fn built_in() -> &'static Index {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let snapshot = Snapshot::built_in().unwrap();
        Index::build(entries::of(&snapshot), synonyms()).knowing(entries::places(&snapshot))
    });
    &INDEX
}
