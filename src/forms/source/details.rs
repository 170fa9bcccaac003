//! The keys of a field that belong to its type.

use serde::Deserialize;

use super::DefinitionError;
use super::{FieldSource, LINE_CHARS, MOST_DONG, OptionSource, TEXT_CHARS, into_fields};
use crate::forms::{
    Choice, Computation, ComputedKind, DateBound, FieldType, IdentityKind, Label, Presence,
    Quantity, TextShape, lists,
};

/// Keys that belong to some types only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Details {
    shape: Option<TextShape>,
    min_chars: Option<usize>,
    max_chars: Option<usize>,
    lines: Option<u8>,
    min: Option<i64>,
    max: Option<i64>,
    decimals: Option<u8>,
    earliest: Option<String>,
    latest: Option<String>,
    in_words: Option<bool>,
    options: Option<Vec<OptionSource>>,
    list: Option<String>,
    abroad: Option<bool>,
    detail: Option<Presence>,
    kinds: Option<KindsSource>,
    issued: Option<Presence>,
    columns: Option<Vec<FieldSource>>,
    min_rows: Option<usize>,
    max_rows: Option<usize>,
    of: Option<ComputedKind>,
    value: Option<Computation>,
}

/// Kinds of papers, or whether kinds of residence are asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum KindsSource {
    Residence(bool),
    Papers(Vec<IdentityKind>),
}

/// Why a field makes no sense.
pub(super) enum Problem {
    Own(String),
    Column(DefinitionError),
}

impl From<String> for Problem {
    fn from(problem: String) -> Self {
        Self::Own(problem)
    }
}

impl Details {
    /// The type called `name`, with the keys that belong to it taken out.
    pub(super) fn take_type(&mut self, name: &str) -> Result<FieldType, Problem> {
        Ok(match name {
            "text" => FieldType::Text {
                min_chars: self.min_chars.take().unwrap_or(0),
                max_chars: self.max_chars.take().unwrap_or(LINE_CHARS),
                shape: self.shape.take().unwrap_or_default(),
            },
            "textarea" => FieldType::Textarea {
                max_chars: self.max_chars.take().unwrap_or(TEXT_CHARS),
                rows: self.lines.take().unwrap_or(4),
            },
            "number" => FieldType::Number {
                min: self.min.take().map(whole).transpose()?,
                max: self.max.take().map(whole).transpose()?,
                decimals: self.decimals.take().unwrap_or(0),
            },
            "money" => FieldType::Money {
                min: self.min.take().unwrap_or(0),
                max: self.max.take().unwrap_or(MOST_DONG),
            },
            "date" => FieldType::Date {
                earliest: bound(self.earliest.take())?,
                latest: bound(self.latest.take())?,
                in_words: self.in_words.take().unwrap_or(false),
            },
            "partial_date" => FieldType::PartialDate {
                earliest: bound(self.earliest.take())?,
                latest: bound(self.latest.take())?,
            },
            "time" => FieldType::Time,
            "year" => FieldType::Year {
                min: self.min.take().map(year).transpose()?.unwrap_or(1900),
                max: self.max.take().map(year).transpose()?,
            },
            "choice" => FieldType::Choice(self.take_options()?),
            "choices" => FieldType::Choices(self.take_options()?),
            "bool" => FieldType::Bool,
            "phone" => FieldType::Phone,
            "email" => FieldType::Email,
            "address" => FieldType::Address {
                abroad: self.abroad.take().unwrap_or(false),
                detail: self.detail.take().unwrap_or(Presence::Required),
                kinds: self.takes_residence_kinds()?,
            },
            "country" => FieldType::Country,
            "ethnicity" => FieldType::Ethnicity,
            "religion" => FieldType::Religion,
            "province" => FieldType::Province,
            "district" => FieldType::District,
            "ward" => FieldType::Ward,
            "agency" => FieldType::Agency,
            "id_number" => FieldType::IdNumber,
            "identity_doc" => FieldType::IdentityDoc {
                kinds: self.take_papers()?,
                issued: self.issued.take(),
            },
            "bank_account" => FieldType::BankAccount,
            "social_id" => FieldType::SocialId,
            "tax_code" => FieldType::TaxCode,
            "table" => FieldType::Table {
                columns: into_fields(self.columns.take().unwrap_or_default())
                    .map_err(Problem::Column)?,
                min_rows: self.min_rows.take().unwrap_or(0),
                max_rows: self.max_rows.take().unwrap_or(20),
            },
            "computed" => FieldType::Computed {
                of: self.of.take().unwrap_or(ComputedKind::Number),
                value: self
                    .value
                    .take()
                    .ok_or_else(|| "\"value\" says what is computed".to_owned())?,
            },
            "file" => FieldType::File,
            other => return Err(format!("there is no type {other:?}").into()),
        })
    }

    fn takes_residence_kinds(&mut self) -> Result<bool, String> {
        match self.kinds.take() {
            None => Ok(false),
            Some(KindsSource::Residence(asked)) => Ok(asked),
            Some(KindsSource::Papers(_)) => {
                Err("\"kinds\" of an address is true or false".to_owned())
            }
        }
    }

    fn take_papers(&mut self) -> Result<Vec<IdentityKind>, String> {
        match self.kinds.take() {
            None => Ok(IdentityKind::USUAL.to_vec()),
            Some(KindsSource::Papers(kinds)) if !kinds.is_empty() => Ok(kinds),
            Some(_) => Err("\"kinds\" of an identity paper are the kinds offered".to_owned()),
        }
    }

    fn take_options(&mut self) -> Result<Vec<Choice>, String> {
        if let Some(name) = self.list.take() {
            return match self.options {
                None => lists::options(&name).ok_or_else(|| format!("there is no list {name:?}")),
                Some(_) => Err("\"list\" stands in the place of \"options\"".to_owned()),
            };
        }
        let options = self.options.take().unwrap_or_default().into_iter();
        let options = options
            .map(|o| Choice {
                key: o.key,
                label: Label {
                    vi: o.label,
                    en: o.label_en,
                },
                when: o.when,
            })
            .collect();
        Ok(options)
    }

    /// A key that was not taken.
    pub(super) fn left_over(&self) -> Option<&'static str> {
        [
            ("shape", self.shape.is_some()),
            ("min_chars", self.min_chars.is_some()),
            ("max_chars", self.max_chars.is_some()),
            ("lines", self.lines.is_some()),
            ("min", self.min.is_some()),
            ("max", self.max.is_some()),
            ("decimals", self.decimals.is_some()),
            ("earliest", self.earliest.is_some()),
            ("latest", self.latest.is_some()),
            ("in_words", self.in_words.is_some()),
            ("options", self.options.is_some()),
            ("list", self.list.is_some()),
            ("abroad", self.abroad.is_some()),
            ("detail", self.detail.is_some()),
            ("kinds", self.kinds.is_some()),
            ("issued", self.issued.is_some()),
            ("columns", self.columns.is_some()),
            ("min_rows", self.min_rows.is_some()),
            ("max_rows", self.max_rows.is_some()),
            ("of", self.of.is_some()),
            ("value", self.value.is_some()),
        ]
        .into_iter()
        .find_map(|(name, left)| left.then_some(name))
    }
}

fn whole(value: i64) -> Result<Quantity, String> {
    Quantity::whole(value).ok_or_else(|| format!("{value} is too large"))
}

fn year(value: i64) -> Result<i32, String> {
    i32::try_from(value).map_err(|_| format!("{value} is not a year"))
}

fn bound(text: Option<String>) -> Result<Option<DateBound>, String> {
    text.map(|text| text.parse().map_err(|error| format!("{text:?}: {error}")))
        .transpose()
}
