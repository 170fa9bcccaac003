//! Answers: values that passed validation, one document a dossier.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Address, BankAccount, ComputedKind, Entry, Field, FieldType, FormChanges, FormDefinition,
    IdentityDoc, PartialDate, Place, Quantity, Section, TimeOfDay, Typed,
};

/// A valid answer. Its `Debug` shows the kind only: answers are personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Text, composed (NFC) and trimmed; also phone numbers (national form), e-mail addresses,
    /// tax codes and other numbers, in their one spelling.
    Text(String),
    Number(Quantity),
    /// Whole dong.
    Money(i64),
    /// A day.
    Date(NaiveDate),
    /// A day, a month or a year.
    PartialDate(PartialDate),
    Time(TimeOfDay),
    Year(i32),
    /// The key of an option.
    Choice(String),
    /// Keys of options, in the order of the definition.
    Choices(Vec<String>),
    /// A ticked statement; one that is not ticked has no answer.
    Ticked,
    /// An entry of a list.
    Listed(Entry),
    /// A province and a commune.
    Place(Place),
    Address(Address),
    /// An identity document.
    Identity(IdentityDoc),
    BankAccount(BankAccount),
    /// Rows of a table, each by column.
    Table(Vec<BTreeMap<String, Answer>>),
}

impl Answer {
    /// Whether a condition's `value` is this answer: an option's key, an entry's code, `true`,
    /// a year, a day, or the text itself. Composite answers match nothing.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Self::Text(text) | Self::Choice(text) => text == value,
            Self::Choices(keys) => keys.iter().any(|key| key == value),
            Self::Ticked => value == "true",
            Self::Listed(entry) => entry.code == value,
            Self::Year(year) => value.parse() == Ok(*year),
            Self::Date(date) => value.parse() == Ok(*date),
            Self::Number(number) => value.parse() == Ok(*number),
            Self::Money(amount) => value.parse() == Ok(*amount),
            Self::PartialDate(date) => value.parse() == Ok(*date),
            Self::Time(time) => value.parse() == Ok(*time),
            Self::Place(_)
            | Self::Address(_)
            | Self::Identity(_)
            | Self::BankAccount(_)
            | Self::Table(_) => false,
        }
    }

    /// Whether this is an answer to a question of type `kind`.
    fn fits(&self, kind: &FieldType) -> bool {
        match self {
            Self::Text(_) => matches!(
                kind,
                FieldType::Text { .. }
                    | FieldType::Textarea { .. }
                    | FieldType::Phone
                    | FieldType::Email
                    | FieldType::IdNumber
                    | FieldType::SocialId
                    | FieldType::TaxCode
            ),
            Self::Number(_) => matches!(
                kind,
                FieldType::Number { .. }
                    | FieldType::Computed {
                        of: ComputedKind::Number,
                        ..
                    }
            ),
            Self::Money(_) => matches!(
                kind,
                FieldType::Money { .. }
                    | FieldType::Computed {
                        of: ComputedKind::Money,
                        ..
                    }
            ),
            Self::Date(_) => matches!(kind, FieldType::Date { .. }),
            Self::PartialDate(_) => matches!(kind, FieldType::PartialDate { .. }),
            Self::Time(_) => matches!(kind, FieldType::Time),
            Self::Year(_) => matches!(kind, FieldType::Year { .. }),
            Self::Choice(key) => match kind {
                FieldType::Choice(options) => options.iter().any(|one| one.key == *key),
                _ => false,
            },
            Self::Choices(keys) => match kind {
                FieldType::Choices(options) => keys
                    .iter()
                    .all(|key| options.iter().any(|one| one.key == *key)),
                _ => false,
            },
            Self::Ticked => matches!(kind, FieldType::Bool),
            Self::Listed(_) => matches!(
                kind,
                FieldType::Country
                    | FieldType::Ethnicity
                    | FieldType::Religion
                    | FieldType::Province
                    | FieldType::District
                    | FieldType::Agency
            ),
            Self::Place(_) => matches!(kind, FieldType::Ward),
            Self::Address(_) => matches!(kind, FieldType::Address { .. }),
            Self::Identity(_) => matches!(kind, FieldType::IdentityDoc { .. }),
            Self::BankAccount(_) => matches!(kind, FieldType::BankAccount),
            Self::Table(_) => matches!(kind, FieldType::Table { .. }),
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Money(_) => "Money",
            Self::Date(_) => "Date",
            Self::PartialDate(_) => "PartialDate",
            Self::Time(_) => "Time",
            Self::Year(_) => "Year",
            Self::Choice(_) => "Choice",
            Self::Choices(_) => "Choices",
            Self::Ticked => "Ticked",
            Self::Listed(_) => "Listed",
            Self::Place(_) => "Place",
            Self::Address(_) => "Address",
            Self::Identity(_) => "Identity",
            Self::BankAccount(_) => "BankAccount",
            Self::Table(_) => "Table",
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// What conditions look at besides answers: those of a dossier keep what they were at its filing.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Situation {
    /// The day in Vietnam.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub today: Option<NaiveDate>,
    /// The code of the procedure that the form is filled in for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub procedure: Option<String>,
}

impl fmt::Debug for Situation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Situation").finish_non_exhaustive()
    }
}

impl Situation {
    fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// Answers that are kept for a question under other circumstances, and what was typed instead.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, Answer>,
    #[serde(skip_serializing_if = "Typed::is_empty")]
    unfinished: Typed,
}

impl Kept {
    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.unfinished.is_empty()
    }
}

/// Answers by field, and the pages that were answered. `Debug` shows keys and kinds only.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Sections whose page was sent in without a fault.
    seen: BTreeSet<String>,
    values: BTreeMap<String, Answer>,
    /// What was typed into questions that have no valid answer yet, so that a draft loses nothing.
    /// It is never filed.
    #[serde(skip_serializing_if = "Typed::is_empty")]
    unfinished: Typed,
    /// The answers to questions that are not asked as things stand: conditions do not see them, and they
    /// come back as they were when the question does. They are never filed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    hidden: BTreeMap<String, Answer>,
    /// What was answered about the applicant where the form is now about somebody else, and the other
    /// way round. It is never filed.
    #[serde(skip_serializing_if = "Kept::is_empty")]
    other_person: Kept,
    /// What the form asks differently since the draft was begun. It is never filed.
    #[serde(skip_serializing_if = "FormChanges::is_none")]
    form_changes: FormChanges,
    /// What conditions look at besides the answers.
    #[serde(skip_serializing_if = "Situation::is_unknown")]
    situation: Situation,
    /// What was answered to questions that the form no longer asks, or asks as another type.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    set_aside: BTreeMap<String, Answer>,
    /// The version of the draft that last changed the answer to a question. It is never filed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    changed: BTreeMap<String, i32>,
}

impl Answers {
    /// The answer to `field`.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.values.get(field)
    }

    /// The answer to `field`, kept while it is not asked.
    pub(super) fn hidden(&self, field: &str) -> Option<&Answer> {
        self.hidden.get(field)
    }

    /// What conditions look at besides the answers.
    pub const fn situation(&self) -> &Situation {
        &self.situation
    }

    /// The same answers, seen on this day for this procedure.
    #[must_use]
    pub fn situated(mut self, situation: Situation) -> Self {
        self.situation = situation;
        self
    }

    /// Takes the answer to `field` out of sight.
    pub(super) fn hide(&mut self, field: &str) {
        if let Some(answer) = self.values.remove(field) {
            self.hidden.insert(field.to_owned(), answer);
        }
    }

    /// Brings back the answer to `field`, if one was hidden.
    pub(super) fn show(&mut self, field: &str) {
        if let Some(answer) = self.hidden.remove(field) {
            self.values.entry(field.to_owned()).or_insert(answer);
        }
    }

    /// Puts what was kept of `field` for the other person in the place of its answer, and keeps that.
    pub(super) fn swap_person(&mut self, field: &str) {
        let other = self.other_person.values.remove(field);
        let typed = std::mem::take(&mut self.other_person.unfinished);
        if let Some(own) = self.values.remove(field) {
            self.other_person.values.insert(field.to_owned(), own);
        }
        let mut kept = typed.clone();
        kept.forget(field);
        kept.take_over(field, &self.unfinished);
        self.other_person.unfinished = kept;
        self.unfinished.forget(field);
        self.unfinished.take_over(field, &typed);
        if let Some(other) = other {
            self.values.insert(field.to_owned(), other);
        }
    }

    /// What the form asks differently since the draft was begun.
    pub const fn form_changes(&self) -> &FormChanges {
        &self.form_changes
    }

    pub(super) fn set_form_changes(&mut self, changes: FormChanges) {
        self.form_changes = changes;
    }

    /// Lets a text stand in the control of `field` as if it had been typed, without an answer.
    pub(super) fn type_in(&mut self, field: &Field, text: &str) {
        let typed = Typed::of_text(field, text);
        self.put_unfinished(&field.key, &typed);
    }

    /// Drops what is not filed: what the form no longer asks, and what is no answer.
    pub(super) fn forget_what_is_not_filed(&mut self) {
        self.hidden.clear();
        self.other_person = Kept::default();
        self.form_changes = FormChanges::default();
        self.set_aside.clear();
        self.unfinished = Typed::default();
        self.changed.clear();
    }

    /// The answer to `field`, whether it is asked now or not.
    pub(super) fn any(&self, field: &str) -> Option<&Answer> {
        self.get(field).or_else(|| self.hidden(field))
    }

    /// Whether the answer to `field`, or what was typed in its place, differs from that in `other`.
    fn differs(&self, other: &Self, field: &str) -> bool {
        self.any(field) != other.any(field) || !self.unfinished.agrees_on(&other.unfinished, field)
    }

    /// Marks the answers that differ from those `before` as changed by this version of the draft.
    pub fn mark_changes(&mut self, form: &FormDefinition, before: &Self, version: i32) {
        for field in form.fields() {
            if self.differs(before, &field.key) {
                self.changed.insert(field.key.clone(), version);
            }
        }
    }

    /// The questions of `section` whose answers were saved after the version `seen` and would be
    /// overwritten by `after`: a lost update, unless the person is asked.
    pub fn overwritten_by(&self, after: &Self, section: &Section, seen: i32) -> Vec<String> {
        let is_newer = |key: &str| self.changed.get(key).is_some_and(|at| *at > seen);
        let keys = section.fields.iter().map(|field| &field.key);
        keys.filter(|key| is_newer(key) && self.differs(after, key))
            .cloned()
            .collect()
    }

    /// What was typed without making an answer.
    pub(super) const fn unfinished(&self) -> &Typed {
        &self.unfinished
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether the page of `section` was sent in without a fault.
    pub fn has_seen(&self, section: &str) -> bool {
        self.seen.contains(section)
    }

    /// Sets, or with `None` takes back, the answer to `field`.
    pub(super) fn put(&mut self, field: &str, answer: Option<Answer>) {
        self.unfinished.forget(field);
        self.hidden.remove(field);
        match answer {
            Some(answer) => self.values.insert(field.to_owned(), answer),
            None => self.values.remove(field),
        };
    }

    /// Sets, or with `None` takes back, the answer to `field` while it is not asked.
    pub(super) fn put_hidden(&mut self, field: &str, answer: Option<Answer>) {
        self.put(field, None);
        if let Some(answer) = answer {
            self.hidden.insert(field.to_owned(), answer);
        }
    }

    /// Keeps what was typed into `field` in place of an answer that it does not make.
    pub(super) fn put_unfinished(&mut self, field: &str, typed: &Typed) {
        self.put(field, None);
        self.unfinished.take_over(field, typed);
    }

    pub(super) fn mark_seen(&mut self, section: &str, seen: bool) {
        if seen {
            self.seen.insert(section.to_owned());
        } else {
            self.seen.remove(section);
        }
    }

    /// The document as it is stored.
    pub fn to_document(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    /// Reads a stored document. What the form does not ask, or asks as another type, is set aside,
    /// so that a draft outlives a change of its form and comes back to the question if that does.
    pub fn from_document(
        document: serde_json::Value,
        form: &FormDefinition,
    ) -> Result<Self, serde_json::Error> {
        let stored: Self = serde_json::from_value(document)?;
        let is_asked = |key: &String, answer: &mut Answer| {
            form.field(key)
                .is_some_and(|field| answer.fits(&field.kind))
        };
        let (mut values, mut set_aside) = (stored.values, stored.set_aside);
        let unfinished = stored.unfinished;
        let gone: BTreeMap<_, _> = values
            .extract_if(.., |key, answer| !is_asked(key, answer))
            .collect();
        for (key, answer) in set_aside.extract_if(.., is_asked) {
            values.entry(key).or_insert(answer);
        }
        set_aside.extend(gone);
        let mut seen = stored.seen;
        seen.retain(|key| form.section(key).is_some());
        let mut hidden = stored.hidden;
        set_aside.extend(hidden.extract_if(.., |key, answer| !is_asked(key, answer)));
        let mut other_person = stored.other_person;
        other_person
            .values
            .retain(|key, answer| is_asked(&key.clone(), answer));
        Ok(Self {
            seen,
            hidden,
            other_person,
            form_changes: stored.form_changes,
            situation: stored.situation,
            values,
            unfinished,
            set_aside,
            changed: stored.changed,
        })
    }
}
