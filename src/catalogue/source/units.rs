//! The tables of administrative units.

use crate::agencies::{Commune, OldUnit, Province, UnitHistory, Units};

use super::table::rows;
use super::{Files, SourceError};

/// The provinces and communes in force.
pub(super) fn in_force(files: &Files) -> Result<Units, SourceError> {
    let file = "units/provinces.tsv";
    let text = files.text(file)?;
    let provinces = rows(file, &text, "code name kind formed_from since")?
        .iter()
        .map(|row| {
            let [code, name, kind, formed_from, since] = row.cells;
            Ok(Province {
                code: row.value(code)?,
                name: name.to_owned(),
                kind: row.value(kind)?,
                formed_from: row.list(formed_from, ' ')?,
                since: row.value(since)?,
            })
        })
        .collect::<Result<_, SourceError>>()?;
    let file = "units/communes.tsv";
    let text = files.text(file)?;
    let communes = rows(file, &text, "code name kind province")?
        .iter()
        .map(|row| {
            let [code, name, kind, province] = row.cells;
            Ok(Commune {
                code: row.value(code)?,
                name: name.to_owned(),
                kind: row.value(kind)?,
                province: row.value(province)?,
            })
        })
        .collect::<Result<_, SourceError>>()?;
    Ok(Units::new(provinces, communes))
}

/// The units of the past.
pub(super) fn history(files: &Files) -> Result<UnitHistory, SourceError> {
    let file = "units/history/mapping.tsv";
    let text = files.text(file)?;
    let mapping = rows(file, &text, "old now share")?
        .iter()
        .map(|row| {
            let [old, now, share] = row.cells;
            Ok((row.value(old)?, row.value(now)?, row.value(share)?))
        })
        .collect::<Result<_, SourceError>>()?;
    Ok(UnitHistory::new(
        old_provinces(files)?,
        old_districts(files)?,
        old_wards(files)?,
        mapping,
    ))
}

fn old_provinces(files: &Files) -> Result<Vec<OldUnit>, SourceError> {
    let file = "units/history/provinces.tsv";
    let text = files.text(file)?;
    rows(file, &text, "code name agency_code now")?
        .iter()
        .map(|row| {
            let [code, name, _, now] = row.cells;
            Ok(OldUnit {
                code: row.value(code)?,
                name: name.to_owned(),
                renamed: None,
                above: row.value(now)?,
            })
        })
        .collect()
}

fn old_districts(files: &Files) -> Result<Vec<OldUnit>, SourceError> {
    let file = "units/history/districts.tsv";
    let text = files.text(file)?;
    rows(file, &text, "code name province seen renamed")?
        .iter()
        .map(|row| {
            let [code, name, province, _, renamed] = row.cells;
            Ok(OldUnit {
                code: row.value(code)?,
                name: name.to_owned(),
                renamed: row.optional(renamed)?,
                above: row.value(province)?,
            })
        })
        .collect()
}

fn old_wards(files: &Files) -> Result<Vec<OldUnit>, SourceError> {
    let file = "units/history/wards.tsv";
    let text = files.text(file)?;
    rows(
        file,
        &text,
        "code name district seen renamed district_later",
    )?
    .iter()
    .map(|row| {
        let [code, name, district, _, renamed, _] = row.cells;
        Ok(OldUnit {
            code: row.value(code)?,
            name: name.to_owned(),
            renamed: row.optional(renamed)?,
            above: row.value(district)?,
        })
    })
    .collect()
}
