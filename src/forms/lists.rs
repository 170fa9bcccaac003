//! Lists a person chooses from: those that change (units, agencies) come as an argument, those
//! that stand for decades (countries, peoples) are files beside the forms.

use std::sync::OnceLock;

use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use super::{Choice, Label, Place};

/// An entry of a list: its code, and its name at the time it was chosen. Answers keep both, so
/// that a declaration reads the same after a unit was renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Code, e.g. `01` for Hà Nội.
    pub code: String,
    pub name: String,
}

/// Units and agencies in force, and what former names mean.
pub trait Lists {
    /// Provinces in force, in the order to show.
    fn provinces(&self) -> &[Entry];
    /// Communes in force of a province, in the order to show; empty if it is not one.
    fn wards(&self, province: &str) -> &[Entry];
    /// Communes in force that `typed` may mean, of `province` if one is given, best first: people still
    /// say the names of before 2025-07-01.
    fn places(&self, province: Option<&str>, typed: &str) -> Vec<Place>;
    /// Districts of before 2025-07-01.
    fn former_districts(&self) -> &[Entry];
    /// Agencies in force.
    fn agencies(&self) -> &[Entry];
    /// Agencies in force that `typed` may mean: words of their names in any order, abbreviations, and
    /// former names of the communes that they belong to.
    fn agencies_called(&self, typed: &str) -> Vec<Entry>;
}

/// A country or territory of ISO 3166-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Alpha-2 code and Vietnamese name.
    pub entry: Entry,
    /// English name.
    pub name_en: String,
}

const COUNTRIES: &str = include_str!("../../catalogue/forms/lists/countries.tsv");
/// The code of those who have no nationality (ICAO Doc 9303, part 3).
const STATELESS: &str = "XXA";
/// Territories of ISO 3166-1 that nobody is a national of: nobody lives there.
const WITHOUT_NATIONALS: [&str; 7] = ["AQ", "BV", "GS", "HM", "IO", "TF", "UM"];

/// The wire and the forms have one list.
const RELIGIONS: &str = include_str!("../../catalogue/dictionaries/religions.tsv");

const ETHNICITIES: &str = include_str!("../../catalogue/forms/lists/ethnicities.tsv");

/// Countries, Việt Nam first, then by Vietnamese name.
pub fn countries() -> &'static [Country] {
    static LIST: OnceLock<Vec<Country>> = OnceLock::new();
    LIST.get_or_init(|| {
        rows(COUNTRIES)
            .filter_map(|row| {
                let mut cells = row.split('\t');
                let entry = Entry {
                    code: cells.next()?.into(),
                    name: cells.next()?.into(),
                };
                Some(Country {
                    entry,
                    name_en: cells.next()?.into(),
                })
            })
            .collect()
    })
}

/// What a person may be a national of: countries, and none, which comes last.
pub fn nationalities() -> impl Iterator<Item = &'static Country> {
    static NONE: OnceLock<Country> = OnceLock::new();
    let none = NONE.get_or_init(|| Country {
        entry: Entry {
            code: STATELESS.to_owned(),
            name: "Không quốc tịch".to_owned(),
        },
        name_en: "Stateless".to_owned(),
    });
    let with_nationals = |country: &&Country| {
        let code = country.entry.code.as_str();
        !WITHOUT_NATIONALS.contains(&code)
    };
    let countries = countries().iter().filter(with_nationals);
    countries.chain(std::iter::once(none))
}

/// The 54 peoples of Vietnam, Kinh first, and `other`.
pub fn ethnicities() -> &'static [Entry] {
    static LIST: OnceLock<Vec<Entry>> = OnceLock::new();
    LIST.get_or_init(|| {
        rows(ETHNICITIES)
            .filter_map(|row| {
                let mut cells = row.split('\t');
                Some(Entry {
                    code: cells.next()?.into(),
                    name: cells.next()?.into(),
                })
            })
            .collect()
    })
}

/// A religion, or that somebody has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Religion {
    pub entry: Entry,
    /// English name.
    pub name_en: String,
}

/// The religions, those with none first.
pub fn religions() -> &'static [Religion] {
    static LIST: OnceLock<Vec<Religion>> = OnceLock::new();
    LIST.get_or_init(|| {
        let religion = |row: &str| {
            let cells: Vec<&str> = row.split('\t').collect();
            let &[code, name, _, name_en] = cells.as_slice() else {
                return None;
            };
            let entry = Entry {
                code: code.into(),
                name: name.into(),
            };
            let name_en = name_en.into();
            Some(Religion { entry, name_en })
        };
        rows(RELIGIONS).filter_map(religion).collect()
    })
}

/// The lists of options that forms share: `code`, `vi`, `en`, and how far the entry can be trusted.
#[derive(RustEmbed)]
#[folder = "catalogue/forms/lists"]
#[include = "*.tsv"]
struct Files;

/// Lists with columns of their own, which belong to a type each.
const OF_TYPES: [&str; 2] = ["countries", "ethnicities"];

/// The options of the list in the file of this name.
pub(super) fn options(name: &str) -> Option<Vec<Choice>> {
    if OF_TYPES.contains(&name) {
        return None;
    }
    let file = Files::get(&format!("{name}.tsv"))?;
    let text = std::str::from_utf8(&file.data).ok()?;
    let option = |row: &str| {
        let mut cells = row.split('\t');
        let (key, vi) = (cells.next()?.to_owned(), cells.next()?.to_owned());
        let en = cells.next().filter(|en| !en.is_empty());
        let label = Label {
            vi,
            en: en.map(str::to_owned),
        };
        Some(Choice {
            key,
            label,
            when: None,
        })
    };
    rows(text).map(option).collect()
}

/// Rows of a list file: comment lines, a heading, then one entry a line.
fn rows(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_list_files_is_an_entry() {
        assert_eq!(countries().len(), 249);
        assert_eq!(countries()[0].entry.name, "Việt Nam");
        let codes: BTreeSet<_> = countries().iter().map(|c| &c.entry.code).collect();
        assert_eq!(codes.len(), 249);
        let nationalities: Vec<_> = nationalities().map(|one| one.entry.name.as_str()).collect();
        assert_eq!(nationalities.len(), 249 - WITHOUT_NATIONALS.len() + 1);
        assert_eq!(nationalities.last(), Some(&"Không quốc tịch"));
        assert!(nationalities.contains(&"Nhà nước Palestine"));
        assert!(!nationalities.contains(&"Nam Cực"));
        assert!(
            WITHOUT_NATIONALS
                .iter()
                .all(|code| codes.contains(&(*code).to_owned()))
        );
        assert_eq!(ethnicities().len(), 55);
        assert_eq!(ethnicities()[0].name, "Kinh");
    }
}
