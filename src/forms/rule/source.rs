//! How a rule is written in a form file.

use serde::Deserialize;

use super::{Rule, RuleKind};
use crate::forms::{Condition, Distance, Label};

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut source = RuleSource::deserialize(deserializer)?;
        let name = source.rule.clone();
        let when = source.when.take();
        let kind = source.take(&name).map_err(serde::de::Error::custom)?;
        match source.left_over() {
            None => Ok(Self { kind, when }),
            Some(left) => Err(serde::de::Error::custom(format!(
                "{left:?} does not belong to the rule {name:?}"
            ))),
        }
    }
}

/// The parts of a sum: fields, or one column.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    rule: String,
    when: Option<Condition>,
    field: Option<String>,
    other: Option<String>,
    fields: Option<Vec<String>>,
    of: Option<Names>,
    days: Option<u32>,
    months: Option<u32>,
    years: Option<u32>,
    unless: Option<Vec<String>>,
    that: Option<Condition>,
    message: Option<String>,
    message_en: Option<String>,
}

impl RuleSource {
    /// The rule called `name`, with the keys that belong to it taken out.
    fn take(&mut self, name: &str) -> Result<RuleKind, String> {
        Ok(match name {
            "after" => {
                let (field, other) = self.pair()?;
                RuleKind::After { field, other }
            }
            "not_before" => {
                let (field, other) = self.pair()?;
                RuleKind::NotBefore { field, other }
            }
            "before" => {
                let (field, other) = self.pair()?;
                let years = self.years.take().unwrap_or(0);
                RuleKind::Before {
                    field,
                    other,
                    years,
                }
            }
            "within" => {
                let (field, other) = self.pair()?;
                RuleKind::Within {
                    field,
                    other,
                    distance: self.distance()?,
                }
            }
            "at_most" => {
                let (field, other) = self.pair()?;
                RuleKind::AtMost { field, other }
            }
            "at_least" => {
                let (field, other) = self.pair()?;
                RuleKind::AtLeast { field, other }
            }
            "different" => {
                let (field, other) = self.pair()?;
                RuleKind::Different { field, other }
            }
            "sum" => RuleKind::Sum {
                field: needed("field", self.field.take())?,
                of: match needed("of", self.of.take())? {
                    Names::One(name) => vec![name],
                    Names::Many(names) => names,
                },
            },
            "one_filled" => RuleKind::OneFilled {
                fields: needed("fields", self.fields.take())?,
            },
            "exactly_one" => RuleKind::ExactlyOne {
                fields: needed("fields", self.fields.take())?,
            },
            "elsewhere" => RuleKind::Elsewhere {
                field: needed("field", self.field.take())?,
                unless: needed("unless", self.unless.take())?,
                message: self.message()?,
            },
            "require" => RuleKind::Require {
                field: needed("field", self.field.take())?,
                that: needed("that", self.that.take())?,
                message: self.message()?,
            },
            other => return Err(format!("there is no rule {other:?}")),
        })
    }

    fn pair(&mut self) -> Result<(String, String), String> {
        let field = needed("field", self.field.take())?;
        Ok((field, needed("other", self.other.take())?))
    }

    fn distance(&mut self) -> Result<Distance, String> {
        match (self.days.take(), self.months.take(), self.years.take()) {
            (Some(days), None, None) => Ok(Distance::Days(days)),
            (None, Some(months), None) => Ok(Distance::Months(months)),
            (None, None, Some(years)) => Ok(Distance::Years(years)),
            _ => Err("\"within\" takes one of \"days\", \"months\", \"years\"".to_owned()),
        }
    }

    fn message(&mut self) -> Result<Label, String> {
        Ok(Label {
            vi: needed("message", self.message.take())?,
            en: self.message_en.take(),
        })
    }

    /// A key that was not taken.
    fn left_over(&self) -> Option<&'static str> {
        [
            ("field", self.field.is_some()),
            ("other", self.other.is_some()),
            ("fields", self.fields.is_some()),
            ("of", self.of.is_some()),
            ("days", self.days.is_some()),
            ("months", self.months.is_some()),
            ("years", self.years.is_some()),
            ("unless", self.unless.is_some()),
            ("that", self.that.is_some()),
            ("message", self.message.is_some()),
            ("message_en", self.message_en.is_some()),
        ]
        .into_iter()
        .find_map(|(name, left)| left.then_some(name))
    }
}

fn needed<T>(key: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("the rule has no {key:?}"))
}
