//! What must hold between two fields, written as data.

use std::cmp::Ordering;

use chrono::Datelike;
use serde::Deserialize;

use super::{Answer, Answers, ErrorKind, FieldError, FormDefinition, Label, Section};

/// A rule between fields. It binds where both sides are asked and answered; the fault stands at
/// `field`, or at the first of `fields`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// `field` is later, or more, than `other`. A date against a year compares years.
    After {
        /// The later one.
        field: String,
        /// The earlier one.
        other: String,
    },
    /// `field` is not earlier, or not less, than `other`.
    NotBefore {
        /// The later one.
        field: String,
        /// The earlier one.
        other: String,
    },
    /// `field` is earlier, or less, than `other`: a parent is born before the child.
    Before {
        /// The earlier one.
        field: String,
        /// The later one.
        other: String,
        /// By how many years at least.
        #[serde(default)]
        years: i32,
    },
    /// The two differ.
    Different {
        /// The one that is wrong if they do not.
        field: String,
        /// The one before it.
        other: String,
    },
    /// At least one of these has an answer.
    OneFilled { fields: Vec<String> },
    /// An answer other than these belongs to another procedure; the fault says which.
    Elsewhere {
        field: String,
        unless: Vec<String>,
        message: String,
        message_en: Option<String>,
    },
}

impl Rule {
    /// The fields the rule names; its fault stands at the first.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::After { field, other }
            | Self::NotBefore { field, other }
            | Self::Before { field, other, .. }
            | Self::Different { field, other } => vec![field, other],
            Self::Elsewhere { field, .. } => vec![field],
            Self::OneFilled { fields } => fields.iter().map(String::as_str).collect(),
        }
    }

    /// What is wrong with `answers`, if anything.
    fn fault(&self, form: &FormDefinition, answers: &Answers) -> Option<ErrorKind> {
        let label = |key: &str| form.field(key).map(|f| f.label.clone()).unwrap_or_default();
        match self {
            Self::After { field, other } => (compare(answers, field, other)? != Ordering::Greater)
                .then(|| ErrorKind::NotAfter {
                    other: label(other),
                }),
            Self::NotBefore { field, other } => (compare(answers, field, other)? == Ordering::Less)
                .then(|| ErrorKind::Before {
                    other: label(other),
                }),
            Self::Before {
                field,
                other,
                years,
            } => {
                let name = label(other);
                if compare(answers, field, other)? != Ordering::Less {
                    return Some(ErrorKind::NotBefore { other: name });
                }
                let apart = year_of(answers, other)? - year_of(answers, field)?;
                (apart < *years).then_some(ErrorKind::NotYearsBefore {
                    other: name,
                    years: *years,
                })
            }
            Self::Elsewhere {
                field,
                unless,
                message,
                message_en,
            } => {
                let answer = answers.get(field)?;
                let is_ours = unless.iter().any(|value| answer.matches(value));
                (!is_ours).then(|| ErrorKind::Elsewhere {
                    message: Label {
                        vi: message.clone(),
                        en: message_en.clone(),
                    },
                })
            }
            Self::Different { field, other } => {
                (answers.get(field)? == answers.get(other)?).then(|| ErrorKind::SameAs {
                    other: label(other),
                })
            }
            Self::OneFilled { fields } => {
                (!fields.iter().any(|f| answers.get(f).is_some())).then(|| ErrorKind::NoneFilled {
                    of: fields.iter().map(|f| label(f)).collect(),
                })
            }
        }
    }
}

/// The faults that rules find, each at a field of `section` that is in `asked`.
pub(super) fn broken_rules(
    form: &FormDefinition,
    section: &Section,
    asked: &[&str],
    answers: &Answers,
) -> Vec<FieldError> {
    let here = |key: &str| section.fields.iter().any(|f| f.key == key) && asked.contains(&key);
    form.rules
        .iter()
        .filter_map(|rule| {
            let at = *rule.fields().first()?;
            if !here(at) {
                return None;
            }
            Some(FieldError::at_field(at, rule.fault(form, answers)?))
        })
        .collect()
}

fn year_of(answers: &Answers, field: &str) -> Option<i32> {
    match answers.get(field)? {
        Answer::Date(date) => Some(date.year()),
        Answer::Year(year) => Some(*year),
        _ => None,
    }
}

fn compare(answers: &Answers, field: &str, other: &str) -> Option<Ordering> {
    match (answers.get(field)?, answers.get(other)?) {
        (Answer::Date(a), Answer::Date(b)) => Some(a.cmp(b)),
        (Answer::Date(a), Answer::Year(b)) => Some(a.year().cmp(b)),
        (Answer::Year(a), Answer::Date(b)) => Some(a.cmp(&b.year())),
        (Answer::Year(a), Answer::Year(b)) => Some(a.cmp(b)),
        (Answer::Number(a), Answer::Number(b)) => Some(a.cmp(b)),
        (Answer::Money(a), Answer::Money(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
