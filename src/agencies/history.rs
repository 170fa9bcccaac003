//! The units of 2020 to June 2025, and what became of each. Old addresses and dossiers name them.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use super::{KindError, UnitCode};
use crate::kernel::fold;

/// A province, district or ward that was in force between 2020 and June 2025.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldUnit {
    /// Its code at the time.
    pub code: UnitCode,
    /// Its name in 2020, or its first name if it is younger.
    pub name: String,
    /// Its name in June 2025, where that had changed.
    pub renamed: Option<String>,
    /// The unit it belonged to; for a province, the province in force that it became part of.
    pub above: UnitCode,
}

/// How much of an old unit went to a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Whole,
    /// A part, and where most people mean when they name the old unit.
    Usual,
    /// Another part.
    Part,
}

impl FromStr for Share {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        match text {
            "whole" => Ok(Self::Whole),
            "usual" => Ok(Self::Usual),
            "part" => Ok(Self::Part),
            other => Err(KindError(other.to_owned())),
        }
    }
}

/// What stands today where an old unit stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    Commune(UnitCode),
    /// Several communes; the usual one, and those that also took a part.
    Communes {
        /// Where most people mean.
        usual: UnitCode,
        /// The others, in the order of the table.
        others: Vec<UnitCode>,
    },
    /// Only the province is known: the unit is a province or district, or a ward that was merged
    /// before 2025 and of which no table says where it went.
    Province(UnitCode),
}

/// The units of the past. Their codes must never be looked up among those in force.
#[derive(Debug, Default)]
pub struct UnitHistory {
    provinces: HashMap<UnitCode, OldUnit>,
    districts: HashMap<UnitCode, OldUnit>,
    wards: HashMap<UnitCode, OldUnit>,
    communes_now: HashMap<UnitCode, Vec<(UnitCode, Share)>>,
    /// The names of wards and districts, folded, with the code that has each.
    folded: Vec<(String, UnitCode)>,
}

impl UnitHistory {
    /// The tables: units by level, and rows of old unit, commune in force, share.
    pub fn new(
        provinces: Vec<OldUnit>,
        districts: Vec<OldUnit>,
        wards: Vec<OldUnit>,
        mapping: Vec<(UnitCode, UnitCode, Share)>,
    ) -> Self {
        let by_code = |units: Vec<OldUnit>| {
            units
                .into_iter()
                .map(|unit| (unit.code.clone(), unit))
                .collect()
        };
        let mut communes_now: HashMap<UnitCode, Vec<(UnitCode, Share)>> = HashMap::new();
        for (old, now, share) in mapping {
            communes_now.entry(old).or_default().push((now, share));
        }
        let named = wards.iter().chain(&districts);
        let folded = named.flat_map(|unit| {
            let names = [Some(&unit.name), unit.renamed.as_ref()];
            let names = names.into_iter().flatten();
            names.map(|name| (fold(name), unit.code.clone()))
        });
        Self {
            folded: folded.collect(),
            provinces: by_code(provinces),
            districts: by_code(districts),
            wards: by_code(wards),
            communes_now,
        }
    }

    /// A ward or commune of the past.
    pub fn ward(&self, code: &UnitCode) -> Option<&OldUnit> {
        self.wards.get(code)
    }

    /// A district of the past.
    pub fn district(&self, code: &UnitCode) -> Option<&OldUnit> {
        self.districts.get(code)
    }

    /// A province of the past.
    pub fn province(&self, code: &UnitCode) -> Option<&OldUnit> {
        self.provinces.get(code)
    }

    /// The wards and districts of which a folded name holds `part`, which is folded too; each once, by
    /// code.
    pub fn named_like(&self, part: &str) -> Vec<&OldUnit> {
        let hits = self.folded.iter().filter(|(name, _)| name.contains(part));
        let codes: BTreeSet<&UnitCode> = hits.map(|(_, code)| code).collect();
        codes
            .into_iter()
            .filter_map(|code| self.ward(code).or_else(|| self.district(code)))
            .collect()
    }

    /// All wards of the past, in no order.
    pub fn wards(&self) -> impl Iterator<Item = &OldUnit> {
        self.wards.values()
    }

    /// All districts of the past, in no order.
    pub fn districts(&self) -> impl Iterator<Item = &OldUnit> {
        self.districts.values()
    }

    /// All provinces of the past, in no order.
    pub fn provinces(&self) -> impl Iterator<Item = &OldUnit> {
        self.provinces.values()
    }

    /// What became of the ward with this code; none if there never was one.
    pub fn resolve_ward(&self, code: &UnitCode) -> Option<Succession> {
        let ward = self.wards.get(code)?;
        self.communes_of(code)
            .or_else(|| self.resolve_district(&ward.above))
    }

    /// What became of the district with this code; none if there never was one.
    pub fn resolve_district(&self, code: &UnitCode) -> Option<Succession> {
        let district = self.districts.get(code)?;
        self.communes_of(code).or_else(|| {
            self.resolve_province(&district.above)
                .map(Succession::Province)
        })
    }

    /// The communes in force that most people mean when they name the wards of this district, each
    /// once; none where no table says where they went.
    pub fn communes_of_district(&self, code: &UnitCode) -> Vec<UnitCode> {
        let wards = self.wards.values().filter(|ward| ward.above == *code);
        let usual = wards.filter_map(|ward| match self.communes_of(&ward.code)? {
            Succession::Commune(now) | Succession::Communes { usual: now, .. } => Some(now),
            Succession::Province(_) => None,
        });
        let communes: BTreeSet<UnitCode> = usual.collect();
        communes.into_iter().collect()
    }

    /// The province in force that the old province with this code became part of.
    pub fn resolve_province(&self, code: &UnitCode) -> Option<UnitCode> {
        self.provinces
            .get(code)
            .map(|province| province.above.clone())
    }

    fn communes_of(&self, code: &UnitCode) -> Option<Succession> {
        match self.communes_now.get(code)?.as_slice() {
            [] => None,
            [(only, _)] => Some(Succession::Commune(only.clone())),
            rows @ [(first, _), ..] => {
                let usual = rows.iter().find(|(_, share)| *share == Share::Usual);
                let usual = usual.map_or(first, |(now, _)| now).clone();
                let others = rows.iter().map(|(now, _)| now).filter(|now| **now != usual);
                Some(Succession::Communes {
                    others: others.cloned().collect(),
                    usual,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> UnitCode {
        text.parse().unwrap()
    }

    fn unit(own: &str, above: &str) -> OldUnit {
        OldUnit {
            code: code(own),
            name: own.to_owned(),
            renamed: None,
            above: code(above),
        }
    }

    fn history() -> UnitHistory {
        UnitHistory::new(
            vec![unit("10", "15"), unit("15", "15")],
            vec![unit("080", "10"), unit("999", "15")],
            vec![
                unit("00001", "080"),
                unit("00002", "080"),
                unit("00003", "080"),
            ],
            vec![
                (code("00001"), code("00011"), Share::Whole),
                (code("00002"), code("00012"), Share::Part),
                (code("00002"), code("00013"), Share::Usual),
                (code("999"), code("00014"), Share::Whole),
            ],
        )
    }

    #[test]
    fn an_old_ward_leads_to_what_stands_there_now() {
        let history = history();
        assert_eq!(
            history.resolve_ward(&code("00001")),
            Some(Succession::Commune(code("00011")))
        );
        assert_eq!(
            history.resolve_ward(&code("00002")),
            Some(Succession::Communes {
                usual: code("00013"),
                others: vec![code("00012")]
            })
        );
        assert_eq!(
            history.resolve_ward(&code("00003")),
            Some(Succession::Province(code("15")))
        );
        assert_eq!(history.resolve_ward(&code("00004")), None);
    }

    #[test]
    fn a_district_leads_to_where_its_wards_went() {
        let history = history();
        let communes = history.communes_of_district(&code("080"));
        assert_eq!(communes, [code("00011"), code("00013")]);
        assert_eq!(history.communes_of_district(&code("999")), []);
    }

    #[test]
    fn an_island_district_became_a_commune() {
        let history = history();
        assert_eq!(
            history.resolve_district(&code("999")),
            Some(Succession::Commune(code("00014")))
        );
        assert_eq!(
            history.resolve_district(&code("080")),
            Some(Succession::Province(code("15")))
        );
    }
}
