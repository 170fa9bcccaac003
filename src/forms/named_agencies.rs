//! Agencies as people write them: words of the name in any order, "UBND", "CA", and the commune by a
//! former name.

use std::collections::{HashMap, HashSet};

use super::Entry;
use crate::agencies::{
    Agency, AgencyKey, AgencyKind, Directory, NamedPlaces, UnitCode, units_in_full,
};
use crate::kernel::fold;

/// What people write for offices, without marks.
const SHORT: [(&str, &str); 4] = [
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("ca", "cong an"),
    ("tthcc", "trung tam phuc vu hanh chinh cong"),
];
/// What the name of an office of communes begins with, without marks.
const OFFICES: [(&str, AgencyKind); 2] = [
    ("uy ban nhan dan ", AgencyKind::Commune),
    ("cong an ", AgencyKind::CommunePolice),
];
/// More are not offered.
const MOST: usize = 20;
/// No agency has more above it.
const DEEPEST: usize = 5;

/// The agencies in force.
#[derive(Debug, Default)]
pub(super) struct NamedAgencies {
    entries: Vec<Entry>,
    /// For each, its name without marks, and the names of those above it.
    folded: Vec<(String, String)>,
    of_unit: HashMap<(UnitCode, AgencyKind), usize>,
}

impl NamedAgencies {
    pub(super) fn new(directory: &Directory) -> Self {
        let mut all = Self::default();
        let in_force = directory.agencies().iter();
        for agency in in_force.filter(|agency| agency.validity.until.is_none()) {
            if let Some(unit) = &agency.unit {
                let at = all.entries.len();
                all.of_unit.insert((unit.clone(), agency.kind), at);
            }
            let above = fold(&names_above(directory, agency));
            all.folded.push((fold(&agency.name), above));
            all.entries.push(Entry {
                code: agency.key.as_str().to_owned(),
                name: agency.name.clone(),
            });
        }
        all
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Those that hold every word in their name or the names above them, the shorter names first, and
    /// those of the communes that became of the place that is named.
    pub(super) fn called(&self, typed: &str, places: &NamedPlaces) -> Vec<Entry> {
        let folded = fold(typed);
        let words = folded.split(' ').flat_map(|word| {
            let known = SHORT.iter().find(|(short, _)| *short == word);
            known.map_or(word, |(_, long)| long).split(' ')
        });
        let words = units_in_full(words);
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = self.holding(&words);
        let line = words.join(" ");
        let office = OFFICES.iter().find_map(|(office, kind)| {
            let place = line.strip_prefix(office)?;
            Some((place, *kind))
        });
        if let Some((place, kind)) = office {
            let is_served = |unit: &UnitCode| self.of_unit.contains_key(&(unit.clone(), kind));
            let units = places.meant(place, &is_served).into_iter();
            found.extend(units.filter_map(|unit| self.of_unit.get(&(unit, kind)).copied()));
        }
        let mut seen = HashSet::new();
        found.retain(|at| seen.insert(*at));
        let entries = found.iter().filter_map(|at| self.entries.get(*at));
        entries.take(MOST).cloned().collect()
    }

    fn holding(&self, words: &[String]) -> Vec<usize> {
        let holds = |(own, above): &(String, String)| {
            let mut in_own = 0;
            let all = words.iter().all(|word| {
                let is_own = has_word(own, word);
                in_own += usize::from(is_own);
                is_own || has_word(above, word)
            });
            (all && in_own > 0).then_some(words.len() - in_own)
        };
        let named = self.folded.iter().enumerate();
        let mut found: Vec<(usize, usize, usize)> = named
            .filter_map(|(at, names)| Some((holds(names)?, names.0.len(), at)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, at)| at).collect()
    }
}

fn names_above(directory: &Directory, agency: &Agency) -> String {
    let parent = |key: &AgencyKey| directory.by_key(key);
    let first = agency.parent.as_ref().and_then(parent);
    let chain = std::iter::successors(first, |above| above.parent.as_ref().and_then(parent));
    let names: Vec<&str> = chain
        .take(DEEPEST)
        .map(|above| above.name.as_str())
        .collect();
    names.join(" ")
}

fn has_word(folded: &str, word: &str) -> bool {
    folded.split(' ').any(|own| own == word)
}
