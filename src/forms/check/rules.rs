//! Whether rules name what exists, compare what can be compared, and leave a way to finish.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::{self, is_date, is_number};
use super::{Finding, Located, Position};
use crate::forms::condition::parted;
use crate::forms::rule::RuleKind;
use crate::forms::{Field, FieldType, FormDefinition, Rule};

pub(super) fn check(form: &FormDefinition, findings: &mut Located) {
    for (place, rule) in form.rules.iter().enumerate() {
        let mut found = Vec::new();
        check_rule(form, rule, &mut found);
        let located = found.into_iter();
        findings.extend(located.map(|finding| (Position::Rule(place), finding)));
    }
    contradictions(form, findings);
}

fn check_rule(form: &FormDefinition, rule: &Rule, findings: &mut Vec<Finding>) {
    let page = |name: &str| {
        let key = parted(name).0;
        let mut sections = form.sections.iter();
        sections.position(|section| section.fields.iter().any(|field| field.key == key))
    };
    let names = rule.fields();
    for name in &names {
        if form.label_of(name).is_none() {
            let field = (*name).to_owned();
            findings.push(Finding::RuleOnUnknownField { field });
        }
    }
    // Its fault stands at the first field, so that field's page must come last.
    let Some((at, others)) = names.split_first() else {
        return;
    };
    for other in others.iter().filter(|other| page(other) > page(at)) {
        let (field, other) = ((*at).to_owned(), (*other).to_owned());
        findings.push(Finding::RuleLooksAhead { field, other });
    }
    check_kinds(form, rule, at, others, findings);
    check_conditions(form, rule, at, findings);
    if let RuleKind::Elsewhere { field, unless, .. } = &rule.kind
        && form.field(parted(field).0).is_some()
    {
        let values = crate::forms::Condition::In {
            field: field.clone(),
            values: unless.clone(),
        };
        let fields: Vec<&Field> = form.fields().collect();
        conditions::check(field, &values, &fields, &fields, findings);
    }
}

/// Conditions of a rule look at what is asked by the page of its first field.
fn check_conditions(form: &FormDefinition, rule: &Rule, at: &str, findings: &mut Vec<Finding>) {
    let key = parted(at).0;
    let all: Vec<&Field> = form.fields().collect();
    let mut before: Vec<&Field> = Vec::new();
    for section in &form.sections {
        before.extend(&section.fields);
        if let Some(table) = section.fields.iter().find(|field| field.key == key) {
            if let (Some(_), FieldType::Table { columns, .. }) = (parted(at).1, &table.kind) {
                before.extend(columns);
            }
            break;
        }
    }
    for condition in rule.conditions() {
        conditions::check(at, condition, &before, &all, findings);
    }
}

fn check_kinds(
    form: &FormDefinition,
    rule: &Rule,
    at: &str,
    others: &[&str],
    findings: &mut Vec<Finding>,
) {
    let kind = |name: &str| {
        let (key, column) = parted(name);
        let field = form.field(key)?;
        match column {
            Some(column) => field.column(column).map(|column| &column.kind),
            None => Some(&field.kind),
        }
    };
    let Some(own) = kind(at) else { return };
    let table = |name: &str| parted(name).1.map(|_| parted(name).0.to_owned());
    for other in others {
        let Some(theirs) = kind(other) else { continue };
        let is_comparable = match &rule.kind {
            RuleKind::After { .. } | RuleKind::NotBefore { .. } | RuleKind::Before { .. } => {
                (is_date(own) && is_date(theirs)) || (is_number(own) && is_number(theirs))
            }
            RuleKind::Within { .. } => is_date(own) && is_date(theirs),
            RuleKind::AtMost { .. } | RuleKind::AtLeast { .. } | RuleKind::Sum { .. } => {
                is_number(own) && is_number(theirs)
            }
            RuleKind::Different { .. } => {
                std::mem::discriminant(own) == std::mem::discriminant(theirs)
            }
            _ => true,
        };
        // A column is compared with the columns of its own row; a sum adds up another table's.
        let is_sum = matches!(rule.kind, RuleKind::Sum { .. });
        let is_in_row = table(other).is_none() || table(other) == table(at);
        if !is_comparable || !(is_in_row || is_sum) || at == *other {
            let (field, other) = (at.to_owned(), (*other).to_owned());
            findings.push(Finding::RuleOnOtherKind { field, other });
        }
    }
}

/// Rules that always bind and cannot all hold: an order that leads back to where it began, or one answer
/// of several that must all be given.
fn contradictions(form: &FormDefinition, findings: &mut Located) {
    let always = form.rules.iter().enumerate();
    let always = always.filter(|(_, rule)| rule.when.is_none());
    // What must be less than what, and whether it may be equal.
    let mut less: BTreeMap<&str, Vec<(&str, bool)>> = BTreeMap::new();
    for (place, rule) in always {
        let (small, large, may_equal) = match &rule.kind {
            RuleKind::After { field, other } => (other, field, false),
            RuleKind::Before { field, other, .. } => (field, other, false),
            RuleKind::NotBefore { field, other } | RuleKind::AtLeast { field, other } => {
                (other, field, true)
            }
            RuleKind::AtMost { field, other } => (field, other, true),
            RuleKind::ExactlyOne { fields } => {
                let required = fields.iter().filter(|key| is_always_given(form, key));
                if required.count() > 1 {
                    findings.push((Position::Rule(place), contradicts(rule)));
                }
                continue;
            }
            _ => continue,
        };
        less.entry(small).or_default().push((large, may_equal));
        if leads_back(&less, small) {
            findings.push((Position::Rule(place), contradicts(rule)));
        }
    }
}

fn contradicts(rule: &Rule) -> Finding {
    let field = rule
        .fields()
        .first()
        .copied()
        .unwrap_or_default()
        .to_owned();
    Finding::RulesContradict { field }
}

fn is_always_given(form: &FormDefinition, key: &str) -> bool {
    form.sections.iter().any(|section| {
        let mut fields = section.fields.iter();
        section.condition.is_none()
            && fields.any(|one| one.key == key && one.required && one.condition.is_none())
    })
}

/// Whether something would have to be less than itself.
fn leads_back(less: &BTreeMap<&str, Vec<(&str, bool)>>, start: &str) -> bool {
    let (mut open, mut seen) = (vec![(start, true)], BTreeSet::new());
    while let Some((from, may_equal)) = open.pop() {
        for (to, equal) in less.get(from).into_iter().flatten() {
            let may_equal = may_equal && *equal;
            if *to == start && !may_equal {
                return true;
            }
            if seen.insert((*to, may_equal)) {
                open.push((to, may_equal));
            }
        }
    }
    false
}
