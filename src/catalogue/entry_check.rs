//! Looks for what in the entry of a service does not fit together.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Catalogue, EntryFault, FeeKnowledge, FeeRule, Finding, ServiceComponent, ServiceDefinition,
};
use crate::forms::Condition;

/// The faults of an entry, each with its file and line.
pub(super) fn faults_of(
    entry: &ServiceDefinition,
    catalogue: &Catalogue,
    forms: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Finding> {
    let mut faults: Vec<(usize, EntryFault)> = Vec::new();
    let own = entry.at.line;
    let successor = entry.successor.iter();
    let unknown = successor.filter(|code| !catalogue.procedures.contains_key(*code));
    faults.extend(unknown.map(|code| (own, EntryFault::UnknownProcedure(code.clone()))));
    if entry.free && entry.fee_knowledge() == FeeKnowledge::Charged {
        faults.push((own, EntryFault::FreeAndCharged(entry.procedure.clone())));
    }
    let nothing = BTreeSet::new();
    let questions = match &entry.form {
        // The general form asks the same of everybody: nothing depends on its answers.
        None => &nothing,
        Some(form) => match forms.get(form) {
            Some(questions) => questions,
            None => {
                faults.push((own, EntryFault::MissingForm(form.clone())));
                &nothing
            }
        },
    };
    faults.extend(doubled(entry.components.iter().map(|one| (&one.key, one.line))));
    faults.extend(doubled(entry.fees.iter().map(|one| (&one.key, one.line))));
    for component in &entry.components {
        faults.extend(of_component(component, questions));
    }
    for fee in &entry.fees {
        faults.extend(of_fee(fee, catalogue, questions));
    }
    let finding = |(line, fault)| Finding::Entry {
        at: entry.line(line),
        fault,
    };
    faults.into_iter().map(finding).collect()
}

fn doubled<'a>(
    keys: impl Iterator<Item = (&'a String, usize)>,
) -> impl Iterator<Item = (usize, EntryFault)> {
    let mut known = BTreeSet::new();
    keys.filter(move |(key, _)| !known.insert(*key))
        .map(|(key, line)| (line, EntryFault::DoubledKey(key.clone())))
}

fn of_component(
    component: &ServiceComponent,
    questions: &BTreeSet<String>,
) -> Vec<(usize, EntryFault)> {
    let asked = component.when.iter().flat_map(asked_about);
    unknown(&component.key, component.line, asked, questions)
}

fn of_fee(
    fee: &FeeRule,
    catalogue: &Catalogue,
    questions: &BTreeSet<String>,
) -> Vec<(usize, EntryFault)> {
    let asked = (fee.when.iter().flat_map(asked_about))
        .chain(fee.overdue.iter().map(|overdue| overdue.since.clone()))
        .chain(fee.times.clone());
    let mut faults = unknown(&fee.key, fee.line, asked, questions);
    let provinces = fee.provinces.iter();
    let unknown = provinces.filter(|code| catalogue.units.province(code).is_none());
    faults.extend(unknown.map(|code| (fee.line, EntryFault::UnknownProvince(code.clone()))));
    if fee.amount.is_some() && fee.source.as_ref().is_none_or(|source| source.trim().is_empty()) {
        faults.push((fee.line, EntryFault::AmountWithoutSource(fee.key.clone())));
    }
    if fee.from.zip(fee.to).is_some_and(|(from, to)| to < from) {
        faults.push((fee.line, EntryFault::EndsBefore(fee.key.clone())));
    }
    faults
}

/// The questions that a condition asks about.
fn asked_about(condition: &Condition) -> Vec<String> {
    let mut asked = Vec::new();
    condition.each_field(&mut |question, _| {
        // A part of an answer is named behind a point.
        let question = question.split('.').next().unwrap_or(question);
        asked.push(question.to_owned());
    });
    asked
}

fn unknown(
    of: &str,
    line: usize,
    asked: impl Iterator<Item = String>,
    questions: &BTreeSet<String>,
) -> Vec<(usize, EntryFault)> {
    let of = of.to_owned();
    let fault = |question| {
        let of = of.clone();
        (line, EntryFault::UnknownQuestion { of, question })
    };
    asked
        .filter(|question| !questions.contains(question))
        .map(fault)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Circumstances, Files, check};

    const FILE: &str = "services/khai-bao-tam-vang.toml";

    /// The built-in catalogue with another text of one file.
    fn with(text: &str) -> Files {
        let built_in = Files::BuiltIn;
        let paths = built_in.paths().unwrap();
        let mut files: BTreeMap<String, String> = paths
            .into_iter()
            .map(|path| (path.clone(), built_in.text(&path).unwrap().into_owned()))
            .collect();
        files.insert(FILE.to_owned(), text.to_owned());
        Files::Stored(files)
    }

    const HEAD: &str = r#"form = "general"
status = "verified"
source = "CT03"
level = 3
result = "electronic"
deliveries = ["portal"]
[[service]]
procedure = "1.003677"
handlers = ["commune_police"]
"#;

    #[test]
    fn a_fault_of_an_entry_is_told_with_its_file_and_line() {
        let text = format!(
            r#"{HEAD}successor = "9.999999"
[[component]]
key = "a"
name = "Giấy tờ"
electronic = true
when = {{ field = "moon", filled = true }}
[[component]]
key = "a"
procedures = ["1.001193"]
name = "Giấy tờ khác"
electronic = true
[[component]]
key = "a"
name = "Giấy tờ khác nữa"
electronic = true
[[fee]]
key = "phi"
name = "Phí"
amount = 7000
provinces = ["01", "99"]
overdue = {{ since = "tide", days = 60 }}
from = "2026-02-01"
to = "2026-01-31"
"#
        );
        let catalogue = Catalogue::read(&with(&text)).unwrap();
        let forms = BTreeMap::from([("general".to_owned(), BTreeSet::new())]);
        let circumstances = Circumstances {
            forms: &forms,
            online_payment: false,
            today: "2026-12-01".parse().unwrap(),
        };
        let said: Vec<String> = check(&catalogue, circumstances)
            .iter()
            .map(ToString::to_string)
            .filter(|said| said.starts_with(FILE))
            .map(|said| said[FILE.len()..].to_owned())
            .collect();
        assert_eq!(
            said,
            [
                ":7: there is no procedure 9.999999",
                ":11: \"a\" waits for \"moon\", which the form does not ask",
                ":16: 1.001193 is no service of this file",
                ":21: \"a\" is the key of another one",
                ":25: \"phi\" waits for \"tide\", which the form does not ask",
                ":25: the fee \"phi\" names an amount and no source",
                ":25: the fee \"phi\" ends before it begins",
                ":25: no province 99 is in force",
            ]
        );
    }

    #[test]
    fn a_kind_of_agency_that_is_none_is_told_with_its_line() {
        let text = HEAD.replace("commune_police", "district_police");
        let error = Catalogue::read(&with(&text)).unwrap_err().to_string();
        assert!(error.starts_with(FILE), "{error}");
        assert!(error.contains("line 9"), "{error}");
        assert!(error.contains("no such kind of handling agency"), "{error}");
    }
}
