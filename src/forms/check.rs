//! Whether a definition makes sense. Every built-in form is held to it by a test; `motcua
//! catalogue check` holds those that an operator brings.

mod conditions;
mod lines;
mod reach;
mod rules;
mod words;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::names::{is_key, is_option_key};
use super::typed::MOST_CHARS;
use super::{Choice, Condition, DateBound, Field, FieldType, FormDefinition, Section, Source};
use crate::agencies::Calendar;

pub use lines::{line_of_field, line_of_offset, lines_of};

/// Most questions of a form: more is a mistake, and posts must stay small.
const MOST_FIELDS: usize = 200;
/// Most rows of a table.
const MOST_ROWS: usize = 200;

/// Something in a definition that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("{key:?} is not a key: a lower-case letter, then letters, digits, `_`, `-`")]
    BadKey { key: String },
    #[error("{key:?} stands twice")]
    DuplicateKey { key: String },
    #[error("there is no section")]
    NoSections,
    #[error("section {section:?} asks nothing")]
    EmptySection { section: String },
    #[error("there are more than {MOST_FIELDS} questions")]
    TooManyFields,
    #[error("{at:?} has no label")]
    NoLabel { at: String },
    #[error("{field:?} has fewer than two options")]
    OptionsMissing { field: String },
    #[error("{at:?} waits for {field:?}, which is not asked before it")]
    UnknownField { at: String, field: String },
    #[error("{at:?} waits for {field:?} = {value:?}, which is no option")]
    UnknownValue {
        at: String,
        field: String,
        value: String,
    },
    #[error(
        "{at:?} waits for {field:?} of its own page, which works without script only for one \
         option of a choice"
    )]
    ConditionOnSamePage { at: String, field: String },
    #[error("{at:?} waits for {field:?}, which is asked later: conditions look back only")]
    LooksAhead { at: String, field: String },
    #[error("{at:?} asks of {field:?} what an answer of its type never is: {test}")]
    WrongTest {
        at: String,
        field: String,
        test: &'static str,
    },
    #[error("{at:?}: its condition can never hold")]
    NeverHolds { at: String },
    #[error(
        "{field:?} must be answered, and there are answers with which none of its options is offered"
    )]
    NoOptionLeft { field: String },
    #[error("{field:?} has two options called {label:?}")]
    DuplicateOption { field: String, label: String },
    #[error("{at:?} holds text in a wrong encoding: {text:?}")]
    Mojibake { at: String, text: String },
    #[error("{at:?} has no English for {text:?}")]
    NoEnglish { at: String, text: String },
    #[error("{field:?} is computed, so nobody can be required to answer it or have it filled in")]
    AskedComputed { field: String },
    #[error("{field:?} is computed from {operand:?}, which is no {needed} that is asked before it")]
    BadOperand {
        field: String,
        operand: String,
        needed: &'static str,
    },
    #[error("a rule names {field:?}, which is not asked")]
    RuleOnUnknownField { field: String },
    #[error("a rule compares {field:?} with {other:?}, which is of another kind")]
    RuleOnOtherKind { field: String, other: String },
    #[error("rules at {field:?} contradict each other, so that the form cannot be finished")]
    RulesContradict { field: String },
    #[error("a rule at {field:?} looks at {other:?}, which is asked on a later page")]
    RuleLooksAhead { field: String, other: String },
    #[error("{field:?}: the greatest is below the least")]
    EmptyRange { field: String },
    #[error("{field:?} allows more than can be kept")]
    TooLong { field: String },
    #[error("table {field:?} needs columns, none of them a table, a file or with a condition")]
    BadColumns { field: String },
    #[error("{field:?} is filled with {default:?}, which is no option")]
    BadDefault { field: String, default: String },
    #[error("{field:?} cannot be filled with what the state knows")]
    BadPrefill { field: String },
    #[error("the post goes to {field:?}, which is no address that is asked")]
    NoAddress { field: String },
    #[error("{field:?} is handed in on the page of papers, so the form cannot require it")]
    RequiredFile { field: String },
}

/// Where in a form something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    Form,
    /// A section, by its place.
    Section(usize),
    /// A field, by the places of its section and itself.
    Field(usize, usize),
    /// A rule, by its place.
    Rule(usize),
}

/// What was found, and where.
type Located = Vec<(Position, Finding)>;

impl FormDefinition {
    /// What in this definition cannot be meant; empty if all is well.
    pub fn check(&self) -> Vec<Finding> {
        let located = self.check_located().into_iter();
        located.map(|(_, finding)| finding).collect()
    }

    /// The same, each with its place.
    pub fn check_located(&self) -> Located {
        let mut findings = Vec::new();
        let mut at_form = |finding| findings.push((Position::Form, finding));
        if !is_key(&self.key) {
            let key = self.key.clone();
            at_form(Finding::BadKey { key });
        }
        if self.sections.is_empty() {
            at_form(Finding::NoSections);
        }
        if self.fields().count() > MOST_FIELDS {
            at_form(Finding::TooManyFields);
        }
        self.check_all_keys(&mut findings);
        self.check_sections(&mut findings);
        rules::check(self, &mut findings);
        // What names nothing cannot be tried out.
        if findings.is_empty() {
            reach::check(self, &mut findings);
        }
        words::check_encoding(self, &mut findings);
        let is_address = |key: &str| {
            let field = self.field(key);
            field.is_some_and(|field| matches!(field.kind, FieldType::Address { .. }))
        };
        let no_address = self.post_to.iter().filter(|key| !is_address(key));
        let no_address = no_address.map(|key| Finding::NoAddress { field: key.clone() });
        findings.extend(no_address.map(|finding| (Position::Form, finding)));
        findings
    }

    /// Words that have no English twin.
    pub fn check_english(&self) -> Located {
        let mut findings = Vec::new();
        words::check_english(self, &mut findings);
        findings
    }

    /// What is wrong with a condition on the finished answers to this form.
    pub fn check_condition_outside(&self, at: &str, condition: &Condition) -> Vec<Finding> {
        let before: Vec<&Field> = self.fields().collect();
        let mut findings = Vec::new();
        conditions::check(at, condition, &before, &before, &mut findings);
        if findings.is_empty() && !reach::may_hold(self, condition) {
            let at = at.to_owned();
            findings.push(Finding::NeverHolds { at });
        }
        findings
    }

    /// Every condition of the form, with its place.
    pub fn conditions_located(&self) -> Vec<(Position, &Condition)> {
        let mut found = Vec::new();
        for (at, section, field) in self.positions() {
            match field {
                Some(field) => found.extend(conditions::all_of(field).map(|one| (at, one))),
                None => found.extend(section.condition.iter().map(|one| (at, one))),
            }
        }
        for (place, rule) in self.rules.iter().enumerate() {
            let conditions = rule.conditions();
            found.extend(conditions.map(|one| (Position::Rule(place), one)));
        }
        found
    }

    /// Every section and field with its place.
    fn positions(&self) -> impl Iterator<Item = (Position, &Section, Option<&Field>)> {
        self.sections.iter().enumerate().flat_map(|(s, section)| {
            let fields = section.fields.iter().enumerate();
            let fields =
                fields.map(move |(f, field)| (Position::Field(s, f), section, Some(field)));
            std::iter::once((Position::Section(s), section, None)).chain(fields)
        })
    }

    fn check_all_keys(&self, findings: &mut Located) {
        let (mut sections, mut fields) = (BTreeSet::new(), BTreeSet::new());
        for (at, section, field) in self.positions() {
            let (key, seen) = match field {
                Some(field) => (&field.key, &mut fields),
                None => (&section.key, &mut sections),
            };
            let mut found = Vec::new();
            check_key(key, is_key, seen, &mut found);
            findings.extend(found.into_iter().map(|finding| (at, finding)));
        }
    }

    fn check_sections(&self, findings: &mut Located) {
        let all: Vec<&Field> = self.fields().collect();
        let mut before: Vec<&Field> = Vec::new();
        for (at, section, field) in self.positions() {
            let mut found = Vec::new();
            match field {
                Some(field) => {
                    check_field(field, &mut found);
                    conditions::check_field(field, &before, &all, &mut found);
                    check_same_page(section, field, &mut found);
                    before.push(field);
                }
                None => {
                    if section.fields.is_empty() {
                        let section = section.key.clone();
                        found.push(Finding::EmptySection { section });
                    }
                    check_label(&section.key, &section.title.vi, &mut found);
                    if let Some(condition) = &section.condition {
                        conditions::check(&section.key, condition, &before, &all, &mut found);
                    }
                }
            }
            findings.extend(found.into_iter().map(|finding| (at, finding)));
        }
    }
}

fn check_keys<'a>(keys: impl Iterator<Item = &'a str>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        check_key(key, is_key, &mut seen, findings);
    }
}

/// Options may bear the codes of official lists.
fn check_codes<'a>(codes: impl Iterator<Item = &'a str>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for code in codes {
        check_key(code, is_option_key, &mut seen, findings);
    }
}

fn check_key<'a>(
    key: &'a str,
    is_fit: fn(&str) -> bool,
    seen: &mut BTreeSet<&'a str>,
    findings: &mut Vec<Finding>,
) {
    let name = || key.to_owned();
    if !is_fit(key) {
        findings.push(Finding::BadKey { key: name() });
    }
    if !seen.insert(key) {
        findings.push(Finding::DuplicateKey { key: name() });
    }
}

fn check_label(at: &str, label: &str, findings: &mut Vec<Finding>) {
    if label.trim().is_empty() {
        findings.push(Finding::NoLabel { at: at.to_owned() });
    }
}

fn check_field(field: &Field, findings: &mut Vec<Finding>) {
    let name = || field.key.clone();
    check_label(&field.key, &field.label.vi, findings);
    match &field.kind {
        FieldType::Choice(options) | FieldType::Choices(options) => {
            check_options(field, options, findings);
        }
        FieldType::Table {
            columns,
            min_rows,
            max_rows,
        } => {
            check_keys(columns.iter().map(|column| column.key.as_str()), findings);
            let fit = |c: &Field| {
                !matches!(c.kind, FieldType::Table { .. } | FieldType::File)
                    && c.condition.is_none()
                    && c.prefill.is_none()
            };
            if columns.is_empty() || !columns.iter().all(fit) {
                findings.push(Finding::BadColumns { field: name() });
            }
            if min_rows > max_rows || *max_rows == 0 {
                findings.push(Finding::EmptyRange { field: name() });
            }
            if *max_rows > MOST_ROWS {
                findings.push(Finding::TooLong { field: name() });
            }
            for column in columns {
                check_field(column, findings);
            }
        }
        FieldType::File if field.required => findings.push(Finding::RequiredFile { field: name() }),
        _ => {}
    }
    if is_empty_range(&field.kind) {
        findings.push(Finding::EmptyRange { field: name() });
    }
    if let FieldType::Text { max_chars, .. } | FieldType::Textarea { max_chars, .. } = &field.kind
        && *max_chars >= MOST_CHARS
    {
        findings.push(Finding::TooLong { field: name() });
    }
    let source = field.prefill.as_ref().map(|prefill| prefill.source);
    if source.is_some_and(|source| !takes_fact(&field.kind, source)) {
        findings.push(Finding::BadPrefill { field: name() });
    }
    let is_asked = field.required || field.required_when.is_some() || field.prefill.is_some();
    if field.is_computed() && (is_asked || field.default.is_some()) {
        findings.push(Finding::AskedComputed { field: name() });
    }
}

/// Whether a question of this type can be filled with such a fact.
fn takes_fact(kind: &FieldType, source: Source) -> bool {
    let has = |options: &[Choice], keys: [&str; 2]| {
        let mut keys = keys.into_iter();
        keys.all(|key| options.iter().any(|option| option.key == key))
    };
    match (source, kind) {
        (Source::AccountSex, FieldType::Choice(options)) => has(options, ["male", "female"]),
        (Source::AccountKind, FieldType::Choice(options)) => has(options, ["person", "business"]),
        (Source::AccountSex | Source::AccountKind, _) => false,
        (Source::AccountNumber, FieldType::IdNumber | FieldType::IdentityDoc { .. })
        | (Source::AccountBirthDate, FieldType::Date { .. } | FieldType::PartialDate { .. })
        | (Source::AccountBirthYear, FieldType::Year { .. } | FieldType::PartialDate { .. })
        | (Source::AccountPhone, FieldType::Phone)
        | (Source::AccountEmail, FieldType::Email)
        | (Source::AccountTaxCode, FieldType::TaxCode)
        | (Source::AgencyName, FieldType::Agency)
        | (_, FieldType::Text { .. }) => true,
        _ => false,
    }
}

/// Whether the last day is before the first, on some day that stands for the present one.
fn is_empty_time(earliest: Option<DateBound>, latest: Option<DateBound>) -> bool {
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let calendar = Calendar::default();
    let day = |bound: Option<DateBound>| bound.map(|bound| bound.resolve(today, &calendar));
    day(earliest)
        .zip(day(latest))
        .is_some_and(|(first, last)| first > last)
}

fn is_empty_range(kind: &FieldType) -> bool {
    match kind {
        FieldType::Text {
            min_chars,
            max_chars,
            ..
        } => min_chars > max_chars,
        FieldType::Textarea { max_chars, .. } => *max_chars == 0,
        FieldType::Number {
            min: Some(min),
            max: Some(max),
            ..
        } => min > max,
        FieldType::Money { min, max } => min > max,
        FieldType::Date {
            earliest, latest, ..
        }
        | FieldType::PartialDate { earliest, latest } => is_empty_time(*earliest, *latest),
        FieldType::Year {
            min,
            max: Some(max),
        } => min > max,
        _ => false,
    }
}

fn check_options(field: &Field, options: &[Choice], findings: &mut Vec<Finding>) {
    if options.len() < 2 {
        findings.push(Finding::OptionsMissing {
            field: field.key.clone(),
        });
    }
    check_codes(options.iter().map(|option| option.key.as_str()), findings);
    let mut labels = BTreeSet::new();
    for option in options {
        let label = &option.label.vi;
        check_label(&field.key, label, findings);
        if !labels.insert(label) {
            let (field, label) = (field.key.clone(), label.clone());
            findings.push(Finding::DuplicateOption { field, label });
        }
    }
    if let Some(default) = &field.default
        && !options.iter().any(|option| option.key == *default)
    {
        findings.push(Finding::BadDefault {
            field: field.key.clone(),
            default: default.clone(),
        });
    }
}

/// Without script a page cannot take questions away; a question may stand under the option of its
/// own page that asks for it, where the style sheet hides it.
fn check_same_page(section: &Section, field: &Field, findings: &mut Vec<Finding>) {
    let own = |key: &str| section.fields.iter().find(|other| other.key == key);
    let when = field
        .prefill
        .as_ref()
        .and_then(|prefill| prefill.when.as_ref());
    let mut report = |condition: &Condition, may_reveal: bool| {
        condition.each_field(&mut |key, _| {
            let Some(other) = own(key) else { return };
            let reveals = may_reveal
                && condition.single_option().is_some()
                && matches!(other.kind, FieldType::Choice(_));
            if !reveals {
                let (at, field) = (field.key.clone(), key.to_owned());
                findings.push(Finding::ConditionOnSamePage { at, field });
            }
        });
    };
    if let Some(condition) = &field.condition {
        report(condition, true);
    }
    if let Some(condition) = when {
        report(condition, false);
    }
}
