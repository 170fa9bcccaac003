//! All agencies in memory, by key, id, code, place and name.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::kernel::AgencyId;

use super::{Agency, AgencyCode, AgencyKey, AgencyKind, KnownCode, Sector, UnitCode};

/// Other ways in which agencies are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// What stands for the first words of a name: "UBND" for "Ủy ban nhân dân".
    pub abbreviations: BTreeMap<String, String>,
    /// Whole names.
    pub names: BTreeMap<String, AgencyKey>,
}

/// Why the agencies cannot be taken as they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// Two agencies have one key.
    #[error("two agencies have the key {0}")]
    DuplicateKey(AgencyKey),
    /// An agency names a parent or successor that is not there.
    #[error("agency {of} names {missing}, which does not exist")]
    Unknown {
        /// The agency that names it.
        of: AgencyKey,
        /// The key that no agency has.
        missing: AgencyKey,
    },
    /// A name is said to mean an agency that is not there.
    #[error("the name {name:?} is said to mean {missing}, which does not exist")]
    UnknownAlias {
        name: String,
        /// The key that no agency has.
        missing: AgencyKey,
    },
}

/// All agencies, those of the past included.
#[derive(Debug, Default)]
pub struct Directory {
    agencies: Vec<Agency>,
    by_key: HashMap<AgencyKey, usize>,
    by_id: HashMap<AgencyId, usize>,
    by_code: HashMap<AgencyCode, usize>,
    by_place: HashMap<(UnitCode, AgencyKind), Vec<usize>>,
    by_name: HashMap<String, usize>,
    abbreviations: Vec<(String, String)>,
    predecessors: HashMap<AgencyKey, Vec<usize>>,
}

impl Directory {
    /// The directory of these agencies, with other names by which they are known.
    ///
    /// # Errors
    /// Two agencies with one key, and names of agencies that are not there.
    pub fn new(agencies: Vec<Agency>, names: Names) -> Result<Self, DirectoryError> {
        let abbreviations = names.abbreviations.iter();
        let mut directory = Self {
            abbreviations: abbreviations
                .map(|(short, full)| (plain(short), plain(full)))
                .collect(),
            ..Self::default()
        };
        for (at, agency) in agencies.iter().enumerate() {
            if directory.by_key.insert(agency.key.clone(), at).is_some() {
                return Err(DirectoryError::DuplicateKey(agency.key.clone()));
            }
            directory.by_id.insert(agency.id(), at);
            for known in &agency.codes {
                directory.code(known, at);
            }
            if let Some(unit) = &agency.unit {
                let place = (unit.clone(), agency.kind);
                directory.by_place.entry(place).or_default().push(at);
            }
            for successor in &agency.successors {
                directory
                    .predecessors
                    .entry(successor.clone())
                    .or_default()
                    .push(at);
            }
            directory.name(&agency.name, agency, at);
        }
        for (name, key) in names.names {
            let Some(at) = directory.by_key.get(&key) else {
                return Err(DirectoryError::UnknownAlias { name, missing: key });
            };
            directory.by_name.insert(plain(&name), *at);
        }
        directory.agencies = agencies;
        directory.check_references()?;
        Ok(directory)
    }

    /// Of two agencies with one code, the one that has it still is meant.
    fn code(&mut self, known: &KnownCode, at: usize) {
        if known.validity.until.is_none() || !self.by_code.contains_key(&known.code) {
            self.by_code.insert(known.code.clone(), at);
        }
    }

    /// Of two agencies with one name, the one that still exists is meant. Communes share theirs
    /// all over the country, so a commune is never meant by its name.
    fn name(&mut self, name: &str, agency: &Agency, at: usize) {
        if matches!(agency.kind, AgencyKind::Commune | AgencyKind::CommunePolice) {
            return;
        }
        let name = plain(name);
        if agency.validity.until.is_none() || !self.by_name.contains_key(&name) {
            self.by_name.insert(name, at);
        }
    }

    fn check_references(&self) -> Result<(), DirectoryError> {
        for agency in &self.agencies {
            for named in agency.parent.iter().chain(&agency.successors) {
                if !self.by_key.contains_key(named) {
                    let (of, missing) = (agency.key.clone(), named.clone());
                    return Err(DirectoryError::Unknown { of, missing });
                }
            }
        }
        Ok(())
    }

    /// All agencies, in the order given.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// The agency with this key.
    pub fn by_key(&self, key: &AgencyKey) -> Option<&Agency> {
        self.at(self.by_key.get(key))
    }

    /// The agency with this id.
    pub fn by_id(&self, id: AgencyId) -> Option<&Agency> {
        self.at(self.by_id.get(&id))
    }

    /// The agency with this official code.
    pub fn by_code(&self, code: &AgencyCode) -> Option<&Agency> {
        self.at(self.by_code.get(code))
    }

    /// The agency that is meant by a name: its own, one listed for it, or one that begins with an
    /// abbreviation; upper and lower case are the same.
    pub fn named(&self, name: &str) -> Option<&Agency> {
        let name = plain(name);
        let in_full = || {
            self.abbreviations.iter().find_map(|(short, full)| {
                let rest = name.strip_prefix(short)?.strip_prefix(' ')?;
                self.by_name.get(&format!("{full} {rest}"))
            })
        };
        self.at(self.by_name.get(&name).or_else(in_full))
    }

    /// The people's committee of a province, or of a commune, or a commune's police, in force on
    /// `date`.
    pub fn of_unit(&self, unit: &UnitCode, kind: AgencyKind, date: NaiveDate) -> Option<&Agency> {
        self.placed(unit, kind)
            .find(|agency| agency.validity.holds_on(date))
    }

    /// The department of a province that is responsible for `sector` on `date`.
    pub fn department(
        &self,
        province: &UnitCode,
        sector: Sector,
        date: NaiveDate,
    ) -> Option<&Agency> {
        self.placed(province, AgencyKind::Department)
            .find(|agency| agency.covers(sector) && agency.validity.holds_on(date))
    }

    /// Whose work this agency took over.
    pub fn predecessors(&self, key: &AgencyKey) -> impl Iterator<Item = &Agency> {
        let places = self.predecessors.get(key).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.agencies.get(*at))
    }

    /// The official code under which this agency's dossiers are numbered on `date`: its own, else
    /// its nearest ancestor's.
    pub fn numbering_code(&self, agency: &Agency, date: NaiveDate) -> Option<&AgencyCode> {
        self.chain(agency)
            .find_map(|agency| agency.code_on(date))
            .map(|known| &known.code)
    }

    /// The agency and those above it, nearest first.
    pub fn chain(&self, agency: &Agency) -> impl Iterator<Item = &Agency> {
        let above = |agency: &&Agency| self.by_key(agency.parent.as_ref()?);
        // Bounded, so that a ring of parents in the data ends.
        std::iter::successors(self.by_key(&agency.key), above).take(self.agencies.len())
    }

    /// The province in which the agency works; none for a central one.
    pub fn province_of<'a>(&'a self, agency: &'a Agency) -> Option<&'a UnitCode> {
        match agency.kind {
            AgencyKind::Province | AgencyKind::Department => agency.unit.as_ref(),
            AgencyKind::Commune | AgencyKind::CommunePolice => {
                self.by_key(agency.parent.as_ref()?)?.unit.as_ref()
            }
            AgencyKind::Ministry
            | AgencyKind::GovernmentBody
            | AgencyKind::StateEnterprise
            | AgencyKind::Court => None,
        }
    }

    fn placed(&self, unit: &UnitCode, kind: AgencyKind) -> impl Iterator<Item = &Agency> {
        let places = self
            .by_place
            .get(&(unit.clone(), kind))
            .map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.agencies.get(*at))
    }

    fn at(&self, place: Option<&usize>) -> Option<&Agency> {
        place.and_then(|at| self.agencies.get(*at))
    }
}

/// A name as it is compared: lower case, single spaces.
fn plain(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::kernel::FactStatus;

    use super::super::Validity;
    use super::*;

    fn agency(key: &str, name: &str, kind: AgencyKind) -> Agency {
        Agency::new(key.parse().unwrap(), name, kind)
    }

    #[test]
    fn a_name_is_known_however_it_is_written() {
        let province = agency("H37", "Ủy ban nhân dân tỉnh Lạng Sơn", AgencyKind::Province);
        let ministry = agency("G17", "Bộ Xây dựng", AgencyKind::Ministry);
        let names = Names {
            abbreviations: [("UBND".to_owned(), "Ủy ban nhân dân".to_owned())].into(),
            names: [("Bộ xây dựng (cũ)".to_owned(), "G17".parse().unwrap())].into(),
        };
        let directory = Directory::new(vec![province, ministry], names).unwrap();
        let key = |name: &str| directory.named(name).map(|agency| agency.key.as_str());
        assert_eq!(key("UBND tỉnh Lạng Sơn"), Some("H37"));
        assert_eq!(key("bộ  XÂY dựng"), Some("G17"));
        assert_eq!(key("Bộ Xây dựng (cũ)"), Some("G17"));
        assert_eq!(key("Bộ Y tế"), None);
    }

    #[test]
    fn broken_references_are_faults() {
        let mut child = agency("a", "A", AgencyKind::Department);
        child.parent = Some("b".parse().unwrap());
        assert!(matches!(
            Directory::new(vec![child.clone()], Names::default()),
            Err(DirectoryError::Unknown { .. })
        ));
        child.parent = None;
        assert_eq!(
            Directory::new(vec![child.clone(), child.clone()], Names::default()).unwrap_err(),
            DirectoryError::DuplicateKey(child.key)
        );
    }

    #[test]
    fn a_department_is_numbered_under_its_province() {
        let mut province = agency("H26", "P", AgencyKind::Province);
        province.codes = vec![KnownCode {
            code: "H26".parse().unwrap(),
            status: FactStatus::Verified,
            validity: Validity::default(),
        }];
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let mut department = agency("01-d", "D", AgencyKind::Department);
        department.parent = Some(province.key.clone());
        let mut orphan = agency("x", "X", AgencyKind::Court);
        orphan.parent = Some(orphan.key.clone());
        let all = vec![province, department.clone(), orphan.clone()];
        let directory = Directory::new(all, Names::default()).unwrap();
        assert_eq!(
            directory
                .numbering_code(&department, today)
                .unwrap()
                .to_string(),
            "H26"
        );
        assert_eq!(directory.numbering_code(&orphan, today), None);
    }
}
