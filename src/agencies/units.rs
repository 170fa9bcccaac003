//! Administrative units in force: since 2025-07-01 provinces and communes, no districts.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::KindError;

/// A code of the General Statistics Office: two digits for a province, three for a district of
/// before 2025, five for a commune.
///
/// The code alone does not say the time: `00004` was one ward until 2025 and is another since,
/// and `15` was Yên Bái and is Lào Cai. Old codes are looked up in [`super::UnitHistory`] only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct UnitCode(String);

/// The text is not two, three or five digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a unit code is two, three or five digits")]
pub struct UnitCodeError;

impl UnitCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UnitCode {
    type Err = UnitCodeError;

    fn from_str(text: &str) -> Result<Self, UnitCodeError> {
        if matches!(text.len(), 2 | 3 | 5) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnitCodeError)
        }
    }
}

crate::kernel::text_form!(UnitCode);

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A province or a city of the same rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvinceKind {
    /// Tỉnh.
    Province,
    /// Thành phố trực thuộc trung ương.
    City,
}

impl FromStr for ProvinceKind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        match text {
            "province" => Ok(Self::Province),
            "city" => Ok(Self::City),
            other => Err(KindError(other.to_owned())),
        }
    }
}

/// A unit of the lower level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommuneKind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Đặc khu.
    SpecialZone,
}

impl FromStr for CommuneKind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        match text {
            "ward" => Ok(Self::Ward),
            "commune" => Ok(Self::Commune),
            "special_zone" => Ok(Self::SpecialZone),
            other => Err(KindError(other.to_owned())),
        }
    }
}

/// A province in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    /// Its code since 2025-07-01.
    pub code: UnitCode,
    /// Its name with the word for its rank: Thành phố Hà Nội.
    pub name: String,
    /// Its rank.
    pub kind: ProvinceKind,
    /// The codes of the provinces of before 2025-07-01 that it was made of, itself included.
    pub formed_from: Vec<UnitCode>,
    /// Since when it has this extent.
    pub since: NaiveDate,
}

impl Province {
    /// Its name without the word for its rank: Hà Nội.
    pub fn proper_name(&self) -> &str {
        proper_province_name(&self.name)
    }
}

/// The name of a province without the word for its rank, so that typing its first letter finds it in a
/// list.
pub fn proper_province_name(name: &str) -> &str {
    let ranks = ["Tỉnh ", "Thành phố "];
    let proper = ranks.iter().find_map(|rank| name.strip_prefix(rank));
    proper.unwrap_or(name)
}

/// A commune, ward or special zone in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// Its code since 2025-07-01.
    pub code: UnitCode,
    /// Its name with the word for its rank: Phường Ba Đình.
    pub name: String,
    /// Its rank.
    pub kind: CommuneKind,
    /// The province it belongs to.
    pub province: UnitCode,
}

impl Commune {
    /// Its name without the word for its rank: Ba Đình.
    pub fn proper_name(&self) -> &str {
        self.split_name().1
    }

    /// The proper name first, so that typing its first letters finds it in a list: Ba Đình (phường).
    pub fn name_for_lists(&self) -> String {
        match self.split_name() {
            ("", name) => name.to_owned(),
            (rank, name) => format!("{name} ({})", rank.trim_end().to_lowercase()),
        }
    }

    /// The word for its rank, and the rest; no rank where the name does not begin with it.
    fn split_name(&self) -> (&'static str, &str) {
        let rank = match self.kind {
            CommuneKind::Ward => "Phường ",
            CommuneKind::Commune => "Xã ",
            CommuneKind::SpecialZone => "Đặc khu ",
        };
        self.name
            .strip_prefix(rank)
            .map_or(("", self.name.as_str()), |name| (rank, name))
    }
}

/// The provinces and communes in force.
#[derive(Debug, Default)]
pub struct Units {
    provinces: Vec<Province>,
    communes: Vec<Commune>,
    province_at: HashMap<UnitCode, usize>,
    commune_at: HashMap<UnitCode, usize>,
    communes_of: HashMap<UnitCode, Vec<usize>>,
}

impl Units {
    /// The tables, in the order given; of two rows with one code the later counts.
    pub fn new(provinces: Vec<Province>, communes: Vec<Commune>) -> Self {
        let mut communes_of: HashMap<UnitCode, Vec<usize>> = HashMap::new();
        for (at, commune) in communes.iter().enumerate() {
            communes_of
                .entry(commune.province.clone())
                .or_default()
                .push(at);
        }
        Self {
            province_at: provinces
                .iter()
                .enumerate()
                .map(|(at, row)| (row.code.clone(), at))
                .collect(),
            commune_at: communes
                .iter()
                .enumerate()
                .map(|(at, row)| (row.code.clone(), at))
                .collect(),
            communes_of,
            provinces,
            communes,
        }
    }

    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// The province with this code today.
    pub fn province(&self, code: &UnitCode) -> Option<&Province> {
        self.province_at
            .get(code)
            .and_then(|at| self.provinces.get(*at))
    }

    /// The commune with this code today.
    pub fn commune(&self, code: &UnitCode) -> Option<&Commune> {
        self.commune_at
            .get(code)
            .and_then(|at| self.communes.get(*at))
    }

    /// The communes of a province; none if there is no such province.
    pub fn communes_of(&self, province: &UnitCode) -> impl Iterator<Item = &Commune> {
        let places = self
            .communes_of
            .get(province)
            .map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.communes.get(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_proper_names_first() {
        assert_eq!(proper_province_name("Thành phố Hà Nội"), "Hà Nội");
        assert_eq!(proper_province_name("Tỉnh Cà Mau"), "Cà Mau");
        let commune = |name: &str, kind| Commune {
            code: "00004".parse().unwrap(),
            name: name.to_owned(),
            kind,
            province: "01".parse().unwrap(),
        };
        for (name, kind, proper, listed) in [
            (
                "Phường Ba Đình",
                CommuneKind::Ward,
                "Ba Đình",
                "Ba Đình (phường)",
            ),
            (
                "Xã Xã Lương",
                CommuneKind::Commune,
                "Xã Lương",
                "Xã Lương (xã)",
            ),
            (
                "Đặc khu Cô Tô",
                CommuneKind::SpecialZone,
                "Cô Tô",
                "Cô Tô (đặc khu)",
            ),
            ("Côn Đảo", CommuneKind::SpecialZone, "Côn Đảo", "Côn Đảo"),
        ] {
            let commune = commune(name, kind);
            assert_eq!(commune.proper_name(), proper);
            assert_eq!(commune.name_for_lists(), listed);
        }
    }
}
