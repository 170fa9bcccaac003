//! Looks for what in the catalogue does not fit together, or will not for long.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use crate::agencies::UnitCode;

use super::entry_check::faults_of;
use super::{
    Catalogue, ChosenPlace, Details, EntryFault, Finding, FormFiles, Handler, Leftover,
    OnlineLevel, PlaceNeeded, Procedure, ProcedureCode, is_citation, is_in_capitals, leftover,
};

/// How many months before its end the holiday table is complained of.
const HOLIDAY_NOTICE_MONTHS: u32 = 12;

/// What the check cannot know from the catalogue itself.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The forms that exist.
    pub forms: &'a FormFiles,
    /// Whether the portal takes payments.
    pub online_payment: bool,
    /// The present day.
    pub today: NaiveDate,
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
    findings.extend(catalogue.procedures.values().flat_map(texts));
    findings.extend(life_events(catalogue));
    findings.extend(services(catalogue, circumstances));
    findings.extend(handlers(catalogue, circumstances.today));
    findings.extend(holidays(catalogue, circumstances.today));
    findings.extend(circumstances.forms.check_procedures(catalogue));
    findings.sort_by(Finding::worst_first);
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

/// What in the texts of a procedure must not reach a page.
fn texts(procedure: &Procedure) -> Vec<Finding> {
    let of = &procedure.code;
    let found = |what, text: &str| Finding::Leftover {
        of: of.clone(),
        what,
        text: text.to_owned(),
    };
    let details = procedure.details.as_ref();
    let shouted = is_in_capitals(&procedure.name).then_some(Leftover::Capitals);
    let mut findings: Vec<Finding> = details
        .into_iter()
        .flat_map(shown_texts)
        .chain([procedure.name.as_str()])
        .filter_map(|text| Some(found(leftover(text)?, text)))
        .chain(shouted.map(|what| found(what, &procedure.name)))
        .collect();
    let laws = details.into_iter().flat_map(|details| &details.laws);
    let garbled = laws.filter(|law| !is_citation(law));
    findings.extend(garbled.map(|law| Finding::GarbledCitation {
        of: of.clone(),
        citation: law.clone(),
    }));
    findings
}

/// The texts of the details that a page shows.
fn shown_texts(details: &Details) -> impl Iterator<Item = &str> {
    let papers = details.components.iter().flat_map(|paper| {
        let more = [&paper.case, &paper.condition];
        std::iter::once(&paper.name).chain(more.into_iter().flatten())
    });
    let results = details.results.iter().map(|result| &result.name);
    let notes = details.notes.iter().map(|note| &note.text);
    let fee = details.fee.iter().flat_map(|fee| &fee.words);
    papers
        .chain(results)
        .chain(notes)
        .chain(fee)
        .chain(&details.steps)
        .chain(&details.conditions)
        .chain(&details.agency)
        .chain(&details.competent)
        .map(String::as_str)
}

fn life_events(catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    for event in &catalogue.life_events {
        let codes = event.procedures.iter();
        let unknown = codes.filter(|code| !catalogue.procedures.contains_key(*code));
        findings.extend(unknown.map(|code| Finding::UnknownInLifeEvent {
            slug: event.slug.clone(),
            code: code.clone(),
        }));
        let fields = event.fields.iter();
        let unknown = fields.filter(|field| catalogue.fields.named(field).is_none());
        findings.extend(unknown.map(|field| Finding::UnknownFieldInLifeEvent {
            slug: event.slug.clone(),
            field: field.clone(),
        }));
    }
    findings
}

fn services(catalogue: &Catalogue, circumstances: Circumstances<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let general = &catalogue.services.general.form;
    if circumstances.forms.get(general).is_none() {
        findings.push(Finding::MissingGeneralForm(general.clone()));
    }
    let strays = catalogue.services.strays.iter();
    findings.extend(strays.map(|(at, code)| Finding::Entry {
        at: at.clone(),
        fault: EntryFault::NotOfTheFile(code.clone()),
    }));
    let is_alone = |code: &&ProcedureCode| !catalogue.services.definitions.contains_key(*code);
    let alone = catalogue.services.variants.keys().filter(is_alone);
    findings.extend(alone.cloned().map(Finding::ServiceWithoutProcedure));
    for (code, entry) in &catalogue.services.definitions {
        let Some(procedure) = catalogue.procedures.get(code) else {
            findings.push(Finding::ServiceWithoutProcedure(code.clone()));
            continue;
        };
        findings.extend(faults_of(entry, catalogue, circumstances.forms));
        let variants = catalogue.services.variants.get(code).into_iter().flatten();
        findings
            .extend(variants.flat_map(|entry| faults_of(entry, catalogue, circumstances.forms)));
        let missing = catalogue
            .level(procedure, circumstances.online_payment)
            .missing_for_full;
        if entry.level == OnlineLevel::Full && !missing.is_empty() {
            findings.push(Finding::Level4Refused {
                code: code.clone(),
                missing,
            });
        }
    }
    findings
}

/// Every kind of handling agency should exist in every province, those of communes in every commune of
/// it.
fn handlers(catalogue: &Catalogue, today: NaiveDate) -> Vec<Finding> {
    let entries = catalogue
        .services
        .definitions
        .values()
        .flat_map(|entry| entry.handlers.iter().flatten());
    let mapped = catalogue
        .executing_units
        .rows()
        .flat_map(|(_, handlers)| handlers);
    let kinds: BTreeSet<&Handler> = entries.chain(mapped).collect();
    let finding = |handler: &Handler| {
        if handler.needs() == PlaceNeeded::Nothing {
            let found = handler.agency_at(&catalogue.agencies, ChosenPlace::default(), today);
            return found
                .is_none()
                .then(|| Finding::NoCentralHandler(handler.clone()));
        }
        let provinces = catalogue.units.provinces().iter();
        let lacking = provinces
            .filter(|province| !handles_throughout(catalogue, handler, &province.code, today))
            .count();
        (lacking > 0).then(|| Finding::NoHandlerIn {
            handler: handler.clone(),
            provinces: lacking,
        })
    };
    kinds.into_iter().filter_map(finding).collect()
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
    let place = ChosenPlace {
        province: Some(province),
        commune: None,
    };
    if handler.needs() == PlaceNeeded::Province {
        return exists(place);
    }
    let mut communes = catalogue.units.communes_of(province);
    communes.all(|commune| {
        exists(ChosenPlace {
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
    use crate::catalogue::{Level4Refusal, Severity};

    use super::*;

    fn findings(catalogue: &Catalogue, today: &str) -> Vec<Finding> {
        let circumstances = Circumstances {
            forms: &FormFiles::read(&Files::BuiltIn).unwrap().0,
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
        assert_eq!(
            warnings,
            [
                "70 procedures have no promulgator",
                "department:ethnic_religious_affairs handles procedures, but 31 provinces have none",
                "department:foreign_affairs handles procedures, but 31 provinces have none",
                "department:industrial_zones handles procedures, but 31 provinces have none",
            ]
        );
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
    fn texts_that_must_not_reach_a_page_are_errors() {
        let mut catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let code: ProcedureCode = "3.000347".parse().unwrap();
        let procedure = catalogue.procedures.get_mut(&code).unwrap();
        let details = procedure.details.as_mut().unwrap();
        details.laws.push("2443/2024/QH15".to_owned());
        details.conditions = Some("Mẫu số 07.docx".to_owned());
        details.fee.get_or_insert_default().words = Some("150,000 Việt Nam Đồng(-".to_owned());
        details.steps.push("có vẻ là số điền tạm".to_owned());
        procedure.name = "ĐỔI GIẤY PHÉP LÁI XE".to_owned();
        let found = findings(&catalogue, "2026-11-22");
        let said: Vec<String> = found
            .iter()
            .filter(|finding| finding.severity() == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "3.000347 cites \"2443/2024/QH15\", which is no number of a law",
                "3.000347 holds a remark about the data: \"có vẻ là số điền tạm\"",
                "3.000347 holds remains of the page that it was read from: \"150,000 Việt Nam Đồng(-\"",
                "3.000347 holds the name of a file: \"Mẫu số 07.docx\"",
                "3.000347 holds nothing but capitals: \"ĐỔI GIẤY PHÉP LÁI XE\"",
            ]
        );
    }

    #[test]
    fn broken_references_are_found() {
        let mut catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let code: ProcedureCode = "3.000347".parse().unwrap();
        catalogue.procedures.remove(&code);
        let entry = catalogue.services.definitions.values_mut().next().unwrap();
        entry.form = Some("missing".to_owned());
        let nobody = "central:G99".parse().unwrap();
        entry.handlers.get_or_insert_default().push(nobody);
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
            Finding::Entry {
                fault: EntryFault::MissingForm(_),
                ..
            }
        )));
        assert!(has(&|finding| matches!(
            finding,
            Finding::NoCentralHandler(_)
        )));
    }
}
