//! How conditions are written in form files, and read again.

use serde::{Deserialize, Serialize};

use super::Condition;

/// How a condition is written in a form file.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    equals: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#in: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure_in: Option<Vec<String>>,
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
        let of = |field| Self {
            field: Some(field),
            ..Self::default()
        };
        match condition {
            Condition::Equals { field, value } => Self {
                equals: Some(value),
                ..of(field)
            },
            Condition::In { field, values } => Self {
                r#in: Some(values),
                ..of(field)
            },
            Condition::Filled { field } => Self {
                filled: Some(true),
                ..of(field)
            },
            Condition::AtLeast { field, least } => Self {
                at_least: Some(least),
                ..of(field)
            },
            Condition::AtMost { field, most } => Self {
                at_most: Some(most),
                ..of(field)
            },
            Condition::Age {
                field,
                at_least,
                at_most,
            } => Self {
                age: Some(field),
                at_least: at_least.map(i64::from),
                at_most: at_most.map(i64::from),
                ..none
            },
            Condition::Procedure { codes } => Self {
                procedure_in: Some(codes),
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
    "a condition is {{field, equals}}, {{field, in}}, {{field, filled}}, {{field, at_least}}, \
     {{field, at_most}}, {{age, at_least, at_most}}, {{procedure}}, {{procedure_in}}, {{not}}, {{all}} \
     or {{any}}"
)]
pub(super) struct ConditionError;

impl TryFrom<ConditionSource> for Condition {
    type Error = ConditionError;

    fn try_from(source: ConditionSource) -> Result<Self, ConditionError> {
        // Each spelling takes its keys out; none may be left.
        let mut left = source;
        let condition = left.take().ok_or(ConditionError)?;
        if left.is_empty() {
            Ok(condition)
        } else {
            Err(ConditionError)
        }
    }
}

impl ConditionSource {
    fn take(&mut self) -> Option<Condition> {
        if let Some(field) = self.field.take() {
            return self.take_test(field);
        }
        if let Some(field) = self.age.take() {
            let (at_least, at_most) = (self.at_least.take(), self.at_most.take());
            if at_least.is_none() && at_most.is_none() {
                return None;
            }
            let years = |bound: Option<i64>| bound.map(u32::try_from).transpose().ok();
            return Some(Condition::Age {
                field,
                at_least: years(at_least)?,
                at_most: years(at_most)?,
            });
        }
        let one = self.procedure.take().map(|code| vec![code]);
        if let Some(codes) = one.or_else(|| self.procedure_in.take()) {
            return Some(Condition::Procedure { codes });
        }
        let not = self.not.take().map(Condition::Not);
        let all = || self.all.take().map(Condition::All);
        not.or_else(all)
            .or_else(|| self.any.take().map(Condition::Any))
    }

    fn take_test(&mut self, field: String) -> Option<Condition> {
        Some(if let Some(value) = self.equals.take() {
            Condition::Equals { field, value }
        } else if let Some(values) = self.r#in.take() {
            Condition::In { field, values }
        } else if let Some(least) = self.at_least.take() {
            Condition::AtLeast { field, least }
        } else if let Some(most) = self.at_most.take() {
            Condition::AtMost { field, most }
        } else {
            match self.filled.take()? {
                true => Condition::Filled { field },
                false => Condition::Not(Box::new(Condition::Filled { field })),
            }
        })
    }

    const fn is_empty(&self) -> bool {
        self.field.is_none()
            && self.age.is_none()
            && self.equals.is_none()
            && self.r#in.is_none()
            && self.filled.is_none()
            && self.at_least.is_none()
            && self.at_most.is_none()
            && self.procedure.is_none()
            && self.procedure_in.is_none()
            && self.not.is_none()
            && self.all.is_none()
            && self.any.is_none()
    }
}
