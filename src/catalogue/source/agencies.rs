//! The tables of agencies. Communes have no table of their own: every commune in force is an
//! agency.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::agencies::{
    Agency, AgencyKey, AgencyKind, Commune, Directory, UnitCode, Units, Validity,
};

use super::table::rows;
use super::{Files, SourceError};

const CENTRAL: &str = "agencies/central.tsv";
const PROVINCES: &str = "agencies/provinces.tsv";
const DEPARTMENTS: &str = "agencies/departments.tsv";
const OFFICES: &str = "agencies/commune_offices.toml";
const ALIASES: &str = "agencies/aliases.toml";

/// "Ủy ban nhân dân", which stands before the name of every commune.
const COMMITTEE: &str = "Ủy ban nhân dân";

/// All agencies, past and present.
pub(super) fn read(files: &Files, units: &Units) -> Result<Directory, SourceError> {
    let mut agencies = central(files)?;
    agencies.extend(provinces(files, units)?);
    agencies.extend(departments(files)?);
    let province_keys: BTreeMap<UnitCode, AgencyKey> = agencies
        .iter()
        .filter(|agency| agency.kind == AgencyKind::Province)
        .filter_map(|agency| Some((agency.unit.clone()?, agency.key.clone())))
        .collect();
    let offices = commune_offices(files)?;
    for commune in units.communes() {
        let parent = province_keys.get(&commune.province).cloned();
        agencies.push(commune_agency(commune, parent));
        for office in offices
            .iter()
            .filter(|office| office.provinces.contains(&commune.province))
        {
            agencies.push(office.of(commune)?);
        }
    }
    let aliases: Aliases = from_toml(files, ALIASES)?;
    let aliases: Vec<_> = aliases.aliases.into_iter().collect();
    Directory::new(agencies, &aliases).map_err(|fault| SourceError::in_file("agencies", fault))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aliases {
    aliases: BTreeMap<String, AgencyKey>,
}

fn central(files: &Files) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(CENTRAL)?;
    let columns = [
        "key",
        "name",
        "abbreviation",
        "kind",
        "parent",
        "code",
        "code_status",
        "since",
        "until",
        "successors",
        "note",
    ];
    rows(CENTRAL, &text, columns)?
        .iter()
        .map(|row| {
            let [
                key,
                name,
                short,
                kind,
                parent,
                code,
                _,
                since,
                until,
                successors,
                _,
            ] = row.cells;
            Ok(Agency {
                key: row.value(key)?,
                name: name.to_owned(),
                abbreviation: row.optional(short)?,
                kind: row.value(kind)?,
                sectors: Vec::new(),
                parent: row.optional(parent)?,
                unit: None,
                code: row.optional(code)?,
                validity: Validity {
                    from: row.optional(since)?,
                    until: row.optional(until)?,
                },
                successors: row.list(successors, ' ')?,
            })
        })
        .collect()
}

/// The 63 of 2020, of which 34 go on: the one whose name a merged province bears keeps its code.
fn provinces(files: &Files, units: &Units) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(PROVINCES)?;
    let columns = [
        "key",
        "name",
        "unit",
        "unit_before_2025_07",
        "code_status",
        "until",
        "successors",
    ];
    rows(PROVINCES, &text, columns)?
        .iter()
        .map(|row| {
            let [key, name, unit, _, _, until, successors] = row.cells;
            let unit: Option<UnitCode> = row.optional(unit)?;
            if unit
                .as_ref()
                .is_some_and(|unit| units.province(unit).is_none())
            {
                return Err(row.fault("no such province is in force"));
            }
            Ok(Agency {
                key: row.value(key)?,
                name: name.to_owned(),
                abbreviation: None,
                kind: AgencyKind::Province,
                sectors: Vec::new(),
                parent: None,
                unit,
                code: row.optional(key)?,
                validity: Validity {
                    from: None,
                    until: row.optional(until)?,
                },
                successors: row.list(successors, ' ')?,
            })
        })
        .collect()
}

fn departments(files: &Files) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(DEPARTMENTS)?;
    rows(
        DEPARTMENTS,
        &text,
        ["key", "name", "sectors", "parent", "unit"],
    )?
    .iter()
    .map(|row| {
        let [key, name, sectors, parent, unit] = row.cells;
        Ok(Agency {
            key: row.value(key)?,
            name: name.to_owned(),
            abbreviation: None,
            kind: AgencyKind::Department,
            sectors: row.list(sectors, ',')?,
            parent: row.optional(parent)?,
            unit: row.optional(unit)?,
            code: None,
            validity: Validity::default(),
            successors: Vec::new(),
        })
    })
    .collect()
}

fn commune_agency(commune: &Commune, parent: Option<AgencyKey>) -> Agency {
    Agency {
        key: AgencyKey::from(&commune.code),
        name: format!("{COMMITTEE} {}", lower_first(&commune.name)),
        abbreviation: None,
        kind: AgencyKind::Commune,
        sectors: Vec::new(),
        parent,
        unit: Some(commune.code.clone()),
        code: None,
        validity: Validity::default(),
        successors: Vec::new(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offices {
    office: Vec<Office>,
}

/// An office that every commune of some provinces has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Office {
    kind: AgencyKind,
    suffix: String,
    name: String,
    parent: String,
    provinces: Vec<UnitCode>,
}

impl Office {
    fn of(&self, commune: &Commune) -> Result<Agency, SourceError> {
        let key = |text: String| {
            text.parse::<AgencyKey>()
                .map_err(|error| SourceError::in_file(OFFICES, error))
        };
        Ok(Agency {
            key: key(format!("{}-{}", commune.code, self.suffix))?,
            name: self.name.replace("{commune}", &lower_first(&commune.name)),
            abbreviation: None,
            kind: self.kind,
            sectors: Vec::new(),
            parent: Some(key(self
                .parent
                .replace("{province}", commune.province.as_str()))?),
            unit: Some(commune.code.clone()),
            code: None,
            validity: Validity::default(),
            successors: Vec::new(),
        })
    }
}

fn commune_offices(files: &Files) -> Result<Vec<Office>, SourceError> {
    from_toml::<Offices>(files, OFFICES).map(|offices| offices.office)
}

/// "Phường Ba Đình" inside a name is "phường Ba Đình".
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

pub(super) fn from_toml<T: serde::de::DeserializeOwned>(
    files: &Files,
    file: &str,
) -> Result<T, SourceError> {
    let text = files.text(file)?;
    toml::from_str(&text).map_err(|error| SourceError::in_file(file, error))
}
