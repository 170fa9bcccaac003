//! How procedures are taken and how they are grouped.

use serde::Deserialize;

use crate::agencies::UnitCode;
use crate::catalogue::service::{GeneralDefinition, ServiceDefinition};
use crate::catalogue::{Field, Handler};

use super::agencies::from_toml;
use super::table::rows;
use super::{ExecutingUnits, Fields, Files, LifeEvent, ServiceBook, SourceError};

const SERVICES: &str = "services.toml";
const EXECUTING_UNITS: &str = "executing_units.tsv";
const FIELDS: &str = "fields.tsv";
const LIFE_EVENTS: &str = "life_events.toml";

/// In the table of executing units: reviewed, and not filed here.
const NOBODY: &str = "-";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    opened: Vec<UnitCode>,
    general: GeneralDefinition,
    service: Vec<ServiceDefinition>,
}

/// The entries of services, and what holds without one.
pub(super) fn book(files: &Files) -> Result<ServiceBook, SourceError> {
    let services: Services = from_toml(files, SERVICES)?;
    let mut book = ServiceBook {
        opened: services.opened.into_iter().collect(),
        general: services.general,
        definitions: Default::default(),
    };
    for entry in services.service {
        let code = entry.procedure.clone();
        if book.definitions.insert(code.clone(), entry).is_some() {
            return Err(SourceError::in_file(
                SERVICES,
                format!("two entries for {code}"),
            ));
        }
    }
    Ok(book)
}

/// The reviewed table of executing units.
pub(super) fn executing_units(files: &Files) -> Result<ExecutingUnits, SourceError> {
    let text = files.text(EXECUTING_UNITS)?;
    let table = rows(EXECUTING_UNITS, &text, "unit handlers")?
        .iter()
        .map(|row| {
            let [unit, handlers] = row.cells;
            let handlers: Vec<Handler> = match handlers {
                NOBODY => Vec::new(),
                "" => return Err(row.fault("handlers, or - for none")),
                list => row.list(list, ',')?,
            };
            Ok((unit.to_owned(), handlers))
        })
        .collect::<Result<Vec<_>, SourceError>>()?;
    Ok(ExecutingUnits::new(table))
}

/// The fields of administration.
pub(super) fn fields(files: &Files) -> Result<Fields, SourceError> {
    let text = files.text(FIELDS)?;
    let fields = rows(FIELDS, &text, "name code agency common seen")?
        .iter()
        .map(|row| {
            let [name, code, agency, common, _] = row.cells;
            Ok(Field {
                name: name.to_owned(),
                code: row.optional(code)?,
                agency: row.optional(agency)?,
                common: common == "yes",
            })
        })
        .collect::<Result<_, SourceError>>()?;
    Ok(Fields::new(fields))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LifeEvents {
    life_event: Vec<LifeEvent>,
}

/// The life events, in order.
pub(super) fn life_events(files: &Files) -> Result<Vec<LifeEvent>, SourceError> {
    let file = from_toml::<LifeEvents>(files, LIFE_EVENTS)?;
    let events = file.life_event.into_iter();
    Ok(events.map(LifeEvent::with_groups_told).collect())
}
