//! Reading the catalogue's files, those built in or those of a folder.
//!
//! A file that cannot be read whole stops the import, with the file and line at fault: half a
//! catalogue would silently close services. What can be read but makes no sense together is a
//! finding of `check`, not an error here.

mod agencies;
mod files;
mod hours;
mod procedures;
mod services;
mod table;
mod units;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::agencies::{
    AgencyKey, Directory, Holidays, OfficeHours, SpecialDay, UnitHistory, Units, Validity,
};

use super::{
    Derived, ExecutingUnits, Fields, LifeEvent, NotOnline, Procedure, ProcedureCode, Service,
    ServiceBook,
};

pub use files::Files;

/// A day that differs from the week's rule, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDay {
    /// The day.
    pub date: NaiveDate,
    /// Whether offices are closed or work on it.
    pub day: SpecialDay,
    /// Its name in Vietnamese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

/// Office hours that an agency and those below it keep for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHoursRow {
    /// The agency; none for all.
    pub agency: Option<AgencyKey>,
    /// From when until when.
    pub validity: Validity,
    pub hours: OfficeHours,
    /// Where that is laid down.
    pub source: String,
}

/// What could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", Line(*.line))]
pub struct SourceError {
    /// The file, below the catalogue's folder.
    pub file: String,
    /// The line, from 1; none where the fault is not of one line.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

impl SourceError {
    fn in_file(file: &str, what: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            what: what.to_string(),
        }
    }

    fn at(file: &str, line: usize, what: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            line: Some(line),
            what: what.to_string(),
        }
    }
}

/// The whole catalogue, in memory. Forms and synonyms are read by their own rooms.
#[derive(Debug)]
pub struct Catalogue {
    pub procedures: BTreeMap<ProcedureCode, Procedure>,
    /// Codes that stand in the files more than once; the first occurrence counts.
    pub duplicates: Vec<ProcedureCode>,
    /// Who handles for which executing unit.
    pub executing_units: ExecutingUnits,
    /// How procedures are taken.
    pub services: ServiceBook,
    /// Fields of administration.
    pub fields: Fields,
    /// Life events, in the order of the portal's home page.
    pub life_events: Vec<LifeEvent>,
    /// Agencies, past and present.
    pub agencies: Directory,
    /// Units in force.
    pub units: Units,
    /// Units of the past.
    pub history: UnitHistory,
    /// Holidays and compensatory days, by date.
    pub holidays: Vec<NamedDay>,
    /// Office hours, in the order in which they begin.
    pub office_hours: Vec<OfficeHoursRow>,
}

impl Catalogue {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// The first file or line that cannot be read.
    pub fn read(files: &Files) -> Result<Self, SourceError> {
        let units = units::in_force(files)?;
        let (procedures, duplicates) = procedures::read(files)?;
        Ok(Self {
            procedures,
            duplicates,
            executing_units: services::executing_units(files)?,
            services: services::book(files)?,
            fields: services::fields(files)?,
            life_events: services::life_events(files)?,
            agencies: agencies::read(files, &units)?,
            history: units::history(files)?,
            holidays: hours::holidays(files)?,
            office_hours: hours::office_hours(files)?,
            units,
        })
    }

    /// The holidays as deadlines are reckoned with them.
    pub fn holiday_table(&self) -> Holidays {
        self.holidays
            .iter()
            .map(|named| (named.date, named.day))
            .collect()
    }

    /// The level that pages show for a procedure, while the portal takes payments or does not.
    pub fn level(&self, procedure: &Procedure, online_payment: bool) -> Derived {
        match self.service(procedure) {
            Ok(service) => service.level(online_payment),
            Err(_) => Derived::not_filed(),
        }
    }

    /// The service for a procedure of this catalogue, or why there is none.
    pub fn service(&self, procedure: &Procedure) -> Result<Service, Vec<NotOnline>> {
        self.services
            .service(procedure, &self.executing_units, &self.agencies)
    }

    /// The services of a procedure of this catalogue with its other forms.
    pub fn variants(&self, procedure: &Procedure) -> Vec<Service> {
        self.services
            .variants(procedure, &self.executing_units, &self.agencies)
    }
}

#[cfg(test)]
mod tests;
