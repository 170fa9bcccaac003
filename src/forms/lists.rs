//! Lists a person chooses from: those that change (units, agencies) come as an argument, those
//! that stand for decades (countries, peoples) are files beside the forms.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

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
    /// Communes in force that a former commune of that name became, best first: people still say
    /// the names of before 2025-07-01.
    fn wards_formerly(&self, province: &str, name: &str) -> Vec<Entry>;
    /// Districts of before 2025-07-01.
    fn former_districts(&self) -> &[Entry];
    /// Agencies in force.
    fn agencies(&self) -> &[Entry];
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

/// The 54 peoples of Vietnam, Kinh first, and `other`.
pub fn ethnicities() -> &'static [Entry] {
    static LIST: OnceLock<Vec<Entry>> = OnceLock::new();
    LIST.get_or_init(|| {
        rows(ETHNICITIES)
            .filter_map(|row| {
                let (code, name) = row.split_once('\t')?;
                Some(Entry {
                    code: code.into(),
                    name: name.into(),
                })
            })
            .collect()
    })
}

/// Rows of a list file: comment lines, a heading, then one entry a line.
fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
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
        assert_eq!(ethnicities().len(), 55);
        assert_eq!(ethnicities()[0].name, "Kinh");
    }
}
