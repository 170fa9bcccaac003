//! What `motcua catalogue check` says, a line each.

use std::fmt;

use chrono::NaiveDate;

use super::{EntryLine, Handler, Leftover, Level4Refusal, ProcedureCode};
use crate::agencies::UnitCode;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Should be looked at; the portal works.
    Warning,
    /// Must not be published.
    Error,
}

/// Something that does not fit together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// A code stands in the files twice.
    DuplicateCode(ProcedureCode),
    /// No agency is known by the promulgator's name.
    UnknownPromulgator {
        name: String,
        /// How many procedures name it.
        procedures: usize,
    },
    /// The source does not say who published so many procedures.
    NoPromulgator(usize),
    /// The table of fields lacks one that a procedure names.
    UnknownField {
        name: String,
        /// How many procedures name it.
        procedures: usize,
    },
    /// The table of executing units has not been reviewed for a unit: it is not filed online.
    UnknownExecutingUnit {
        unit: String,
        /// How many procedures name it.
        procedures: usize,
    },
    /// A procedure leads to one that does not exist.
    UnknownSuccessor {
        /// The procedure that has ended.
        of: ProcedureCode,
        /// What it leads to.
        successor: ProcedureCode,
    },
    /// The number of a law has something stuck to it, or has lost a part.
    GarbledCitation {
        /// The procedure that rests on it.
        of: ProcedureCode,
        citation: String,
    },
    /// A text that must not reach a page.
    Leftover {
        /// The procedure.
        of: ProcedureCode,
        what: Leftover,
        text: String,
    },
    /// A life event names a procedure that does not exist.
    UnknownInLifeEvent {
        /// The life event.
        slug: String,
        code: ProcedureCode,
    },
    /// A life event names a field that does not exist.
    UnknownFieldInLifeEvent {
        /// The life event.
        slug: String,
        /// The field's name.
        field: String,
    },
    /// A service's entry names a procedure that does not exist.
    ServiceWithoutProcedure(ProcedureCode),
    /// Something is wrong with the entry of a service.
    Entry { at: EntryLine, fault: EntryFault },
    /// Something is wrong with the file of a form.
    Form {
        /// Its name in the folder of forms.
        file: String,
        line: usize,
        problem: String,
        /// Whether the form must not be published.
        is_error: bool,
    },
    /// The general application form does not exist.
    MissingGeneralForm(String),
    /// Level 4 is claimed and not granted.
    Level4Refused {
        /// The service.
        code: ProcedureCode,
        /// What it lacks.
        missing: Vec<Level4Refusal>,
    },
    /// A central agency that handles procedures is not in force.
    NoCentralHandler(Handler),
    /// Nobody is known of a kind of handling agency in so many provinces: what they handle cannot be
    /// filed there.
    NoHandlerIn {
        /// The kind.
        handler: Handler,
        provinces: usize,
    },
    /// The table of holidays ends within a year, or has ended.
    HolidaysEnd(Option<NaiveDate>),
}

/// What is wrong with the entry of a service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryFault {
    /// Its form does not exist.
    MissingForm(String),
    /// It waits for the answer to a question that its form does not ask.
    UnknownQuestion {
        /// The key of the paper or fee.
        of: String,
        /// The question's key.
        question: String,
    },
    /// It waits for what the answers to its form can never be.
    NeverHolds {
        /// The key of the paper or fee.
        of: String,
        /// What is wrong with its condition.
        problem: String,
    },
    /// A paper or fee has the key of another one.
    DoubledKey(String),
    /// A fee names an amount and no source.
    AmountWithoutSource(String),
    /// A fee ends before it begins.
    EndsBefore(String),
    /// It names a province that is not in force.
    UnknownProvince(UnitCode),
    /// It names a procedure that does not exist.
    UnknownProcedure(ProcedureCode),
    /// A part of the file names a service that the file does not have.
    NotOfTheFile(ProcedureCode),
    /// Its procedure has several forms, and nothing says for whom this one is.
    NoCase(ProcedureCode),
    /// It is said to be free, and has a fee.
    FreeAndCharged(ProcedureCode),
}

impl fmt::Display for EntryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingForm(form) => write!(f, "there is no form {form:?}"),
            Self::UnknownQuestion { of, question } => {
                write!(
                    f,
                    "{of:?} waits for {question:?}, which the form does not ask"
                )
            }
            Self::NeverHolds { of, problem } => write!(f, "{of:?}: {problem}"),
            Self::DoubledKey(key) => write!(f, "{key:?} is the key of another one"),
            Self::AmountWithoutSource(key) => {
                write!(f, "the fee {key:?} names an amount and no source")
            }
            Self::EndsBefore(key) => write!(f, "the fee {key:?} ends before it begins"),
            Self::UnknownProvince(code) => write!(f, "no province {code} is in force"),
            Self::UnknownProcedure(code) => write!(f, "there is no procedure {code}"),
            Self::NotOfTheFile(code) => write!(f, "{code} is no service of this file"),
            Self::NoCase(code) => {
                write!(f, "{code} has several forms: say for whom this one is")
            }
            Self::FreeAndCharged(code) => write!(f, "{code} is free, and has a fee"),
        }
    }
}

impl Finding {
    /// The order in which findings are told.
    pub fn worst_first(one: &Self, other: &Self) -> std::cmp::Ordering {
        let by_severity = other.severity().cmp(&one.severity());
        by_severity.then_with(|| one.cmp(other))
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::NoPromulgator(_)
            | Self::UnknownField { .. }
            | Self::UnknownExecutingUnit { .. }
            | Self::Form {
                is_error: false, ..
            }
            | Self::NoHandlerIn { .. }
            | Self::HolidaysEnd(_) => Severity::Warning,
            Self::DuplicateCode(_)
            | Self::UnknownPromulgator { .. }
            | Self::UnknownSuccessor { .. }
            | Self::GarbledCitation { .. }
            | Self::Leftover { .. }
            | Self::UnknownInLifeEvent { .. }
            | Self::UnknownFieldInLifeEvent { .. }
            | Self::ServiceWithoutProcedure(_)
            | Self::Form { .. }
            | Self::Entry { .. }
            | Self::MissingGeneralForm(_)
            | Self::Level4Refused { .. }
            | Self::NoCentralHandler(_) => Severity::Error,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateCode(code) => write!(f, "{code} stands in the files twice"),
            Self::UnknownPromulgator { name, procedures } => {
                write!(
                    f,
                    "no agency is known as {name:?}, promulgator of {procedures} procedures"
                )
            }
            Self::NoPromulgator(procedures) => {
                write!(f, "{procedures} procedures have no promulgator")
            }
            Self::UnknownField { name, procedures } => {
                write!(
                    f,
                    "no field is called {name:?}, as {procedures} procedures say"
                )
            }
            Self::UnknownExecutingUnit { unit, procedures } => write!(
                f,
                "the executing unit {unit:?} of {procedures} procedures is not in the table"
            ),
            Self::UnknownSuccessor { of, successor } => {
                write!(f, "{of} leads to {successor}, which does not exist")
            }
            Self::GarbledCitation { of, citation } => {
                write!(f, "{of} cites {citation:?}, which is no number of a law")
            }
            Self::Leftover { of, what, text } => {
                let what = match what {
                    Leftover::Remark => "a remark about the data",
                    Leftover::Crawl => "remains of the page that it was read from",
                    Leftover::FileName => "the name of a file",
                    Leftover::Capitals => "nothing but capitals",
                };
                write!(f, "{of} holds {what}: {text:?}")
            }
            Self::UnknownInLifeEvent { slug, code } => {
                write!(
                    f,
                    "the life event {slug} names {code}, which does not exist"
                )
            }
            Self::UnknownFieldInLifeEvent { slug, field } => {
                write!(
                    f,
                    "the life event {slug} names the field {field:?}, which does not exist"
                )
            }
            Self::ServiceWithoutProcedure(code) => {
                write!(f, "the service {code} has no procedure")
            }
            Self::Form {
                file,
                line,
                problem,
                ..
            } => write!(f, "catalogue/forms/{file}:{line}: {problem}"),
            Self::Entry { at, fault } => write!(f, "{at}: {fault}"),
            Self::MissingGeneralForm(form) => {
                write!(f, "the general application form {form:?} does not exist")
            }
            Self::Level4Refused { code, missing } => {
                write!(f, "{code} is not level 4:")?;
                for (at, refusal) in missing.iter().enumerate() {
                    write!(f, "{} {refusal}", if at == 0 { "" } else { "," })?;
                }
                Ok(())
            }
            Self::NoCentralHandler(handler) => {
                write!(f, "{handler} handles procedures, but is not in force")
            }
            Self::NoHandlerIn { handler, provinces } => write!(
                f,
                "{handler} handles procedures, but {provinces} provinces have none"
            ),
            Self::HolidaysEnd(Some(last)) => write!(f, "the table of holidays ends on {last}"),
            Self::HolidaysEnd(None) => f.write_str("the table of holidays is empty"),
        }
    }
}
