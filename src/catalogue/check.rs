//! What `motcua catalogue check` says: what in the catalogue does not fit together, or will not
//! for long.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Months, NaiveDate};

use crate::agencies::UnitCode;

use super::{
    Catalogue, Handler, Level4Refusal, OnlineLevel, Place, PlaceNeeded, Procedure, ProcedureCode,
};

/// How many months before its end the holiday table is complained of.
const HOLIDAY_NOTICE_MONTHS: u32 = 12;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Should be looked at; the portal works.
    Warning,
    /// Must not be published.
    Error,
}

/// What the check cannot know from the catalogue itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The keys of the forms that exist.
    pub forms: &'a BTreeSet<String>,
    /// Whether the portal takes payments.
    pub online_payment: bool,
    /// The present day.
    pub today: NaiveDate,
}

/// Something that does not fit together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// A code stands in the files twice.
    DuplicateCode(ProcedureCode),
    /// No agency is known by the promulgator's name.
    UnknownPromulgator {
        /// The name.
        name: String,
        /// How many procedures name it.
        procedures: usize,
    },
    /// The source does not say who published so many procedures.
    NoPromulgator(usize),
    /// The table of fields lacks one that a procedure names.
    UnknownField {
        /// The name.
        name: String,
        /// How many procedures name it.
        procedures: usize,
    },
    /// The table of executing units has not been reviewed for a unit: it is not filed online.
    UnknownExecutingUnit {
        /// The unit.
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
    /// A life event names a procedure that does not exist.
    UnknownInLifeEvent {
        /// The life event.
        slug: String,
        /// The code.
        code: ProcedureCode,
    },
    /// A service's entry names a procedure that does not exist.
    ServiceWithoutProcedure(ProcedureCode),
    /// A service has a form that does not exist.
    MissingForm {
        /// The service.
        code: ProcedureCode,
        /// The form's key.
        form: String,
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
    /// A province is said to be open that is not in force.
    UnknownOpenProvince(UnitCode),
    /// A kind of handling agency does not exist where the portal is open.
    NoHandlerThere {
        /// The kind.
        handler: Handler,
        /// The province; none for a central agency.
        province: Option<UnitCode>,
    },
    /// The table of holidays ends within a year, or has ended.
    HolidaysEnd(Option<NaiveDate>),
}

impl Finding {
    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::NoPromulgator(_)
            | Self::UnknownField { .. }
            | Self::UnknownExecutingUnit { .. }
            | Self::HolidaysEnd(_) => Severity::Warning,
            Self::DuplicateCode(_)
            | Self::UnknownPromulgator { .. }
            | Self::UnknownSuccessor { .. }
            | Self::UnknownInLifeEvent { .. }
            | Self::ServiceWithoutProcedure(_)
            | Self::MissingForm { .. }
            | Self::MissingGeneralForm(_)
            | Self::Level4Refused { .. }
            | Self::UnknownOpenProvince(_)
            | Self::NoHandlerThere { .. } => Severity::Error,
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
            Self::UnknownInLifeEvent { slug, code } => {
                write!(
                    f,
                    "the life event {slug} names {code}, which does not exist"
                )
            }
            Self::ServiceWithoutProcedure(code) => {
                write!(f, "the service {code} has no procedure")
            }
            Self::MissingForm { code, form } => {
                write!(
                    f,
                    "the service {code} needs the form {form:?}, which does not exist"
                )
            }
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
            Self::UnknownOpenProvince(code) => write!(f, "no province {code} is in force"),
            Self::NoHandlerThere {
                handler,
                province: Some(province),
            } => {
                write!(
                    f,
                    "{handler} handles procedures, but province {province} has none"
                )
            }
            Self::NoHandlerThere {
                handler,
                province: None,
            } => {
                write!(f, "{handler} handles procedures, but is not in force")
            }
            Self::HolidaysEnd(Some(last)) => write!(f, "the table of holidays ends on {last}"),
            Self::HolidaysEnd(None) => f.write_str("the table of holidays is empty"),
        }
    }
}

/// Everything that does not fit together, the worst first.
pub fn check(catalogue: &Catalogue, circumstances: Circumstances<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = catalogue
        .duplicates
        .iter()
        .cloned()
        .map(Finding::DuplicateCode)
        .collect();
    findings.extend(procedure_references(catalogue));
    findings.extend(life_events(catalogue));
    findings.extend(services(catalogue, circumstances));
    findings.extend(handlers(catalogue, circumstances.today));
    findings.extend(holidays(catalogue, circumstances.today));
    findings.sort_by(|one, other| {
        other
            .severity()
            .cmp(&one.severity())
            .then_with(|| one.cmp(other))
    });
    findings
}

/// Counts the procedures that name something unknown.
#[derive(Default)]
struct Unknown<'a>(BTreeMap<&'a str, usize>);

impl<'a> Unknown<'a> {
    fn count(&mut self, name: &'a str) {
        *self.0.entry(name).or_default() += 1;
    }

    fn findings(self, finding: impl Fn(String, usize) -> Finding) -> impl Iterator<Item = Finding> {
        self.0
            .into_iter()
            .map(move |(name, procedures)| finding(name.to_owned(), procedures))
    }
}

fn procedure_references(catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut promulgators, mut fields, mut units) =
        (Unknown::default(), Unknown::default(), Unknown::default());
    let mut without_promulgator = 0;
    for procedure in catalogue.procedures.values() {
        match procedure.promulgator.as_deref() {
            None => without_promulgator += 1,
            Some(name) if catalogue.agencies.named(name).is_none() => promulgators.count(name),
            Some(_) => {}
        }
        for field in &procedure.fields {
            if catalogue.fields.named(field).is_none() {
                fields.count(field);
            }
        }
        for unit in procedure.executing_units() {
            if catalogue.executing_units.handlers(unit).is_none() {
                units.count(unit);
            }
        }
        findings.extend(unknown_successor(catalogue, procedure));
    }
    findings
        .extend((without_promulgator > 0).then_some(Finding::NoPromulgator(without_promulgator)));
    findings.extend(
        promulgators.findings(|name, procedures| Finding::UnknownPromulgator { name, procedures }),
    );
    findings.extend(fields.findings(|name, procedures| Finding::UnknownField { name, procedures }));
    findings.extend(
        units.findings(|unit, procedures| Finding::UnknownExecutingUnit { unit, procedures }),
    );
    findings
}

fn unknown_successor(catalogue: &Catalogue, procedure: &Procedure) -> Option<Finding> {
    let successor = procedure.successor()?;
    (!catalogue.procedures.contains_key(successor)).then(|| Finding::UnknownSuccessor {
        of: procedure.code.clone(),
        successor: successor.clone(),
    })
}

fn life_events(catalogue: &Catalogue) -> Vec<Finding> {
    let named = catalogue
        .life_events
        .iter()
        .flat_map(|event| event.procedures.iter().map(move |code| (&event.slug, code)));
    named
        .filter(|(_, code)| !catalogue.procedures.contains_key(*code))
        .map(|(slug, code)| Finding::UnknownInLifeEvent {
            slug: slug.clone(),
            code: code.clone(),
        })
        .collect()
}

fn services(catalogue: &Catalogue, circumstances: Circumstances<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let general = &catalogue.services.general.form;
    if !circumstances.forms.contains(general) {
        findings.push(Finding::MissingGeneralForm(general.clone()));
    }
    for (code, entry) in &catalogue.services.definitions {
        let Some(procedure) = catalogue.procedures.get(code) else {
            findings.push(Finding::ServiceWithoutProcedure(code.clone()));
            continue;
        };
        if !circumstances.forms.contains(&entry.form) {
            let (code, form) = (code.clone(), entry.form.clone());
            findings.push(Finding::MissingForm { code, form });
        }
        let missing = match catalogue.service(procedure) {
            Err(_) => vec![Level4Refusal::NotFiledOnline],
            Ok(service) => service.level(circumstances.online_payment).missing_for_full,
        };
        if entry.level == OnlineLevel::Full && !missing.is_empty() {
            findings.push(Finding::Level4Refused {
                code: code.clone(),
                missing,
            });
        }
    }
    findings
}

/// Every kind of handling agency must exist in every province that is open, at least once for
/// the kinds that a commune has.
fn handlers(catalogue: &Catalogue, today: NaiveDate) -> Vec<Finding> {
    let entries = catalogue
        .services
        .definitions
        .values()
        .flat_map(|entry| &entry.handlers);
    let mapped = catalogue
        .executing_units
        .rows()
        .flat_map(|(_, handlers)| handlers);
    let kinds: BTreeSet<&Handler> = entries.chain(mapped).collect();
    let mut findings = Vec::new();
    for province in &catalogue.services.opened {
        if catalogue.units.province(province).is_none() {
            findings.push(Finding::UnknownOpenProvince(province.clone()));
        }
    }
    for handler in kinds {
        if handler.needs() == PlaceNeeded::Nothing {
            let found = handler.agency_at(&catalogue.agencies, Place::default(), today);
            if found.is_none() {
                findings.push(Finding::NoHandlerThere {
                    handler: handler.clone(),
                    province: None,
                });
            }
            continue;
        }
        for province in &catalogue.services.opened {
            if !handles_throughout(catalogue, handler, province, today) {
                let (handler, province) = (handler.clone(), Some(province.clone()));
                findings.push(Finding::NoHandlerThere { handler, province });
            }
        }
    }
    findings
}

fn handles_throughout(
    catalogue: &Catalogue,
    handler: &Handler,
    province: &UnitCode,
    today: NaiveDate,
) -> bool {
    let exists = |place| {
        handler
            .agency_at(&catalogue.agencies, place, today)
            .is_some()
    };
    let place = Place {
        province: Some(province),
        commune: None,
    };
    if handler.needs() == PlaceNeeded::Province {
        return exists(place);
    }
    let mut communes = catalogue.units.communes_of(province);
    communes.all(|commune| {
        exists(Place {
            commune: Some(&commune.code),
            ..place
        })
    })
}

fn holidays(catalogue: &Catalogue, today: NaiveDate) -> Option<Finding> {
    let last = catalogue.holidays.last().map(|holiday| holiday.date);
    let notice = today.checked_add_months(Months::new(HOLIDAY_NOTICE_MONTHS));
    // The last holiday of a year falls some time before its end: the table covers that year.
    let covered =
        last.and_then(|last| NaiveDate::from_ymd_opt(chrono::Datelike::year(&last), 12, 31));
    match (covered, notice) {
        (Some(covered), Some(notice)) if covered > notice => None,
        _ => Some(Finding::HolidaysEnd(covered)),
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::source::Files;

    use super::*;

    fn forms() -> BTreeSet<String> {
        [
            "general",
            "khai-sinh",
            "the-bhyt",
            "khuyen-mai",
            "giay-phep-lai-xe",
        ]
        .map(str::to_owned)
        .into()
    }

    fn findings(catalogue: &Catalogue, today: &str) -> Vec<Finding> {
        let circumstances = Circumstances {
            forms: &forms(),
            online_payment: false,
            today: today.parse().unwrap(),
        };
        check(catalogue, circumstances)
    }

    #[test]
    fn the_built_in_catalogue_has_no_errors() {
        let catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let findings = findings(&catalogue, "2026-11-22");
        let errors: Vec<String> = findings
            .iter()
            .filter(|finding| finding.severity() == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let warnings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["70 procedures have no promulgator"]);
    }

    #[test]
    fn holidays_are_asked_for_a_year_ahead() {
        let catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let ends = |today| {
            let all = findings(&catalogue, today);
            all.iter()
                .any(|finding| matches!(finding, Finding::HolidaysEnd(_)))
        };
        assert!(!ends("2026-12-30"));
        assert!(ends("2026-12-31"));
        assert!(ends("2030-01-01"));
    }

    #[test]
    fn a_claimed_level_4_names_what_it_lacks() {
        let mut catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let code: ProcedureCode = "3.000347".parse().unwrap();
        catalogue.services.definitions.get_mut(&code).unwrap().level = OnlineLevel::Full;
        let refused = Finding::Level4Refused {
            code,
            missing: vec![Level4Refusal::NoOnlinePayment],
        };
        assert_eq!(
            refused.to_string(),
            "3.000347 is not level 4: its fee cannot be paid online"
        );
        assert!(findings(&catalogue, "2026-11-22").contains(&refused));
    }

    #[test]
    fn broken_references_are_found() {
        let mut catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let code: ProcedureCode = "3.000347".parse().unwrap();
        catalogue.procedures.remove(&code);
        let entry = catalogue.services.definitions.values_mut().next().unwrap();
        entry.form = "missing".to_owned();
        entry.handlers.push("central:G99".parse().unwrap());
        catalogue.services.opened.insert("99".parse().unwrap());
        let found = findings(&catalogue, "2026-11-22");
        let has = |wanted: &dyn Fn(&Finding) -> bool| found.iter().any(wanted);
        assert!(has(
            &|finding| *finding == Finding::ServiceWithoutProcedure(code.clone())
        ));
        assert!(has(&|finding| matches!(
            finding,
            Finding::UnknownSuccessor { .. }
        )));
        assert!(has(&|finding| matches!(
            finding,
            Finding::UnknownInLifeEvent { .. }
        )));
        assert!(has(&|finding| matches!(
            finding,
            Finding::MissingForm { .. }
        )));
        assert!(has(&|finding| matches!(
            finding,
            Finding::UnknownOpenProvince(_)
        )));
        assert!(has(&|finding| {
            matches!(finding, Finding::NoHandlerThere { province: None, .. })
        }));
    }
}
