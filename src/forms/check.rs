//! Whether a definition makes sense. Every built-in form is held to it by a test; `motcua
//! catalogue check` holds those that an operator brings.

use std::collections::BTreeSet;

use super::condition::parted;
use super::names::is_key;
use super::typed::MOST_CHARS;
use super::{Choice, Condition, Field, FieldType, FormDefinition, Section};

/// Most questions of a form: more is a mistake, and posts must stay small.
const MOST_FIELDS: usize = 200;
/// Most rows of a table.
const MOST_ROWS: usize = 100;

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
    #[error("a rule names {field:?}, which is not asked")]
    RuleOnUnknownField { field: String },
    #[error("a rule at {field:?} looks at {other:?}, which is asked on a later page")]
    RuleLooksAhead { field: String, other: String },
    #[error("{field:?}: the greatest is below the least")]
    EmptyRange { field: String },
    #[error("{field:?} allows more than can be kept")]
    TooLong { field: String },
    #[error("table {field:?} needs columns, each with a single control and no condition")]
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

impl FormDefinition {
    /// What in this definition cannot be meant; empty if all is well.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !is_key(&self.key) {
            findings.push(Finding::BadKey {
                key: self.key.clone(),
            });
        }
        if self.sections.is_empty() {
            findings.push(Finding::NoSections);
        }
        if self.fields().count() > MOST_FIELDS {
            findings.push(Finding::TooManyFields);
        }
        check_keys(self.sections.iter().map(|s| s.key.as_str()), &mut findings);
        check_keys(self.fields().map(|f| f.key.as_str()), &mut findings);
        self.check_sections(&mut findings);
        self.check_rules(&mut findings);
        let is_address = |key: &str| {
            let field = self.field(key);
            field.is_some_and(|field| matches!(field.kind, FieldType::Address { .. }))
        };
        let no_address = self.post_to.iter().filter(|key| !is_address(key));
        findings.extend(no_address.map(|key| Finding::NoAddress { field: key.clone() }));
        findings
    }

    fn check_sections(&self, findings: &mut Vec<Finding>) {
        let mut before: Vec<&Field> = Vec::new();
        for section in &self.sections {
            if section.fields.is_empty() {
                findings.push(Finding::EmptySection {
                    section: section.key.clone(),
                });
            }
            check_label(&section.key, &section.title.vi, findings);
            if let Some(condition) = &section.condition {
                check_condition(&section.key, condition, &before, findings);
            }
            for field in &section.fields {
                check_field(field, findings);
                let when = field
                    .prefill
                    .as_ref()
                    .and_then(|prefill| prefill.when.as_ref());
                for condition in field.condition.iter().chain(when) {
                    check_condition(&field.key, condition, &before, findings);
                }
                check_same_page(section, field, findings);
                before.push(field);
            }
        }
    }

    fn check_rules(&self, findings: &mut Vec<Finding>) {
        let page = |key: &str| {
            self.sections
                .iter()
                .position(|section| section.fields.iter().any(|f| f.key == parted(key).0))
        };
        for rule in &self.rules {
            let fields = rule.fields();
            for field in &fields {
                if self.label_of(field).is_none() {
                    findings.push(Finding::RuleOnUnknownField {
                        field: (*field).to_owned(),
                    });
                }
            }
            // Its fault stands at the first field, so that field's page must come last.
            let Some((at, others)) = fields.split_first() else {
                continue;
            };
            for other in others.iter().filter(|other| page(other) > page(at)) {
                let (field, other) = ((*at).to_owned(), (*other).to_owned());
                findings.push(Finding::RuleLooksAhead { field, other });
            }
        }
    }
}

fn check_keys<'a>(keys: impl Iterator<Item = &'a str>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !is_key(key) {
            findings.push(Finding::BadKey {
                key: key.to_owned(),
            });
        }
        if !seen.insert(key) {
            findings.push(Finding::DuplicateKey {
                key: key.to_owned(),
            });
        }
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
                c.kind.has_one_control()
                    && !matches!(c.kind, FieldType::Choices(_))
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
    let takes_facts = field.kind.has_one_control() || field.kind == FieldType::IdentityDoc;
    if field.prefill.is_some() && !takes_facts {
        findings.push(Finding::BadPrefill { field: name() });
    }
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
    check_keys(options.iter().map(|option| option.key.as_str()), findings);
    for option in options {
        check_label(&field.key, &option.label.vi, findings);
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

/// A condition looks at earlier questions only, so that one pass decides what is asked.
fn check_condition(
    at: &str,
    condition: &Condition,
    before: &[&Field],
    findings: &mut Vec<Finding>,
) {
    condition.each_field(&mut |key, values| {
        let Some(field) = before.iter().find(|field| field.key == key) else {
            findings.push(Finding::UnknownField {
                at: at.to_owned(),
                field: key.to_owned(),
            });
            return;
        };
        for value in values {
            let possible = match &field.kind {
                FieldType::Choice(options) | FieldType::Choices(options) => {
                    options.iter().any(|option| option.key == *value)
                }
                FieldType::Bool => value == "true",
                _ => true,
            };
            if !possible {
                let (at, field, value) = (at.to_owned(), key.to_owned(), value.clone());
                findings.push(Finding::UnknownValue { at, field, value });
            }
        }
    });
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
