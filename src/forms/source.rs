//! How a form is written: one TOML file. See `catalogue/forms/README.md` for its keys.

use serde::Deserialize;

use super::{
    Choice, Computation, ComputedKind, Condition, DateBound, Edition, FactStatus, Field,
    FieldSourceKind, FieldType, FormDefinition, IdentityKind, Label, Prefill, Presence, Quantity,
    Rule, Section, Source, TextShape, Width, lists,
};

/// Most characters of a line where the file sets none.
const LINE_CHARS: usize = 200;
/// Most characters of a text of several lines where the file sets none.
const TEXT_CHARS: usize = 2_000;
/// Greatest amount where the file sets none: a thousand billion dong.
const MOST_DONG: i64 = 1_000_000_000_000_000;

/// Why a file is not a form.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// Not TOML, or a key that no form has.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A field does not make sense.
    #[error("field {field}: {problem}")]
    Field {
        /// Its key.
        field: String,
        /// What does not fit.
        problem: String,
    },
}

impl FormDefinition {
    /// Reads a form file. What reads well may still contradict itself: see
    /// [`FormDefinition::check`].
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let source: FormSource = toml::from_str(text)?;
        let sections = source.sections.into_iter().map(SectionSource::into_section);
        Ok(Self {
            key: source.key,
            revision: 1,
            title: Label {
                vi: source.title,
                en: source.title_en,
            },
            template: source.template,
            template_status: source.template_status,
            fields_status: source.fields_status,
            certainty: source.certainty,
            edition: source.edition,
            sections: sections.collect::<Result<_, _>>()?,
            rules: source.rules,
            oath: source.oath.map(|vi| Label {
                vi,
                en: source.oath_en,
            }),
            post_to: source.post_to,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormSource {
    key: String,
    /// Revisions published before they were numbered by content state their number, which is not read.
    #[serde(default, rename = "revision")]
    _revision: Option<u32>,
    title: String,
    title_en: Option<String>,
    template: Option<String>,
    #[serde(default)]
    template_status: FactStatus,
    #[serde(default)]
    fields_status: FactStatus,
    certainty: Option<FieldSourceKind>,
    #[serde(default)]
    edition: Edition,
    sections: Vec<SectionSource>,
    #[serde(default)]
    rules: Vec<Rule>,
    oath: Option<String>,
    oath_en: Option<String>,
    #[serde(default)]
    post_to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionSource {
    key: String,
    title: String,
    title_en: Option<String>,
    intro: Option<String>,
    intro_en: Option<String>,
    condition: Option<Condition>,
    fields: Vec<FieldSource>,
}

impl SectionSource {
    fn into_section(self) -> Result<Section, DefinitionError> {
        Ok(Section {
            key: self.key,
            title: Label {
                vi: self.title,
                en: self.title_en,
            },
            intro: self.intro.map(|vi| Label {
                vi,
                en: self.intro_en,
            }),
            condition: self.condition,
            fields: into_fields(self.fields)?,
        })
    }
}

fn into_fields(sources: Vec<FieldSource>) -> Result<Vec<Field>, DefinitionError> {
    sources.into_iter().map(FieldSource::into_field).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionSource {
    key: String,
    label: String,
    label_en: Option<String>,
    when: Option<Condition>,
}

/// `true`, or only where a condition holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum RequiredSource {
    Always(bool),
    When(Condition),
}

impl Default for RequiredSource {
    fn default() -> Self {
        Self::Always(false)
    }
}

impl RequiredSource {
    fn split(self) -> (bool, Option<Condition>) {
        match self {
            Self::Always(required) => (required, None),
            Self::When(condition) => (false, Some(condition)),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PrefillSource {
    Always(Source),
    Detailed {
        from: Source,
        when: Option<Condition>,
        #[serde(default)]
        suggest: bool,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSource {
    key: String,
    number: Option<String>,
    source: Option<FieldSourceKind>,
    label: String,
    label_en: Option<String>,
    hint: Option<String>,
    hint_en: Option<String>,
    r#type: String,
    #[serde(default)]
    required: RequiredSource,
    width: Option<Width>,
    condition: Option<Condition>,
    prefill: Option<PrefillSource>,
    default: Option<String>,
    autocomplete: Option<String>,
    #[serde(flatten)]
    details: Details,
}

/// Keys that belong to some types only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Details {
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

impl FieldSource {
    fn into_field(mut self) -> Result<Field, DefinitionError> {
        let key = self.key.clone();
        let fail = |problem: String| DefinitionError::Field {
            field: key.clone(),
            problem,
        };
        let kind = match self.details.take_type(&self.r#type) {
            Ok(kind) => kind,
            Err(Problem::Own(problem)) => return Err(fail(problem)),
            Err(Problem::Column(error)) => return Err(error),
        };
        if let Some(left) = self.details.left_over() {
            return Err(fail(format!(
                "{left:?} does not belong to type {:?}",
                self.r#type
            )));
        }
        let width = self.width.unwrap_or_else(|| usual_width(&kind));
        let (required, required_when) = self.required.split();
        Ok(Field {
            key: self.key,
            number: self.number,
            source: self.source,
            label: Label {
                vi: self.label,
                en: self.label_en,
            },
            hint: self.hint.map(|vi| Label {
                vi,
                en: self.hint_en,
            }),
            kind,
            required,
            required_when,
            width,
            condition: self.condition,
            prefill: self.prefill.map(|prefill| match prefill {
                PrefillSource::Always(source) => Prefill {
                    source,
                    when: None,
                    suggest: false,
                },
                PrefillSource::Detailed {
                    from,
                    when,
                    suggest,
                } => Prefill {
                    source: from,
                    when,
                    suggest,
                },
            }),
            default: self.default,
            autocomplete: self.autocomplete,
        })
    }
}

/// Kinds of papers, or whether kinds of residence are asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum KindsSource {
    Residence(bool),
    Papers(Vec<IdentityKind>),
}

enum Problem {
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
    fn take_type(&mut self, name: &str) -> Result<FieldType, Problem> {
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
    fn left_over(&self) -> Option<&'static str> {
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

fn usual_width(kind: &FieldType) -> Width {
    match kind {
        FieldType::Year { .. } | FieldType::Time => Width::W6,
        FieldType::Date { .. } | FieldType::PartialDate { .. } | FieldType::Number { .. } => {
            Width::W11
        }
        FieldType::Money { .. }
        | FieldType::Phone
        | FieldType::IdNumber
        | FieldType::SocialId
        | FieldType::TaxCode => Width::W16,
        FieldType::Country | FieldType::Ethnicity | FieldType::Religion | FieldType::Province => {
            Width::W24
        }
        _ => Width::Full,
    }
}
