//! What a form asks differently since a draft was begun under an earlier revision of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::review::shown_answer;
use super::{Answers, Field, FieldType, FormDefinition, Label, Review, ReviewRow, ReviewSection};
use crate::speech::{Locale, Words};

/// The changes that the owner of a draft is told of, by key of the question. `Debug` shows no answer.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FormChanges {
    added: BTreeSet<String>,
    changed: BTreeSet<String>,
    gone: BTreeMap<String, Label>,
    /// What was answered where it no longer fits, to be read and entered again.
    kept: BTreeMap<String, KeptText>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptText {
    label: Label,
    /// In Vietnamese, as the form then showed it.
    lines: Vec<String>,
}

impl std::fmt::Debug for FormChanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            added,
            changed,
            gone,
            kept,
        } = self;
        write!(
            f,
            "FormChanges({added:?}, {changed:?}, {:?}, {} kept)",
            gone.keys(),
            kept.len()
        )
    }
}

impl FormChanges {
    /// Whether the form asks the same as when the draft was begun.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The questions that are `added`, `changed` and `gone`, where there are some; `form` is the standing one.
    pub fn lists<'a>(&'a self, form: &'a FormDefinition) -> Vec<(&'static str, Vec<&'a Label>)> {
        let lists = [
            ("added", labels(form, &self.added)),
            ("changed", labels(form, &self.changed)),
            ("gone", self.gone.values().collect()),
        ];
        let filled = lists.into_iter().filter(|(_, labels)| !labels.is_empty());
        filled.collect()
    }

    /// What was answered and no longer fits, to be read.
    pub fn kept(&self) -> Option<Review> {
        let rows = self.kept.iter().map(|(key, text)| ReviewRow {
            key: key.clone(),
            label: text.label.clone(),
            shown: text.lines.clone(),
            control: None,
            is_vietnamese: true,
        });
        let rows: Vec<ReviewRow> = rows.collect();
        (!rows.is_empty()).then(|| Review {
            sections: vec![ReviewSection {
                key: String::new(),
                title: Label::default(),
                rows,
            }],
        })
    }

    /// What differs between two revisions, after what differed before.
    fn follow(&mut self, earlier: &FormDefinition, standing: &FormDefinition) {
        for field in standing.fields() {
            match earlier.field(&field.key) {
                None => self.added.insert(field.key.clone()),
                Some(before) if is_other_question(before, field) => {
                    self.changed.insert(field.key.clone())
                }
                Some(_) => continue,
            };
        }
        for field in earlier.fields() {
            if standing.field(&field.key).is_none() && !self.added.contains(&field.key) {
                self.gone.insert(field.key.clone(), field.label.clone());
            }
        }
        self.added.retain(|key| standing.field(key).is_some());
        // What was gone and is back is not new.
        self.added.retain(|key| self.gone.remove(key).is_none());
        self.changed.retain(|key| standing.field(key).is_some());
    }
}

fn labels<'a>(form: &'a FormDefinition, keys: &BTreeSet<String>) -> Vec<&'a Label> {
    let fields = form.fields().filter(|field| keys.contains(&field.key));
    fields.map(|field| &field.label).collect()
}

/// Whether a person has to look at a question again: other words, another type, other options, or an
/// answer that must be given now.
fn is_other_question(before: &Field, now: &Field) -> bool {
    before.label.vi != now.label.vi || before.kind != now.kind || (now.required && !before.required)
}

impl Answers {
    /// The answers of a draft that was made under `earlier`, for the form as it stands now. What still
    /// fits is kept; what does not is kept to be read, and stands as text in a control that takes text.
    /// Pages with new or changed questions have to be sent in again.
    ///
    /// # Errors
    /// A document that is none.
    pub fn moved(
        document: &serde_json::Value,
        earlier: &FormDefinition,
        standing: &FormDefinition,
    ) -> Result<Self, serde_json::Error> {
        let before = Self::from_document(document.clone(), earlier)?;
        let mut answers = Self::from_document(document.clone(), standing)?;
        let mut changes = before.form_changes().clone();
        changes.follow(earlier, standing);
        let vietnamese = Words::new(Locale::Vi);
        for field in earlier.fields() {
            let fits = answers.any(&field.key).is_some();
            let Some(answer) = before.any(&field.key).filter(|_| !fits) else {
                continue;
            };
            let lines = shown_answer(field, Some(answer), vietnamese);
            if let Some(now) = standing.field(&field.key)
                && takes_text(&now.kind)
            {
                answers.type_in(now, &lines.join(" "));
            }
            let label = field.label.clone();
            changes
                .kept
                .insert(field.key.clone(), KeptText { label, lines });
        }
        changes.kept.retain(|key, _| answers.any(key).is_none());
        for section in &standing.sections {
            let mut fields = section.fields.iter();
            if fields
                .any(|one| changes.added.contains(&one.key) || changes.changed.contains(&one.key))
            {
                answers.mark_seen(&section.key, false);
            }
        }
        answers.set_form_changes(changes);
        Ok(answers)
    }
}

/// Whether the control is a line or block in which any text can stand.
const fn takes_text(kind: &FieldType) -> bool {
    matches!(
        kind,
        FieldType::Text { .. }
            | FieldType::Textarea { .. }
            | FieldType::Number { .. }
            | FieldType::Money { .. }
            | FieldType::Date { .. }
            | FieldType::PartialDate { .. }
            | FieldType::Time
            | FieldType::Year { .. }
            | FieldType::Phone
            | FieldType::Email
            | FieldType::IdNumber
            | FieldType::SocialId
            | FieldType::TaxCode
    )
}
