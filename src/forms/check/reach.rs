//! Whether conditions can hold at all, and whether a form can always be finished.
//!
//! The answers to the fields that a condition looks at, and to those that decide whether these are asked, are
//! tried out: every option, and for other types the values that conditions compare with and one
//! that differs. Where that would take too long, the condition counts as one that can hold.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::conditions::own_conditions;
use super::{Finding, Located, Position};
use crate::forms::condition::parted;
use crate::forms::rule::RuleKind;
use crate::forms::validate::{is_asked, is_shown};
use crate::forms::{
    Answer, Answers, Condition, Entry, Field, FieldType, FormDefinition, PartialDate, Quantity,
    Section, Situation, Test, TimeOfDay,
};

/// Most answers that are tried out for one condition.
const MOST_TRIALS: usize = 20_000;
/// Most options of which all subsets are tried out.
const MOST_SUBSETS: usize = 6;

pub(super) fn check(form: &FormDefinition, findings: &mut Located) {
    let map = Map::of(form);
    for (s, section) in form.sections.iter().enumerate() {
        let at = Position::Section(s);
        if let Some(condition) = &section.condition
            && !map.may_hold(&[condition], None)
        {
            let key = section.key.clone();
            findings.push((at, Finding::NeverHolds { at: key }));
            continue;
        }
        for (f, field) in section.fields.iter().enumerate() {
            let at = Position::Field(s, f);
            let found = check_field(&map, section, field);
            findings.extend(found.into_iter().map(|finding| (at, finding)));
        }
    }
    for (r, rule) in form.rules.iter().enumerate() {
        // A condition on the row of a table is not tried out.
        let Some(at) = rule
            .fields()
            .first()
            .copied()
            .filter(|at| parted(at).1.is_none())
        else {
            continue;
        };
        let when: Vec<&Condition> = rule.when.iter().collect();
        let name = || at.to_owned();
        if !map.may_hold(&when, Some(at)) {
            findings.push((Position::Rule(r), Finding::NeverHolds { at: name() }));
        } else if let RuleKind::Require { that, .. } = &rule.kind {
            let both: Vec<&Condition> = when.into_iter().chain([that]).collect();
            if !map.may_hold(&both, Some(at)) {
                let field = name();
                findings.push((Position::Rule(r), Finding::RulesContradict { field }));
            }
        }
    }
}

/// Whether a condition on the finished answers can hold.
pub(super) fn may_hold(form: &FormDefinition, condition: &Condition) -> bool {
    Map::of(form).may_hold(&[condition], None)
}

fn check_field(map: &Map<'_>, section: &Section, field: &Field) -> Vec<Finding> {
    let mut found = Vec::new();
    let asked: Vec<&Condition> = section.condition.iter().chain(&field.condition).collect();
    if field.condition.is_some() && !map.may_hold(&asked, None) {
        let at = field.key.clone();
        return vec![Finding::NeverHolds { at }];
    }
    for own in own_conditions(field).filter(|own| Some(*own) != field.condition.as_ref()) {
        let with: Vec<&Condition> = asked.iter().copied().chain([own]).collect();
        if !map.may_hold(&with, None) {
            let at = field.key.clone();
            found.push(Finding::NeverHolds { at });
        }
    }
    if let FieldType::Choice(options) | FieldType::Choices(options) = &field.kind
        && field.required
        && !options.is_empty()
    {
        let when: Option<Vec<&Condition>> = options.iter().map(|one| one.when.as_ref()).collect();
        // One option that is always offered is a way out.
        let closed: Vec<Condition> = when
            .unwrap_or_default()
            .into_iter()
            .map(|when| Condition::Not(Box::new(when.clone())))
            .collect();
        let all: Vec<&Condition> = asked.iter().copied().chain(&closed).collect();
        if !closed.is_empty() && map.surely_may_hold(&all) {
            let field = field.key.clone();
            found.push(Finding::NoOptionLeft { field });
        }
    }
    found
}

/// A form by field.
struct Map<'a> {
    /// Each field with its section and its place.
    fields: BTreeMap<&'a str, (usize, &'a Section, &'a Field)>,
}

/// What came of trying out.
#[derive(PartialEq, Eq)]
enum Tried {
    Holds,
    Never,
    /// There was too much to try.
    GaveUp,
}

impl<'a> Map<'a> {
    fn of(form: &'a FormDefinition) -> Self {
        let sections = form.sections.iter();
        let fields = sections.flat_map(|section| section.fields.iter().map(move |f| (section, f)));
        let fields = fields.enumerate();
        let by_key =
            fields.map(|(at, (section, field))| (field.key.as_str(), (at, section, field)));
        Self {
            fields: by_key.collect(),
        }
    }

    /// Whether all of these conditions may hold at once, with an answer to `answered`.
    fn may_hold(&self, conditions: &[&Condition], answered: Option<&str>) -> bool {
        self.tried(conditions, answered) != Tried::Never
    }

    /// Whether they are known to hold at once for some answers.
    fn surely_may_hold(&self, conditions: &[&Condition]) -> bool {
        self.tried(conditions, None) == Tried::Holds
    }

    fn tried(&self, conditions: &[&Condition], answered: Option<&str>) -> Tried {
        let involved = self.involved(conditions, answered);
        let mut tests: BTreeMap<&str, Vec<(Option<&str>, Test<'_>)>> = BTreeMap::new();
        let mut procedures = BTreeSet::from([""]);
        let of_fields = involved.iter().flat_map(|(section, field)| {
            let own = own_conditions(field);
            section.condition.iter().chain(own)
        });
        for condition in of_fields.chain(conditions.iter().copied()) {
            condition.each_test(&mut |name, test| {
                let (key, part) = parted(name);
                tests.entry(key).or_default().push((part, test));
            });
            condition.each_procedure(&mut |code| {
                procedures.insert(code);
            });
        }
        let mut choices = Vec::new();
        for (section, field) in involved {
            let tests = tests.remove(field.key.as_str()).unwrap_or_default();
            let Some(values) = values(field, &tests) else {
                return Tried::GaveUp;
            };
            choices.push((section, field, values));
        }
        let mut trial = Trial {
            choices,
            conditions,
            answered,
            left: MOST_TRIALS,
        };
        for code in procedures {
            let situation = Situation {
                today: Some(nominal_day()),
                procedure: Some(code.to_owned()),
            };
            if trial.holds(0, &Answers::default().situated(situation)) {
                return Tried::Holds;
            }
        }
        if trial.left == 0 {
            Tried::GaveUp
        } else {
            Tried::Never
        }
    }

    /// The fields that the conditions look at and those that decide whether these are asked, in order.
    fn involved(
        &self,
        conditions: &[&Condition],
        answered: Option<&str>,
    ) -> Vec<(&'a Section, &'a Field)> {
        let mut open: Vec<String> = answered.map(str::to_owned).into_iter().collect();
        for condition in conditions {
            condition.each_field(&mut |key, _| open.push(key.to_owned()));
        }
        let mut found = BTreeMap::new();
        while let Some(key) = open.pop() {
            let Some((at, section, field)) = self.fields.get(key.as_str()) else {
                continue;
            };
            if found.insert(*at, (*section, *field)).is_none() {
                let deciding = section.condition.iter().chain(own_conditions(field));
                for condition in deciding {
                    condition.each_field(&mut |key, _| open.push(key.to_owned()));
                }
            }
        }
        found.into_values().collect()
    }
}

fn nominal_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default()
}

struct Trial<'a, 'c> {
    choices: Vec<(&'a Section, &'a Field, Vec<Answer>)>,
    conditions: &'c [&'c Condition],
    answered: Option<&'c str>,
    left: usize,
}

impl Trial<'_, '_> {
    /// Whether the conditions hold for some answers to the fields from `at` on.
    fn holds(&mut self, at: usize, answers: &Answers) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let Some((section, field, values)) = self.choices.get(at) else {
            let is_answered = self.answered.is_none_or(|key| answers.get(key).is_some());
            return is_answered && self.conditions.iter().all(|one| one.holds(answers));
        };
        let is_asked = is_shown(section, answers) && is_asked(field, answers);
        let values = if is_asked { values.clone() } else { Vec::new() };
        let may_be_open = !is_asked || !field.required;
        let key = field.key.clone();
        if may_be_open && self.holds(at + 1, answers) {
            return true;
        }
        values.into_iter().any(|value| {
            let mut answers = answers.clone();
            answers.put(&key, Some(value));
            self.holds(at + 1, &answers)
        })
    }
}

/// The answers that are tried out for a field; none where its tests look at more than that.
fn values(field: &Field, tests: &[(Option<&str>, Test<'_>)]) -> Option<Vec<Answer>> {
    if tests.iter().any(|(part, _)| part.is_some()) {
        return None;
    }
    let tests = tests.iter().map(|(_, test)| *test);
    let named: BTreeSet<&String> = tests
        .clone()
        .filter_map(|test| match test {
            Test::Among(values) => Some(values),
            _ => None,
        })
        .flatten()
        .collect();
    Some(match &field.kind {
        FieldType::Choice(options) => options
            .iter()
            .map(|option| Answer::Choice(option.key.clone()))
            .collect(),
        FieldType::Choices(options) => {
            let others = options.iter().map(|option| &option.key);
            let other = others.clone().find(|key| !named.contains(key));
            let few: Vec<&String> = others
                .filter(|key| named.contains(key))
                .chain(other)
                .collect();
            if few.len() > MOST_SUBSETS {
                return None;
            }
            subsets(&few).map(Answer::Choices).collect()
        }
        FieldType::Bool => vec![Answer::Ticked],
        FieldType::Number { min, max, .. } => numbers(tests, &named)
            .chain([0])
            .filter_map(Quantity::whole)
            .filter(|one| min.is_none_or(|min| *one >= min) && max.is_none_or(|max| *one <= max))
            .chain(min.or(*max))
            .map(Answer::Number)
            .collect(),
        FieldType::Money { min, max } => numbers(tests, &named)
            .filter(|one| min <= one && one <= max)
            .chain([*min])
            .map(Answer::Money)
            .collect(),
        FieldType::Year { min, max } => {
            let of_ages = ages(tests.clone()).map(|day| chrono::Datelike::year(&day));
            let years = numbers(tests, &named).filter_map(|one| i32::try_from(one).ok());
            let years = years.chain(of_ages);
            years
                .filter(|one| min <= one && max.is_none_or(|max| *one <= max))
                .chain([*min])
                .map(Answer::Year)
                .collect()
        }
        FieldType::Date { .. } => {
            let named = named.iter().filter_map(|value| value.parse().ok());
            let days = named.chain(ages(tests)).chain([nominal_day()]);
            days.map(Answer::Date).collect()
        }
        FieldType::PartialDate { .. } => {
            let named = named.iter().filter_map(|value| value.parse().ok());
            let days = ages(tests).chain([nominal_day()]).map(PartialDate::Day);
            named.chain(days).map(Answer::PartialDate).collect()
        }
        FieldType::Time => {
            let named = named.iter().filter_map(|value| value.parse().ok());
            named
                .chain(TimeOfDay::new(0, 1))
                .map(Answer::Time)
                .collect()
        }
        FieldType::Computed { .. } | FieldType::Table { .. } => return None,
        FieldType::Country
        | FieldType::Ethnicity
        | FieldType::Religion
        | FieldType::Province
        | FieldType::District
        | FieldType::Agency => {
            let codes = named.into_iter().cloned().chain([String::from("~")]);
            codes.map(|code| listed(&code)).collect()
        }
        _ => {
            let texts = named.into_iter().cloned().chain([String::from("~")]);
            texts.map(Answer::Text).collect()
        }
    })
}

fn listed(code: &str) -> Answer {
    Answer::Listed(Entry {
        code: code.to_owned(),
        name: code.to_owned(),
    })
}

fn subsets(keys: &[&String]) -> impl Iterator<Item = Vec<String>> {
    let count = 1_usize << keys.len();
    (1..count).map(move |bits| {
        let chosen = keys
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, key)| (*key).clone()).collect()
    })
}

/// Numbers at the bounds that tests set, and beside them.
fn numbers<'t>(
    tests: impl Iterator<Item = Test<'t>>,
    named: &BTreeSet<&String>,
) -> impl Iterator<Item = i64> {
    let bounds = tests.flat_map(|test| match test {
        Test::Number { least, most } => [least, most],
        _ => [None, None],
    });
    let named = named.iter().filter_map(|value| value.parse().ok());
    let all: BTreeSet<i64> = bounds
        .flatten()
        .chain(named)
        .flat_map(|bound| [bound.saturating_sub(1), bound, bound.saturating_add(1)])
        .collect();
    all.into_iter()
}

/// Days of birth at the bounds of ages that tests set, and a year beside them.
fn ages<'t>(tests: impl Iterator<Item = Test<'t>>) -> impl Iterator<Item = NaiveDate> {
    let bounds = tests.flat_map(|test| match test {
        Test::Age { at_least, at_most } => [at_least, at_most],
        _ => [None, None],
    });
    let years: BTreeSet<u32> = bounds
        .flatten()
        .flat_map(|bound| [bound.saturating_sub(1), bound, bound.saturating_add(1)])
        .collect();
    let born = years
        .into_iter()
        .map(|years| nominal_day().checked_sub_months(Months::new(years.saturating_mul(12))));
    born.flatten()
}
