//! Answers to be read: for the person before filing, for clerks afterwards.

use askama::Template;

use super::validate::{first_control, is_asked, verified_fact};
use super::{
    Address, Answer, Answers, Choice, Context, Entry, Field, FieldType, FormDefinition,
    IdentityDoc, Label, Place, date_in_words, dates, identity,
};
use crate::speech::{Locale, Words};

/// Questions and answers by page; questions that are not asked are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Pages that have something to show.
    pub sections: Vec<ReviewSection>,
}

/// One page of a form, to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewSection {
    /// Key of the page.
    pub key: String,
    /// Its heading.
    pub title: Label,
    /// Its questions.
    pub rows: Vec<ReviewRow>,
}

impl ReviewSection {
    /// Whether any of its questions is asked, and not answered by what the state knows.
    pub fn may_change(&self) -> bool {
        self.rows.iter().any(|row| row.control.is_some())
    }
}

/// A question and its answer.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Key of the field.
    pub key: String,
    /// The question.
    pub label: Label,
    /// The answer, in lines; empty if it was left open.
    pub shown: Vec<String>,
    /// The id of its control; none where the state knows the answer and nobody is asked.
    pub control: Option<String>,
    /// Whether the answer is in Vietnamese whatever the language of the page: what was typed, and
    /// names of places and agencies.
    pub is_vietnamese: bool,
}

impl std::fmt::Debug for ReviewRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReviewRow({}, {} lines)", self.key, self.shown.len())
    }
}

impl ReviewRow {
    fn new(field: &Field, answer: Option<&Answer>, words: Words) -> Self {
        Self {
            key: field.key.clone(),
            label: field.label.clone(),
            shown: shown_answer(field, answer, words),
            control: Some(first_control(field).id()),
            is_vietnamese: answer.is_some_and(|answer| is_vietnamese(field, answer)),
        }
    }
}

impl Review {
    /// The review as a person gets it who may still change answers: what the state knows for certain
    /// has no control to go back to.
    pub fn to_change(
        form: &FormDefinition,
        answers: &Answers,
        context: &Context<'_>,
        words: Words,
    ) -> Self {
        let mut review = Self::new(form, answers, words);
        let rows = review
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.rows);
        for row in rows {
            let field = form.field(&row.key);
            if field.is_some_and(|field| verified_fact(field, answers, context).is_some()) {
                row.control = None;
            }
        }
        review
    }

    /// What `answers` say. Names of units are those of the time they were chosen.
    pub fn new(form: &FormDefinition, answers: &Answers, words: Words) -> Self {
        let shown = |section: &&super::Section| {
            section
                .condition
                .as_ref()
                .is_none_or(|condition| condition.holds(answers))
        };
        let sections = form
            .sections
            .iter()
            .filter(shown)
            .map(|section| ReviewSection {
                key: section.key.clone(),
                title: section.title.clone(),
                rows: section
                    .fields
                    .iter()
                    .filter(|field| {
                        !matches!(field.kind, FieldType::File) && is_asked(field, answers)
                    })
                    .map(|field| ReviewRow::new(field, answers.get(&field.key), words))
                    .collect(),
            });
        Self {
            sections: sections
                .filter(|section| !section.rows.is_empty())
                .collect(),
        }
    }
}

/// The review as HTML: one heading and one list a page, with a link to change its answers where
/// `change_path` (the address of the form's pages, without the last `/`) is given.
#[derive(Template)]
#[template(path = "forms/review.html")]
pub struct ReviewView<'a> {
    review: &'a Review,
    change_path: Option<&'a str>,
    /// What follows the address of a page, so that it leads back.
    change_query: &'a str,
    words: Words,
}

impl<'a> ReviewView<'a> {
    /// The view of `review`.
    pub const fn new(review: &'a Review, change_path: Option<&'a str>, words: Words) -> Self {
        Self {
            review,
            change_path,
            change_query: "",
            words,
        }
    }

    /// The same; the links to change answers have this query.
    #[must_use]
    pub const fn returning(self, change_query: &'a str) -> Self {
        Self {
            change_query,
            ..self
        }
    }

    fn word(&self, key: &str) -> String {
        self.words.t(key).to_owned()
    }

    fn is_english(&self) -> bool {
        self.words.locale() == Locale::En
    }
}

impl Answers {
    /// The answer to `field`, as people read it.
    pub fn in_one_line(&self, form: &FormDefinition, field: &str, words: Words) -> Option<String> {
        let lines = shown_answer(form.field(field)?, self.get(field), words);
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// Whether the answer reads in Vietnamese on a page of any language: what a person wrote, names of
/// places and agencies, options without a translation.
pub(super) fn is_vietnamese(field: &Field, answer: &Answer) -> bool {
    match (answer, &field.kind) {
        (Answer::Text(_) | Answer::Listed(_) | Answer::Place(_) | Answer::Address(_), _)
        | (Answer::Date(_), FieldType::Date { in_words: true, .. }) => true,
        (Answer::Choice(key), FieldType::Choice(options)) => options
            .iter()
            .any(|option| option.key == *key && option.label.en.is_none()),
        _ => false,
    }
}

/// The answer to `field` in lines, as people read it.
pub(super) fn shown_answer(field: &Field, answer: Option<&Answer>, words: Words) -> Vec<String> {
    match (answer, &field.kind) {
        (None, FieldType::Bool) => vec![words.t("forms.no").to_owned()],
        (None, _) => Vec::new(),
        (Some(Answer::Date(date)), FieldType::Date { in_words: true, .. }) => {
            vec![dates::shown(*date), date_in_words(*date)]
        }
        (Some(Answer::Table(rows)), FieldType::Table { columns, .. }) => rows
            .iter()
            .map(|row| shown_row(row, columns, words))
            .collect(),
        (Some(answer), kind) => lines(answer, kind, words),
    }
}

fn lines(answer: &Answer, kind: &FieldType, words: Words) -> Vec<String> {
    let option = |options: &[Choice], key: &str| {
        let found = options.iter().find(|option| option.key == key);
        found.map_or_else(
            || key.to_owned(),
            |option| option.label.text(words).to_owned(),
        )
    };
    match (answer, kind) {
        (Answer::Text(text), _) => text.lines().map(str::to_owned).collect(),
        (Answer::Number(number), _) => vec![number.to_string()],
        (Answer::Money(amount), _) => vec![identity::money_shown(*amount)],
        (Answer::Date(date), _) => vec![dates::shown(*date)],
        (Answer::PartialDate(date), _) => vec![date.shown()],
        (Answer::Time(time), _) => vec![time.to_string()],
        (Answer::Year(year), _) => vec![year.to_string()],
        (Answer::Choice(key), FieldType::Choice(options)) => vec![option(options, key)],
        (Answer::Choices(keys), FieldType::Choices(options)) => {
            keys.iter().map(|key| option(options, key)).collect()
        }
        (Answer::Choice(key), _) => vec![key.clone()],
        (Answer::Choices(keys), _) => keys.clone(),
        (Answer::Ticked, _) => vec![words.t("forms.yes").to_owned()],
        (Answer::Listed(entry), _) => vec![entry.name.clone()],
        (Answer::Place(place), _) => vec![shown_place(place)],
        (Answer::Address(address), _) => shown_address(address, words),
        (Answer::Identity(document), _) => shown_identity(document, words),
        (Answer::BankAccount(account), _) => vec![
            account.number.clone(),
            account.holder.clone(),
            account.bank.clone(),
        ],
        (Answer::Table(_), _) => Vec::new(),
    }
}

fn shown_place(place: &Place) -> String {
    format!("{}, {}", place.ward.name, place.province.name)
}

fn shown_address(address: &Address, words: Words) -> Vec<String> {
    let (street, unit) = match address {
        Address::Home { street, place, .. } => (street, Some(shown_place(place))),
        Address::Abroad(abroad) => {
            let country = abroad
                .country
                .as_ref()
                .map(|country: &Entry| country.name.clone());
            (&abroad.line, country)
        }
    };
    let parts = std::iter::once(street.clone()).chain(unit);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let kind = address.kind();
    let kind = kind.map(|kind| words.under("forms.residence", kind.key()).to_owned());
    kind.into_iter().chain([parts.join(", ")]).collect()
}

fn shown_identity(document: &IdentityDoc, words: Words) -> Vec<String> {
    let kind = words.under("forms.identity", document.kind.key());
    let kind = document.name.as_deref().unwrap_or(&kind);
    let mut lines = vec![format!("{kind}: {}", document.number)];
    let on = document.issued_on.map(dates::shown);
    match (on, &document.issued_by) {
        (Some(on), Some(by)) => {
            lines.push(words.with("forms.identity.issued", &[("date", &on), ("place", by)]));
        }
        (Some(on), None) => lines.push(words.with("forms.identity.issued_on", &[("date", &on)])),
        (None, Some(by)) => lines.push(words.with("forms.identity.issued_by", &[("place", by)])),
        (None, None) => {}
    }
    lines
}

fn shown_row(
    row: &std::collections::BTreeMap<String, Answer>,
    columns: &[Field],
    words: Words,
) -> String {
    let cells = columns.iter().filter_map(|column| {
        let answer = row.get(&column.key)?;
        let shown = lines(answer, &column.kind, words).join(" ");
        Some(format!("{}: {shown}", column.label.text(words)))
    });
    cells.collect::<Vec<_>>().join("; ")
}
