//! Places as people write them, also by the names of before 2025-07-01, and the communes of today that
//! may be meant: "P14 Q10", "Thạch Thang, Hải Châu", "xã X, huyện Y, tỉnh Z".

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::unit_words::{plain_name, plain_number, units_in_full, without_rank};
use super::{OldUnit, Succession, UnitCode, UnitHistory, Units};
use crate::kernel::fold;

/// What people call the largest cities, beside their names, without marks.
const CITIES: [(&str, &[&str]); 2] = [
    ("ho chi minh", &["tp hcm", "tphcm", "hcm", "sai gon", "sg"]),
    ("ha noi", &["hn", "tphn"]),
];

/// The communes of today under every name that people may call them by.
#[derive(Debug, Default)]
pub struct NamedPlaces {
    /// The names of each unit.
    names: Vec<Vec<Name>>,
    places: Vec<NamedPlace>,
    /// Places by each word that one of their names can be found by.
    by_word: HashMap<String, Vec<usize>>,
}

/// A name without marks, between spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    text: String,
    words: usize,
}

/// A commune of today, or a ward or district of the past.
#[derive(Debug)]
struct NamedPlace {
    /// Its own names, by their place in the table.
    own: usize,
    /// Those of the units above it, the lower first.
    above: Vec<usize>,
    /// The communes of today that it became, the usual one first.
    now: Vec<UnitCode>,
}

/// How well a place fits what was written: the more words the better; then what ends it, because
/// addresses go from the small to the large.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    words: usize,
    is_at_end: bool,
    units: usize,
}

impl NamedPlaces {
    /// The communes in force, and the wards and districts of the past with what became of them.
    pub fn new(units: &Units, history: &UnitHistory) -> Self {
        let mut places = Self::default();
        let mut provinces: HashMap<&UnitCode, usize> = HashMap::new();
        for province in units.provinces() {
            let former = province.formed_from.iter();
            let former = former.filter_map(|code| history.province(code));
            let names = former.map(|old| old.name.as_str());
            let names = names.chain([province.name.as_str()]);
            provinces.insert(&province.code, places.name(names));
        }
        for commune in units.communes() {
            let own = places.name([commune.name.as_str()]);
            let above = provinces.get(&commune.province).copied();
            places.add(own, above.into_iter().collect(), vec![commune.code.clone()]);
        }
        places.add_past(units, history);
        places
    }

    fn add_past(&mut self, units: &Units, history: &UnitHistory) {
        let mut provinces: HashMap<&UnitCode, usize> = HashMap::new();
        for old in history.provinces() {
            let now = units.province(&old.above);
            let names = names_of(old).chain(now.map(|now| now.name.as_str()));
            provinces.insert(&old.code, self.name(names));
        }
        let mut districts: BTreeMap<&UnitCode, Vec<usize>> = BTreeMap::new();
        for old in history.districts() {
            let above = provinces.get(&old.above).copied();
            let names = std::iter::once(self.name(names_of(old)));
            districts.insert(&old.code, names.chain(above).collect());
        }
        let mut of_district: HashMap<&UnitCode, BTreeSet<UnitCode>> = HashMap::new();
        // In one order, so that a question has one answer.
        let wards: BTreeMap<&UnitCode, &OldUnit> =
            history.wards().map(|ward| (&ward.code, ward)).collect();
        for ward in wards.into_values() {
            let now = communes_now(history.resolve_ward(&ward.code));
            if let Some(usual) = now.first() {
                let communes = of_district.entry(&ward.above).or_default();
                communes.insert(usual.clone());
                let above = districts.get(&ward.above).cloned().unwrap_or_default();
                let own = self.name(names_of(ward));
                self.add(own, above, now);
            }
        }
        for (code, names) in districts {
            let mut now = communes_now(history.resolve_district(code));
            now.extend(of_district.remove(code).into_iter().flatten());
            if let ([own, above @ ..], false) = (names.as_slice(), now.is_empty()) {
                self.add(*own, above.to_vec(), now);
            }
        }
    }

    /// The communes that `text` may mean, of those wanted, best first. None if most of it names
    /// nothing.
    pub fn meant(&self, text: &str, is_wanted: &dyn Fn(&UnitCode) -> bool) -> Vec<UnitCode> {
        let words = units_in_full(fold(text).split(' '));
        let words: Vec<String> = words.iter().map(|word| plain_number(word)).collect();
        let line = format!(" {} ", words.join(" "));
        let hits = words.iter().filter_map(|word| self.by_word.get(word));
        let hits: BTreeSet<usize> = hits.flatten().copied().collect();
        let mut best = Fit::default();
        let mut found: Vec<UnitCode> = Vec::new();
        for place in hits.iter().filter_map(|at| self.places.get(*at)) {
            let mut now = place.now.iter().filter(|code| is_wanted(code)).peekable();
            let Some(fit) = self.fit(place, &line).filter(|_| now.peek().is_some()) else {
                continue;
            };
            if fit > best {
                best = fit;
                found.clear();
            }
            if fit == best {
                found.extend(now.cloned());
            }
        }
        if best.words * 2 < words.len() && best.units < 2 {
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        found.retain(|code| seen.insert(code.clone()));
        found
    }

    fn fit(&self, place: &NamedPlace, line: &str) -> Option<Fit> {
        let (mut end, mut words) = self.find(place.own, line, 0)?;
        let mut units = 1;
        for above in &place.above {
            if let Some((after, more)) = self.find(*above, line, end) {
                (end, words, units) = (after, words + more, units + 1);
            }
        }
        let is_at_end = end + 1 >= line.len();
        Some(Fit {
            words,
            is_at_end,
            units,
        })
    }

    /// Where the longest name of a unit that stands in `line` after `from` ends, and its words.
    fn find(&self, unit: usize, line: &str, from: usize) -> Option<(usize, usize)> {
        let rest = line.get(from..)?;
        self.names.get(unit)?.iter().find_map(|name| {
            let at = rest.find(&name.text)?;
            // The space after it begins what follows.
            Some((from + at + name.text.len() - 1, name.words))
        })
    }

    /// Notes the names of a unit, the longest first.
    fn name<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> usize {
        let mut all: Vec<Name> = Vec::new();
        for name in names {
            let full = plain_name(name).join(" ");
            let proper = without_rank(&full).to_owned();
            let cities = CITIES.iter().filter(|(city, _)| *city == proper);
            let nicknames = cities.flat_map(|(_, names)| names.iter());
            // The kind is written out in what is looked through.
            let nicknames = nicknames.map(|name| units_in_full(name.split(' ')).join(" "));
            all.extend(nicknames.map(Name::new));
            // A number alone names nothing: "14" is a house as well.
            if !proper.bytes().all(|byte| byte.is_ascii_digit()) {
                all.push(Name::new(proper));
            }
            all.push(Name::new(full));
        }
        all.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.text.cmp(&b.text)));
        all.dedup();
        self.names.push(all);
        self.names.len() - 1
    }

    fn add(&mut self, own: usize, above: Vec<usize>, now: Vec<UnitCode>) {
        let at = self.places.len();
        for name in self.names.get(own).into_iter().flatten() {
            let name = name.text.trim();
            let word = without_rank(name).split(' ').next().unwrap_or(name);
            let places = self.by_word.entry(word.to_owned()).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        self.places.push(NamedPlace { own, above, now });
    }
}

impl Name {
    fn new(text: String) -> Self {
        Self {
            words: text.split(' ').count(),
            text: format!(" {text} "),
        }
    }
}

fn names_of(unit: &OldUnit) -> impl Iterator<Item = &str> {
    std::iter::once(unit.name.as_str()).chain(unit.renamed.as_deref())
}

/// The usual heir first; none where only the province is known.
fn communes_now(succession: Option<Succession>) -> Vec<UnitCode> {
    match succession {
        Some(Succession::Commune(code)) => vec![code],
        Some(Succession::Communes { usual, others }) => {
            std::iter::once(usual).chain(others).collect()
        }
        Some(Succession::Province(_)) | None => Vec::new(),
    }
}
