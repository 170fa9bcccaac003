//! All agencies in memory, by key, id, code, place and name.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::kernel::{AgencyId, fold};

use super::{Agency, AgencyCode, AgencyKey, AgencyKind, KnownCode, Sector, UnitCode};

/// How many times in a row work is followed to a successor; bounded, so that a ring in the data ends.
const LONGEST_SUCCESSION: usize = 8;

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
    /// The name of each, folded: folding all of them costs some 40 ms.
    folded: Vec<String>,
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
        directory.folded = agencies.iter().map(|agency| fold(&agency.name)).collect();
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

    /// The agencies whose folded name holds `part`, which is folded too, in the order given.
    pub fn named_like(&self, part: &str) -> impl Iterator<Item = &Agency> {
        let named = self.agencies.iter().zip(&self.folded);
        named.filter_map(move |(agency, name)| name.contains(part).then_some(agency))
    }

    /// The agencies that hold each of these words, which are folded, at the beginning of a word of their
    /// own name or of the names of those above them; with whether their own name holds them all.
    pub fn named_with<'a>(
        &'a self,
        words: &'a [String],
    ) -> impl Iterator<Item = (&'a Agency, bool)> + 'a {
        let own = self.agencies.iter().zip(&self.folded);
        own.filter_map(move |(agency, name)| {
            let mut missing: Vec<&String> =
                words.iter().filter(|word| !has_word(name, word)).collect();
            let is_own = missing.is_empty();
            if missing.len() == words.len() {
                return None;
            }
            let mut above = agency.parent.as_ref();
            for _ in 0..LONGEST_SUCCESSION {
                let Some(at) = above.and_then(|key| self.by_key.get(key)) else {
                    break;
                };
                let name = self.folded.get(*at)?;
                missing.retain(|word| !has_word(name, word));
                above = self.agencies.get(*at).and_then(|one| one.parent.as_ref());
            }
            missing.is_empty().then_some((agency, is_own))
        })
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

    /// The agency that does this one's work on `date`: itself as long as it exists, else its
    /// successor. Where several took over, nothing says which of them did, and it stays itself.
    pub fn in_charge<'a>(&'a self, agency: &'a Agency, date: NaiveDate) -> &'a Agency {
        let next = |ended: &&'a Agency| match ended.successors.as_slice() {
            [only] if ended.validity.has_ended_by(date) => self.by_key(only),
            _ => None,
        };
        let line = std::iter::successors(Some(agency), next).take(LONGEST_SUCCESSION);
        line.last().unwrap_or(agency)
    }

    /// Whether `code` belongs to the subtree of `heir` on `date`: it stands there itself, or below an
    /// agency that has ended and whose successor does.
    pub fn inherits(&self, heir: &AgencyCode, code: &AgencyCode, date: NaiveDate) -> bool {
        self.inherits_within(heir, code, date, LONGEST_SUCCESSION)
    }

    fn inherits_within(
        &self,
        heir: &AgencyCode,
        code: &AgencyCode,
        date: NaiveDate,
        hops: usize,
    ) -> bool {
        if code.is_within(heir) {
            return true;
        }
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        std::iter::successors(Some(code.clone()), AgencyCode::parent)
            .filter_map(|above| self.by_code(&above))
            .filter(|agency| agency.validity.has_ended_by(date))
            .flat_map(|ended| &ended.successors)
            .filter_map(|successor| self.by_key(successor))
            .flat_map(|successor| &successor.codes)
            .any(|known| self.inherits_within(heir, &known.code, date, hops))
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

/// Whether a word of the folded name begins so.
fn has_word(name: &str, beginning: &str) -> bool {
    name.split(' ').any(|word| word.starts_with(beginning))
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

    fn coded(key: &str, until: Option<&str>, successors: &[&str]) -> Agency {
        Agency {
            codes: vec![KnownCode {
                code: key.parse().unwrap(),
                status: FactStatus::Verified,
                validity: Validity::default(),
            }],
            validity: Validity {
                from: None,
                until: until.map(|day| day.parse().unwrap()),
            },
            successors: successors.iter().map(|key| key.parse().unwrap()).collect(),
            ..agency(key, key, AgencyKind::Province)
        }
    }

    #[test]
    fn the_subtrees_of_what_has_ended_go_to_the_successor() {
        let all = vec![
            coded("H60", None, &[]),
            coded("H22", Some("2025-07-01"), &["H60"]),
            coded("H21", Some("2020-01-01"), &["H22"]),
            coded("H23", Some("2025-07-01"), &["H60", "H61"]),
            coded("H61", None, &[]),
            // A ring, as a mistake in the data makes it.
            coded("H01", Some("2025-07-01"), &["H02"]),
            coded("H02", Some("2025-07-01"), &["H01"]),
        ];
        let directory = Directory::new(all, Names::default()).unwrap();
        let code = |text: &str| text.parse::<AgencyCode>().unwrap();
        let (before, after) = ("2025-06-30", "2025-07-01");
        for (heir, of, date, is_heir) in [
            ("H60", "H60.05", before, true),
            ("H60", "000.00.01.H22", after, true),
            ("H60", "H22", before, false),
            ("H60", "H21.03", after, true),
            ("H60", "H23", after, true),
            ("H61", "H23", after, true),
            ("H60.05", "H22.05", after, false),
            ("H22", "H60", after, false),
            ("H60", "H99", after, false),
            ("H60", "H01", after, false),
        ] {
            let date = date.parse().unwrap();
            let inherits = directory.inherits(&code(heir), &code(of), date);
            assert_eq!(inherits, is_heir, "{heir} {of} {date}");
        }
        let in_charge = |key: &str, date: &str| {
            let agency = directory.by_key(&key.parse().unwrap()).unwrap();
            directory
                .in_charge(agency, date.parse().unwrap())
                .key
                .to_string()
        };
        assert_eq!(in_charge("H22", before), "H22");
        assert_eq!(in_charge("H22", after), "H60");
        assert_eq!(in_charge("H21", after), "H60");
        assert_eq!(in_charge("H23", after), "H23");
        in_charge("H01", after);
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
