//! Looks for what in the entry of a service does not fit together.

use std::collections::BTreeSet;

use super::{
    Catalogue, EntryFault, FeeKnowledge, FeeRule, Finding, FormFiles, ServiceComponent,
    ServiceDefinition,
};
use crate::forms::{Condition, Finding as FormFinding, FormDefinition};

/// The faults of an entry, each with its file and line.
pub(super) fn faults_of(
    entry: &ServiceDefinition,
    catalogue: &Catalogue,
    forms: &FormFiles,
) -> Vec<Finding> {
    let mut faults: Vec<(usize, EntryFault)> = Vec::new();
    let own = entry.at.line;
    let successor = entry.successor.iter();
    let unknown = successor.filter(|code| !catalogue.procedures.contains_key(*code));
    faults.extend(unknown.map(|code| (own, EntryFault::UnknownProcedure(code.clone()))));
    if entry.case.is_none() && catalogue.services.variants.contains_key(&entry.procedure) {
        faults.push((own, EntryFault::NoCase(entry.procedure.clone())));
    }
    if entry.free && entry.fee_knowledge() == FeeKnowledge::Charged {
        faults.push((own, EntryFault::FreeAndCharged(entry.procedure.clone())));
    }
    // The general form asks the same of everybody: nothing depends on its answers.
    let form = entry.form.as_ref().and_then(|key| {
        let form = forms.get(key);
        if form.is_none() {
            faults.push((own, EntryFault::MissingForm(key.clone())));
        }
        form
    });
    faults.extend(doubled(
        entry.components.iter().map(|one| (&one.key, one.line)),
    ));
    faults.extend(doubled(entry.fees.iter().map(|one| (&one.key, one.line))));
    for component in &entry.components {
        faults.extend(of_component(component, form));
    }
    for fee in &entry.fees {
        faults.extend(of_fee(fee, catalogue, form));
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
    form: Option<&FormDefinition>,
) -> Vec<(usize, EntryFault)> {
    let when = component.when.iter();
    when.flat_map(|when| of_condition(&component.key, component.line, when, form))
        .collect()
}

fn of_fee(
    fee: &FeeRule,
    catalogue: &Catalogue,
    form: Option<&FormDefinition>,
) -> Vec<(usize, EntryFault)> {
    let when = fee.when.iter();
    let mut faults: Vec<(usize, EntryFault)> = when
        .flat_map(|when| of_condition(&fee.key, fee.line, when, form))
        .collect();
    let asked = (fee.overdue.iter().map(|overdue| &overdue.since)).chain(&fee.times);
    let unasked = asked.filter(|key| form.is_none_or(|form| form.field(key).is_none()));
    faults.extend(unasked.map(|question| {
        let (of, question) = (fee.key.clone(), question.clone());
        (fee.line, EntryFault::UnknownQuestion { of, question })
    }));
    let provinces = fee.provinces.iter();
    let unknown = provinces.filter(|code| catalogue.units.province(code).is_none());
    faults.extend(unknown.map(|code| (fee.line, EntryFault::UnknownProvince(code.clone()))));
    if fee.amount.is_some()
        && fee
            .source
            .as_ref()
            .is_none_or(|source| source.trim().is_empty())
    {
        faults.push((fee.line, EntryFault::AmountWithoutSource(fee.key.clone())));
    }
    if fee.from.zip(fee.to).is_some_and(|(from, to)| to < from) {
        faults.push((fee.line, EntryFault::EndsBefore(fee.key.clone())));
    }
    faults
}

/// What is wrong with a condition on the answers to a form.
fn of_condition(
    of: &str,
    line: usize,
    when: &Condition,
    form: Option<&FormDefinition>,
) -> Vec<(usize, EntryFault)> {
    let mut faults = Vec::new();
    let Some(form) = form else {
        when.each_field(&mut |question, _| {
            let (of, question) = (of.to_owned(), question.to_owned());
            faults.push((line, EntryFault::UnknownQuestion { of, question }));
        });
        return faults;
    };
    let found = form.check_condition_outside(of, when).into_iter();
    faults.extend(found.map(|finding| {
        let of = of.to_owned();
        let fault = match finding {
            FormFinding::UnknownField { field, .. } => EntryFault::UnknownQuestion {
                of,
                question: field,
            },
            other => EntryFault::NeverHolds {
                of,
                problem: other.to_string(),
            },
        };
        (line, fault)
    }));
    faults
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        let (forms, _) = FormFiles::read(&Files::BuiltIn).unwrap();
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
