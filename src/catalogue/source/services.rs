//! How procedures are taken and how they are grouped.

use serde::Deserialize;

use crate::catalogue::service::GeneralDefinition;
use crate::catalogue::{
    EntryLine, FeeRule, Field, FormCase, Handler, OnlineLevel, Outcome, PaperSource, ProcedureCode,
    ResultDelivery, ResultForm, ServiceComponent, ServiceDefinition, TermRule,
};
use crate::kernel::FactStatus;

use super::agencies::from_toml;
use super::table::rows;
use super::{ExecutingUnits, Fields, Files, LifeEvent, ServiceBook, SourceError};

const SERVICES: &str = "services.toml";
/// The folder of entries.
const ENTRIES: &str = "services";
const EXECUTING_UNITS: &str = "executing_units.tsv";
const FIELDS: &str = "fields.tsv";
const LIFE_EVENTS: &str = "life_events.toml";

/// In the table of executing units: reviewed, and not filed here.
const NOBODY: &str = "-";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    popular: Vec<ProcedureCode>,
    general: GeneralDefinition,
}

/// The entries of the services that share a form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    form: Option<String>,
    status: FactStatus,
    source: String,
    level: OnlineLevel,
    result: ResultForm,
    deliveries: Vec<ResultDelivery>,
    #[serde(default)]
    free: bool,
    #[serde(default)]
    papers: PaperSource,
    #[serde(default)]
    not_papers: Vec<String>,
    service: Vec<Row>,
    #[serde(default)]
    component: Vec<ServiceComponent>,
    #[serde(default)]
    fee: Vec<FeeRule>,
    #[serde(default)]
    term: Vec<TermRule>,
    #[serde(default)]
    outcome: Vec<Outcome>,
}

/// What one service has of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    procedure: ProcedureCode,
    name_en: Option<String>,
    handlers: Option<Vec<Handler>>,
    deliveries: Option<Vec<ResultDelivery>>,
    successor: Option<ProcedureCode>,
    #[serde(default)]
    variant: bool,
    case: Option<FormCase>,
}

/// The entries of services, and what holds without one.
pub(super) fn book(files: &Files) -> Result<ServiceBook, SourceError> {
    let common: Common = from_toml(files, SERVICES)?;
    let mut book = ServiceBook {
        popular: common.popular,
        general: common.general,
        definitions: Default::default(),
        variants: Default::default(),
        strays: Vec::new(),
    };
    for path in files.list(ENTRIES, "toml")? {
        for entry in entries(files, &path, &mut book.strays)? {
            let (code, at) = (entry.procedure.clone(), entry.at.line);
            if entry.is_variant {
                book.variants.entry(code).or_default().push(entry);
                continue;
            }
            if book.definitions.insert(code.clone(), entry).is_some() {
                let what = format!("two entries for {code}");
                return Err(SourceError::at(&path, at, what));
            }
        }
    }
    Ok(book)
}

/// The entries of a file. What names a service that the file does not have goes to `strays`.
fn entries(
    files: &Files,
    path: &str,
    strays: &mut Vec<(EntryLine, ProcedureCode)>,
) -> Result<Vec<ServiceDefinition>, SourceError> {
    let mut file: EntryFile = from_toml(files, path)?;
    let text = files.text(path)?;
    let lines = |table: &str| headers(&text, table);
    file.component
        .iter_mut()
        .zip(lines("component"))
        .for_each(|(one, line)| one.line = line);
    file.fee
        .iter_mut()
        .zip(lines("fee"))
        .for_each(|(one, line)| one.line = line);
    file.term
        .iter_mut()
        .zip(lines("term"))
        .for_each(|(one, line)| one.line = line);
    file.outcome
        .iter_mut()
        .zip(lines("outcome"))
        .for_each(|(one, line)| one.line = line);
    let at = |line| EntryLine {
        file: path.to_owned(),
        line,
    };
    let named = (file.component.iter().map(|one| (&one.procedures, one.line)))
        .chain(file.fee.iter().map(|one| (&one.procedures, one.line)))
        .chain(file.term.iter().map(|one| (&one.procedures, one.line)))
        .chain(file.outcome.iter().map(|one| (&one.procedures, one.line)));
    for (codes, line) in named {
        let is_known = |code: &ProcedureCode| file.service.iter().any(|row| row.procedure == *code);
        let unknown = codes.iter().filter(|code| !is_known(code));
        strays.extend(unknown.map(|code| (at(line), code.clone())));
    }
    let rows = std::mem::take(&mut file.service).into_iter();
    let entries = rows
        .zip(lines("service"))
        .map(|(row, line)| file.entry(row, at(line)));
    Ok(entries.collect())
}

impl EntryFile {
    fn entry(&self, row: Row, at: EntryLine) -> ServiceDefinition {
        let code = row.procedure;
        let is_of =
            |procedures: &[ProcedureCode]| procedures.is_empty() || procedures.contains(&code);
        ServiceDefinition {
            name_en: row.name_en,
            form: self.form.clone(),
            handlers: row.handlers,
            level: self.level,
            result: self.result,
            deliveries: row.deliveries.unwrap_or_else(|| self.deliveries.clone()),
            free: self.free,
            successor: row.successor,
            is_variant: row.variant,
            case: row.case,
            status: self.status,
            source: self.source.clone(),
            papers: self.papers,
            not_papers: self.not_papers.clone(),
            components: self
                .component
                .iter()
                .filter(|one| is_of(&one.procedures))
                .cloned()
                .collect(),
            fees: self
                .fee
                .iter()
                .filter(|one| is_of(&one.procedures))
                .cloned()
                .collect(),
            terms: self
                .term
                .iter()
                .filter(|one| is_of(&one.procedures))
                .cloned()
                .collect(),
            outcomes: self
                .outcome
                .iter()
                .filter(|one| is_of(&one.procedures))
                .cloned()
                .collect(),
            at,
            procedure: code,
        }
    }
}

/// The lines, from 1, at which the tables of a list begin.
fn headers<'a>(text: &'a str, table: &str) -> impl Iterator<Item = usize> + use<'a> {
    let header = format!("[[{table}]]");
    let lines = text.lines().enumerate();
    lines.filter_map(move |(at, line)| (line.trim() == header).then_some(at + 1))
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
