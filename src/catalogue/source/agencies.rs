//! The tables of agencies. Communes have none of their own: every commune in force has the offices
//! that every commune has.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::agencies::{
    Agency, AgencyCode, AgencyKey, AgencyKind, Commune, Directory, KnownCode, Names, UnitCode,
    Units, Validity,
};
use crate::kernel::FactStatus;

use super::table::rows;
use super::{Files, SourceError};

const CENTRAL: &str = "agencies/central.tsv";
const PROVINCES: &str = "agencies/provinces.tsv";
const DEPARTMENTS: &str = "agencies/departments.tsv";
const OFFICES: &str = "agencies/commune_offices.toml";
const ALIASES: &str = "agencies/aliases.toml";

/// All agencies, past and present.
pub(super) fn read(files: &Files, units: &Units) -> Result<Directory, SourceError> {
    let mut agencies = central(files)?;
    agencies.extend(provinces(files, units)?);
    agencies.extend(departments(files)?);
    let committees: BTreeMap<UnitCode, AgencyKey> = agencies
        .iter()
        .filter(|agency| agency.kind == AgencyKind::Province)
        .filter_map(|agency| Some((agency.unit.clone()?, agency.key.clone())))
        .collect();
    let offices: Offices = from_toml(files, OFFICES)?;
    for commune in units.communes() {
        let committee = committees.get(&commune.province).ok_or_else(|| {
            let what = format!("province {} has no people's committee", commune.province);
            SourceError::in_file(PROVINCES, what)
        })?;
        for office in offices
            .office
            .iter()
            .filter(|office| office.exists_in(commune))
        {
            agencies.push(office.of(commune, committee)?);
        }
    }
    let names: Names = from_toml(files, ALIASES)?;
    Directory::new(agencies, names).map_err(|fault| SourceError::in_file("agencies", fault))
}

fn central(files: &Files) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(CENTRAL)?;
    let columns = "key name abbreviation kind parent code code_status since until successors note";
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
                status,
                since,
                until,
                successors,
                _,
            ] = row.cells;
            Ok(Agency {
                abbreviation: row.optional(short)?,
                parent: row.optional(parent)?,
                codes: codes(row.optional(code)?, row.value(status)?),
                validity: Validity {
                    from: row.optional(since)?,
                    until: row.optional(until)?,
                },
                successors: row.list(successors, ' ')?,
                ..Agency::new(row.value(key)?, name, row.value(kind)?)
            })
        })
        .collect()
}

/// No code is known to have changed hands yet, so the tables give no dates.
fn codes(code: Option<AgencyCode>, status: FactStatus) -> Vec<KnownCode> {
    let validity = Validity::default();
    code.map(|code| KnownCode {
        code,
        status,
        validity,
    })
    .into_iter()
    .collect()
}

/// The 63 of 2020, of which 34 go on: the one whose name a merged province bears keeps its code.
fn provinces(files: &Files, units: &Units) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(PROVINCES)?;
    rows(
        PROVINCES,
        &text,
        "key name unit unit_before_2025_07 code_status until successors",
    )?
    .iter()
    .map(|row| {
        let [key, name, unit, _, status, until, successors] = row.cells;
        let unit: Option<UnitCode> = row.optional(unit)?;
        if unit
            .as_ref()
            .is_some_and(|unit| units.province(unit).is_none())
        {
            return Err(row.fault("no such province is in force"));
        }
        Ok(Agency {
            unit,
            codes: codes(row.optional(key)?, row.value(status)?),
            validity: Validity {
                from: None,
                until: row.optional(until)?,
            },
            successors: row.list(successors, ' ')?,
            ..Agency::new(row.value(key)?, name, AgencyKind::Province)
        })
    })
    .collect()
}

fn departments(files: &Files) -> Result<Vec<Agency>, SourceError> {
    let text = files.text(DEPARTMENTS)?;
    rows(DEPARTMENTS, &text, "key name sectors parent unit")?
        .iter()
        .map(|row| {
            let [key, name, sectors, parent, unit] = row.cells;
            Ok(Agency {
                sectors: row.list(sectors, ',')?,
                parent: row.optional(parent)?,
                unit: row.optional(unit)?,
                ..Agency::new(row.value(key)?, name, AgencyKind::Department)
            })
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offices {
    office: Vec<Office>,
}

/// An office that every commune has, or every commune of some provinces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Office {
    kind: AgencyKind,
    key: String,
    name: String,
    parent: String,
    provinces: Option<Vec<UnitCode>>,
}

impl Office {
    fn exists_in(&self, commune: &Commune) -> bool {
        let provinces = self.provinces.as_ref();
        provinces.is_none_or(|provinces| provinces.contains(&commune.province))
    }

    fn of(&self, commune: &Commune, committee: &AgencyKey) -> Result<Agency, SourceError> {
        let fill = |text: &str| {
            text.replace("{commune}", &lower_first(&commune.name))
                .replace("{code}", commune.code.as_str())
                .replace("{province}", commune.province.as_str())
                .replace("{agency}", committee.as_str())
        };
        let key = |text: &str| {
            fill(text)
                .parse::<AgencyKey>()
                .map_err(|error| SourceError::in_file(OFFICES, error))
        };
        Ok(Agency {
            parent: Some(key(&self.parent)?),
            unit: Some(commune.code.clone()),
            ..Agency::new(key(&self.key)?, fill(&self.name), self.kind)
        })
    }
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
