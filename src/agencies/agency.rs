//! One agency, and how its id comes from its key.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kernel::{AgencyId, FactStatus};

use super::{AgencyCode, AgencyKind, Sector, UnitCode};

/// The longest key, in bytes; keys stand in addresses.
const LONGEST_KEY: usize = 64;

/// The catalogue's own name for an agency: its official code where it has one, the unit code for
/// the people's committee of a commune, else words of our choosing. Only `codes` are official.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AgencyKey(String);

/// The text is not a key: letters, digits, dots and hyphens, at most 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agency key is 1 to 64 letters, digits, dots and hyphens")]
pub struct AgencyKeyError;

impl AgencyKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the built-in agency with this key: the same at every installation and at every
    /// import.
    pub fn id(&self) -> AgencyId {
        AgencyId::of_hash(Sha256::new_with_prefix(b"motcua/agency/1\n").chain_update(&self.0))
    }
}

impl FromStr for AgencyKey {
    type Err = AgencyKeyError;

    fn from_str(text: &str) -> Result<Self, AgencyKeyError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AgencyKeyError)
        }
    }
}

crate::kernel::text_form!(AgencyKey);

impl From<&AgencyCode> for AgencyKey {
    fn from(code: &AgencyCode) -> Self {
        Self(code.to_string())
    }
}

impl From<&UnitCode> for AgencyKey {
    fn from(unit: &UnitCode) -> Self {
        Self(unit.as_str().to_owned())
    }
}

impl fmt::Display for AgencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AgencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// From when until when something holds; an open end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day on which it no longer holds.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether it holds on `date`.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && !self.has_ended_by(date)
    }

    /// Whether it holds no longer on `date`.
    pub fn has_ended_by(&self, date: NaiveDate) -> bool {
        self.until.is_some_and(|until| until <= date)
    }
}

/// An official code that an agency has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCode {
    pub code: AgencyCode,
    /// How sure it is that it is this agency's.
    pub status: FactStatus,
    /// From when until when the agency had it.
    pub validity: Validity,
}

/// A ministry, province, department, commune or other office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// The catalogue's name for it; its id follows from this.
    pub key: AgencyKey,
    /// Its full name in Vietnamese.
    pub name: String,
    /// What it is called in short, if it is.
    pub abbreviation: Option<String>,
    /// What sort of office it is.
    pub kind: AgencyKind,
    /// What a department is responsible for; empty for every other kind.
    pub sectors: Vec<Sector>,
    /// The agency it stands under.
    pub parent: Option<AgencyKey>,
    /// The province or commune it works in, by the code in force; none for a central agency.
    pub unit: Option<UnitCode>,
    /// Its official codes, the newest last. None is ever invented.
    pub codes: Vec<KnownCode>,
    /// From when until when it exists.
    pub validity: Validity,
    /// Who took over its work.
    pub successors: Vec<AgencyKey>,
}

impl Agency {
    /// An agency of which nothing else is known.
    pub fn new(key: AgencyKey, name: impl Into<String>, kind: AgencyKind) -> Self {
        Self {
            key,
            name: name.into(),
            abbreviation: None,
            kind,
            sectors: Vec::new(),
            parent: None,
            unit: None,
            codes: Vec::new(),
            validity: Validity::default(),
            successors: Vec::new(),
        }
    }

    pub fn id(&self) -> AgencyId {
        self.key.id()
    }

    /// Its official code on `date`, if one is known.
    pub fn code_on(&self, date: NaiveDate) -> Option<&KnownCode> {
        self.codes
            .iter()
            .rev()
            .find(|known| known.validity.holds_on(date))
    }

    /// Whether it is the provincial department of `sector`.
    pub fn covers(&self, sector: Sector) -> bool {
        self.kind == AgencyKind::Department && self.sectors.contains(&sector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_the_key_for_ever() {
        let key: AgencyKey = "H26".parse().unwrap();
        assert_eq!(key.id().uuid().get_version_num(), 8);
        assert_eq!(key.id(), "H26".parse::<AgencyKey>().unwrap().id());
        assert_ne!(key.id(), "H27".parse::<AgencyKey>().unwrap().id());
        // Rows of every installation hold this value: it must never change.
        assert_eq!(key.id().to_string(), "af16fba7-247c-82da-9517-88897098e43d");
    }

    #[test]
    fn validity_ends_before_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let validity = Validity {
            from: Some(day("2025-03-01")),
            until: Some(day("2025-07-01")),
        };
        assert!(!validity.holds_on(day("2025-02-28")));
        assert!(validity.holds_on(day("2025-03-01")));
        assert!(validity.holds_on(day("2025-06-30")));
        assert!(!validity.holds_on(day("2025-07-01")));
    }
}
