//! When agencies work: holidays and compensatory days, office hours.

use crate::agencies::{SpecialDay, Validity};

use super::table::rows;
use super::{Files, NamedDay, OfficeHoursRow, SourceError};

const HOLIDAYS: &str = "holidays.tsv";
const OFFICE_HOURS: &str = "office_hours.tsv";

/// Holidays and compensatory days, by date.
pub(super) fn holidays(files: &Files) -> Result<Vec<NamedDay>, SourceError> {
    let text = files.text(HOLIDAYS)?;
    let mut holidays = rows(HOLIDAYS, &text, "date kind name name_en swapped_for")?
        .iter()
        .map(|row| {
            let [date, kind, name, name_en, _] = row.cells;
            let day = SpecialDay::from_key(kind);
            Ok(NamedDay {
                date: row.value(date)?,
                day: day.ok_or_else(|| row.fault("a day is off or work"))?,
                name: name.to_owned(),
                name_en: name_en.to_owned(),
            })
        })
        .collect::<Result<Vec<_>, SourceError>>()?;
    holidays.sort_by_key(|holiday| holiday.date);
    Ok(holidays)
}

/// Office hours, in the order in which they begin. A catalogue that was gathered before there was such a
/// table has none.
pub(super) fn office_hours(files: &Files) -> Result<Vec<OfficeHoursRow>, SourceError> {
    if !files.paths()?.iter().any(|path| path == OFFICE_HOURS) {
        return Ok(Vec::new());
    }
    let text = files.text(OFFICE_HOURS)?;
    let mut all = rows(OFFICE_HOURS, &text, "agency from until hours source")?
        .iter()
        .map(|row| {
            let [agency, from, until, hours, source] = row.cells;
            Ok(OfficeHoursRow {
                agency: row.optional(agency)?,
                validity: Validity {
                    from: row.optional(from)?,
                    until: row.optional(until)?,
                },
                hours: row.value(hours)?,
                source: source.to_owned(),
            })
        })
        .collect::<Result<Vec<_>, SourceError>>()?;
    all.sort_by_key(|row| row.validity.from);
    Ok(all)
}
