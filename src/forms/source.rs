//! How a form is written: one TOML file. See `catalogue/forms/README.md` for its keys.

mod details;

use serde::Deserialize;

use super::{
    Condition, Edition, FactStatus, Field, FieldSourceKind, FieldType, FormDefinition, Label,
    Prefill, Rule, Section, Source, Width,
};

use details::{Details, Problem};

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
