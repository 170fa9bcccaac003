//! What a form is: sections, fields, types. Made from a file by [`super::source`], held to its
//! rules by [`super::check`].

use super::condition::Scope;
use super::{
    Computation, ComputedKind, Condition, DateBound, IdentityKind, Presence, Quantity, Rule, Source,
};
use crate::speech::{Locale, Words};

/// A declaration form, in one revision. A published revision never changes; a dossier keeps the
/// one it was filed with.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDefinition {
    /// Name of the form, e.g. `khai-sinh`; stable through revisions.
    pub key: String,
    /// Counts from 1: the catalogue's import gives every change of the content the next number.
    pub revision: u32,
    /// Title as the law names the form.
    pub title: Label,
    /// The official template the questions come from, in Vietnamese.
    pub template: Option<String>,
    /// How far the pairing with that template can be trusted.
    pub template_status: FactStatus,
    /// How far the list of questions can be trusted.
    pub fields_status: FactStatus,
    /// Where most of the questions come from, where that is told.
    pub certainty: Option<FieldSourceKind>,
    /// Whether this is the edition of the form that is in force.
    pub edition: Edition,
    /// The pages, in order.
    pub sections: Vec<Section>,
    /// What must hold between fields.
    pub rules: Vec<Rule>,
    /// What the applicant declares by filing, in the words of the official form.
    pub oath: Option<Label>,
    /// The addresses to which the post brings the result, unless another is given: the first that is
    /// answered.
    pub post_to: Vec<String>,
}

impl FormDefinition {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field named `key`.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The section named `key`.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }
}

/// How far a fact of the built-in catalogue can be trusted (see the catalogue's README).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactStatus {
    /// Official data or an official page.
    Verified,
    /// Seen in a public repository or the press, not official.
    ThirdParty,
    /// Not found in any source read.
    #[default]
    GeneralKnowledge,
}

/// Where a question was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSourceKind {
    /// The national portal's own electronic form.
    PortalEform,
    /// The form or the act itself.
    OfficialText,
    /// A form that somebody retyped, a template, an older edition.
    ThirdParty,
    /// Names of an electronic exchange between ministries.
    CodeParams,
    /// In no source that was read.
    GeneralKnowledge,
}

/// Whether an edition of an official form is the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    InForce,
    /// A newer edition is known, whose text was not found.
    Superseded,
    #[default]
    Unknown,
}

/// Words of a form: Vietnamese, as the law has them, and an English help.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Label {
    /// Vietnamese.
    pub vi: String,
    /// English, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Label {
    /// The words in the language of a page; Vietnamese where there are no others.
    pub fn text(&self, words: Words) -> &str {
        match &self.en {
            Some(english) if words.locale() == Locale::En => english,
            _ => &self.vi,
        }
    }
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The step in the page's address.
    pub key: String,
    /// Heading.
    pub title: Label,
    /// A sentence under the heading.
    pub intro: Option<Label>,
    /// Shown only if this holds.
    pub condition: Option<Condition>,
    /// Questions, in order.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in answers and posts; unique in the form.
    pub key: String,
    /// The number of the item on the printed form.
    pub number: Option<String>,
    /// Where the question was read, if elsewhere than most of the form.
    pub source: Option<FieldSourceKind>,
    /// The question.
    pub label: Label,
    /// What to write, with an example.
    pub hint: Option<Label>,
    /// What kind of answer it takes.
    pub kind: FieldType,
    /// Whether an answer must be given where the question is asked.
    pub required: bool,
    /// Where an answer must be given only if this holds.
    pub required_when: Option<Condition>,
    /// How wide the control is.
    pub width: Width,
    /// Asked only if this holds.
    pub condition: Option<Condition>,
    /// What the state knows already.
    pub prefill: Option<Prefill>,
    /// The control's first value, as a person would type it.
    pub default: Option<String>,
    /// The HTML `autocomplete` token (WCAG 1.3.5), for facts about the person at the keyboard.
    pub autocomplete: Option<String>,
}

impl Field {
    /// Whether an answer must be given, where the question is asked.
    pub(super) fn is_required(&self, scope: Scope<'_>) -> bool {
        let when = self.required_when.as_ref();
        self.required || when.is_some_and(|when| when.holds_in(scope))
    }

    /// Whether nobody is asked for it, because it follows from other answers.
    pub const fn is_computed(&self) -> bool {
        matches!(self.kind, FieldType::Computed { .. })
    }

    /// The column of this key, where it is a table.
    pub(super) fn column(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            FieldType::Table { columns, .. } => columns.iter().find(|column| column.key == key),
            _ => None,
        }
    }

    /// Whether its control has buttons of its own.
    pub(super) const fn has_buttons(&self) -> bool {
        matches!(self.kind, FieldType::Table { .. })
    }
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    /// A line of text.
    Text {
        /// Fewest characters.
        min_chars: usize,
        /// Most characters.
        max_chars: usize,
        /// What it must look like.
        shape: TextShape,
    },
    /// Several lines of text.
    Textarea {
        /// Most characters.
        max_chars: usize,
        /// Lines shown.
        rows: u8,
    },
    Number {
        /// Least value.
        min: Option<Quantity>,
        /// Greatest value.
        max: Option<Quantity>,
        /// Decimal places allowed, at most 3.
        decimals: u8,
    },
    /// An amount in whole dong.
    Money {
        /// Least amount.
        min: i64,
        /// Greatest amount.
        max: i64,
    },
    /// A day.
    Date {
        /// First day allowed.
        earliest: Option<DateBound>,
        /// Last day allowed.
        latest: Option<DateBound>,
        /// Whether the declaration repeats it in words.
        in_words: bool,
    },
    /// A day, or its month or year where no more is known.
    PartialDate {
        /// First day allowed.
        earliest: Option<DateBound>,
        /// Last day allowed.
        latest: Option<DateBound>,
    },
    /// A time of day.
    Time,
    Year {
        /// First year allowed.
        min: i32,
        /// Last year allowed; the present one where not set.
        max: Option<i32>,
    },
    /// One of a few.
    Choice(Vec<Choice>),
    /// Any of a few, at least one where required.
    Choices(Vec<Choice>),
    /// A statement to be ticked.
    Bool,
    /// A Vietnamese phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// An address: province, commune, street; or an address abroad.
    Address {
        /// Whether it may lie abroad.
        abroad: bool,
        /// Whether house, street or village must be told.
        detail: Presence,
        /// Whether the kind of residence is asked for.
        kinds: bool,
    },
    /// A country (ISO 3166-1).
    Country,
    /// One of the peoples of Vietnam.
    Ethnicity,
    Religion,
    /// A province in force.
    Province,
    /// A former district: districts ended on 2025-07-01, so it resolves history only.
    District,
    /// A province and a commune in force.
    Ward,
    /// An agency, by name.
    Agency,
    /// The number of an identity card or passport.
    IdNumber,
    /// An identity document: kind, number, issued when and by whom.
    IdentityDoc {
        /// Those offered.
        kinds: Vec<IdentityKind>,
        /// Whether day and place of issue must be told. Where the form says nothing, of those papers alone
        /// of which the state does not know them.
        issued: Option<Presence>,
    },
    /// A bank account: number, holder, bank.
    BankAccount,
    /// A social insurance number.
    SocialId,
    TaxCode,
    /// Rows of the same few columns.
    Table {
        /// Columns; any types but tables and files.
        columns: Vec<Field>,
        /// Fewest rows.
        min_rows: usize,
        /// Most rows.
        max_rows: usize,
    },
    /// A value that follows from other answers: shown, never asked.
    Computed {
        of: ComputedKind,
        value: Computation,
    },
    /// A paper that goes with the form; it is handed in on the page of papers.
    File,
}

impl FieldType {
    /// Whether a posted value has one control of the field's own name.
    pub const fn has_one_control(&self) -> bool {
        !matches!(
            self,
            Self::Address { .. }
                | Self::Ward
                | Self::IdentityDoc { .. }
                | Self::BankAccount
                | Self::Table { .. }
                | Self::Computed { .. }
                | Self::File
        )
    }
}

/// What a line of text must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextShape {
    /// Anything.
    #[default]
    Free,
    /// A person's name.
    PersonName,
    /// Digits only; spaces and dots between them are taken out.
    Digits,
    /// Letters, digits and `-/.`, upper case; spaces are taken out.
    Code,
    /// Anything, in upper case.
    Upper,
    /// A person's name, in upper case.
    UpperName,
    /// The number of a vehicle's plate: `30A-123.45`.
    Plate,
    /// A day of every year: `31/12`.
    DayMonth,
    /// A business's code of 10 digits, or 13 for a branch.
    BusinessCode,
}

impl TextShape {
    /// Whether it is the name of a person.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::PersonName | Self::UpperName)
    }
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Name in answers and posts.
    pub key: String,
    /// What the person reads.
    pub label: Label,
    /// Offered only if this holds.
    pub when: Option<Condition>,
}

/// Where a first value comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Prefill {
    /// What is known.
    pub source: Source,
    /// Used only if this holds.
    pub when: Option<Condition>,
    /// Whether it is a suggestion, to be changed even where the fact is verified.
    pub suggest: bool,
}

/// How wide a control is: about so many characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// Four characters.
    W4,
    /// Six characters.
    W6,
    /// Eleven characters.
    W11,
    /// Sixteen characters.
    W16,
    /// Twenty-four characters.
    W24,
    /// The measure of the page.
    Full,
}
