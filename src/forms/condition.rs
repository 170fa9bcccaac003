//! Conditions between fields: a small tree over earlier answers.

use serde::{Deserialize, Serialize};

use super::Answers;

/// When a question is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "ConditionSource", into = "ConditionSource")]
pub enum Condition {
    /// The answer is this value: an option, a code, `true`, or the text itself.
    Equals {
        /// Field asked about.
        field: String,
        value: String,
    },
    /// The answer is one of these values.
    In {
        /// Field asked about.
        field: String,
        values: Vec<String>,
    },
    /// There is an answer.
    Filled {
        /// Field asked about.
        field: String,
    },
    /// The other way round.
    Not(Box<Condition>),
    /// Every one holds; true if there is none.
    All(Vec<Condition>),
    /// At least one holds; false if there is none.
    Any(Vec<Condition>),
}

impl Condition {
    /// Whether it holds. A field without an answer equals nothing.
    pub fn holds(&self, answers: &Answers) -> bool {
        let is = |field: &str, value: &str| answers.get(field).is_some_and(|a| a.matches(value));
        match self {
            Self::Equals { field, value } => is(field, value),
            Self::In { field, values } => values.iter().any(|value| is(field, value)),
            Self::Filled { field } => answers.get(field).is_some(),
            Self::Not(inner) => !inner.holds(answers),
            Self::All(parts) => parts.iter().all(|part| part.holds(answers)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answers)),
        }
    }

    /// Whether it may still hold once the fields that `is_open` names are answered.
    pub(super) fn may_hold(&self, answers: &Answers, is_open: &dyn Fn(&str) -> bool) -> bool {
        let mut waits = false;
        self.each_field(&mut |field, _| {
            waits |= answers.get(field).is_none() && is_open(field);
        });
        match self {
            Self::All(parts) => parts.iter().all(|part| part.may_hold(answers, is_open)),
            Self::Any(parts) => parts.iter().any(|part| part.may_hold(answers, is_open)),
            _ => waits || self.holds(answers),
        }
    }

    /// Calls `visit` with each field the condition asks about and the values it compares with.
    pub fn each_field<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a [String])) {
        match self {
            Self::Equals { field, value } => visit(field, std::slice::from_ref(value)),
            Self::In { field, values } => visit(field, values),
            Self::Filled { field } => visit(field, &[]),
            Self::Not(inner) => inner.each_field(visit),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_field(visit);
                }
            }
        }
    }

    /// The field and option this waits for, where it is one option of one field: such a question
    /// can stand under that option on the same page.
    pub fn single_option(&self) -> Option<(&str, &str)> {
        match self {
            Self::Equals { field, value } => Some((field, value)),
            _ => None,
        }
    }
}

/// How a condition is written in a form file.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ConditionSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    equals: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#in: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
}

impl From<Condition> for ConditionSource {
    fn from(condition: Condition) -> Self {
        let none = Self::default();
        match condition {
            Condition::Equals { field, value } => Self {
                field: Some(field),
                equals: Some(value),
                ..none
            },
            Condition::In { field, values } => Self {
                field: Some(field),
                r#in: Some(values),
                ..none
            },
            Condition::Filled { field } => Self {
                field: Some(field),
                filled: Some(true),
                ..none
            },
            Condition::Not(inner) => Self {
                not: Some(inner),
                ..none
            },
            Condition::All(parts) => Self {
                all: Some(parts),
                ..none
            },
            Condition::Any(parts) => Self {
                any: Some(parts),
                ..none
            },
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "a condition is {{field, equals}}, {{field, in}}, {{field, filled}}, {{not}}, {{all}} or {{any}}"
)]
struct ConditionError;

impl TryFrom<ConditionSource> for Condition {
    type Error = ConditionError;

    fn try_from(source: ConditionSource) -> Result<Self, ConditionError> {
        let ConditionSource {
            field,
            equals,
            r#in,
            filled,
            not,
            all,
            any,
        } = source;
        match (field, equals, r#in, filled, not, all, any) {
            (Some(field), Some(value), None, None, None, None, None) => {
                Ok(Self::Equals { field, value })
            }
            (Some(field), None, Some(values), None, None, None, None) => {
                Ok(Self::In { field, values })
            }
            (Some(field), None, None, Some(true), None, None, None) => Ok(Self::Filled { field }),
            (Some(field), None, None, Some(false), None, None, None) => {
                Ok(Self::Not(Box::new(Self::Filled { field })))
            }
            (None, None, None, None, Some(inner), None, None) => Ok(Self::Not(inner)),
            (None, None, None, None, None, Some(parts), None) => Ok(Self::All(parts)),
            (None, None, None, None, None, None, Some(parts)) => Ok(Self::Any(parts)),
            _ => Err(ConditionError),
        }
    }
}
