//! What a person typed on one page, kept so that it can be shown again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::answer::{Address, Answer, Answers, IdentityDoc, Place};
use super::{Context, ControlName, Entry, Field, FieldType, Section, dates};

/// Most characters of one value; more is cut, and is too long for every field.
pub(super) const MOST_CHARS: usize = 20_000;

/// The button that asks for another row of a table; its value is the table's key.
pub(super) const ADD_ROW: &str = "_add_row";
/// The button that takes a row away; its value is the table's key, a dot, and the row's number.
pub(super) const REMOVE_ROW: &str = "_remove_row";

/// Names of the parts of composite fields.
pub(super) mod part {
    pub const PROVINCE: &str = "province";
    pub const WARD: &str = "ward";
    pub const STREET: &str = "street";
    pub const KIND: &str = "kind";
    pub const NUMBER: &str = "number";
    pub const ISSUED_ON: &str = "issued_on";
    pub const ISSUED_BY: &str = "issued_by";
}

/// The value of the province control that means another country.
pub(super) const ABROAD: &str = "abroad";

/// Raw values by control, only of controls that the page has. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed {
    values: BTreeMap<String, Vec<String>>,
    /// The button of a table that was pressed.
    #[serde(skip)]
    rows_wish: Option<RowsWish>,
}

/// What a person wants of the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RowsWish {
    /// Another one.
    Add { table: String },
    /// One less, which is gone from what was typed.
    Removed { table: String },
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typed({} controls)", self.values.len())
    }
}

impl Typed {
    /// Takes the pairs of a post that belong to `section`; others are ignored. However many pairs
    /// there are, no more is kept than the page has controls for.
    pub fn from_pairs(section: &Section, pairs: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        let mut removed = None;
        for (name, value) in pairs {
            if name == ADD_ROW {
                typed.rows_wish = table_of(section, value).map(|table| RowsWish::Add { table });
            } else if name == REMOVE_ROW {
                removed = row_of(section, value);
            } else if let Some(most) = values_allowed(section, name) {
                let values = typed.values.entry(name.clone()).or_default();
                if values.len() < most {
                    values.push(value.chars().take(MOST_CHARS).collect());
                }
            }
        }
        if let Some((table, row)) = removed {
            typed.remove_row(&table, row);
            typed.rows_wish = Some(RowsWish::Removed { table });
        }
        typed
    }

    /// Takes a row out; those below it close up.
    fn remove_row(&mut self, table: &str, gone: usize) {
        let values = std::mem::take(&mut self.values);
        for (name, value) in values {
            match cell_of(&name, table) {
                Some((row, _)) if row == gone => {}
                Some((row, column)) if row > gone => {
                    let cell = ControlName::field(table).cell(row - 1, column);
                    self.values.insert(cell.as_str().to_owned(), value);
                }
                _ => {
                    self.values.insert(name, value);
                }
            }
        }
    }

    /// What the page shows when it is opened: answers given before, else what the person has told
    /// the state, else the form's own first values.
    pub fn opening(section: &Section, answers: &Answers, context: &Context<'_>) -> Self {
        let mut typed = Self::from_answers(section, answers);
        if answers.has_seen(&section.key) {
            return typed;
        }
        for field in &section.fields {
            if typed.has(&field.key) {
                continue;
            }
            if let (Some(province), FieldType::Address { .. } | FieldType::Ward) =
                (context.province, &field.kind)
            {
                typed.put(
                    &ControlName::field(&field.key).part(part::PROVINCE),
                    province,
                );
            }
            let fact = context
                .known
                .fact_for(field, answers)
                .map(|fact| fact.text.as_str());
            if let Some(text) = fact.or(field.default.as_deref()) {
                typed.put_text(field, text);
            }
        }
        typed
    }

    /// What a person would have typed to give these answers, and what they typed where it made none. An
    /// answer that is hidden now stands in the controls under the option that shows it.
    pub fn from_answers(section: &Section, answers: &Answers) -> Self {
        let mut typed = Self::default();
        for field in &section.fields {
            let kept = answers.get(&field.key);
            if let Some(answer) = kept.or_else(|| answers.hidden(&field.key)) {
                typed.put_answer(&ControlName::field(&field.key), answer);
            } else {
                typed.take_over(&field.key, answers.unfinished());
            }
        }
        typed
            .values
            .retain(|name, _| values_allowed(section, name).is_some());
        typed
    }

    /// Whether nothing is kept.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether anything is kept of the controls of `field`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.values.keys().any(|name| is_of(name, field))
    }

    /// Whether both keep the same of the controls of `field`.
    pub(super) fn agrees_on(&self, other: &Self, field: &str) -> bool {
        let of_field = |(name, _): &(&String, &Vec<String>)| is_of(name, field);
        let (own, theirs) = (self.values.iter(), other.values.iter());
        own.filter(of_field).eq(theirs.filter(of_field))
    }

    /// Drops what is kept of the controls of `field`.
    pub(super) fn forget(&mut self, field: &str) {
        self.values.retain(|name, _| !is_of(name, field));
    }

    /// Takes what `other` has of the controls of `field`, unless they are all blank.
    pub(super) fn take_over(&mut self, field: &str, other: &Self) {
        let of_field = other.values.iter().filter(|(name, _)| is_of(name, field));
        let is_blank = |values: &Vec<String>| values.iter().all(|value| value.trim().is_empty());
        if !of_field.clone().all(|(_, values)| is_blank(values)) {
            self.values
                .extend(of_field.map(|(name, values)| (name.clone(), values.clone())));
        }
    }

    /// The text of `field` alone, as if it had been typed.
    pub(super) fn of_text(field: &Field, text: &str) -> Self {
        let mut typed = Self::default();
        typed.put_text(field, text);
        typed
    }

    /// The table for which another row was asked, or one less. Then the page is shown again and
    /// nothing is amiss yet.
    pub fn wants_rows(&self) -> Option<&str> {
        self.rows_wish.as_ref().map(|wish| match wish {
            RowsWish::Add { table } | RowsWish::Removed { table } => table.as_str(),
        })
    }

    /// Whether another row of `table` was asked for.
    pub(super) fn adds_row_to(&self, table: &str) -> bool {
        matches!(&self.rows_wish, Some(RowsWish::Add { table: wanted }) if wanted == table)
    }

    /// How many rows of `table` were shown to the person, empty ones among them.
    pub(super) fn rows_shown(&self, table: &str) -> usize {
        let rows = self.values.keys();
        let rows = rows.filter_map(|name| cell_of(name, table));
        rows.map(|(row, _)| row + 1).max().unwrap_or(0)
    }

    /// The one value of a control; empty if nothing was sent.
    pub fn one(&self, name: &ControlName) -> &str {
        self.many(name).first().map_or("", String::as_str)
    }

    /// All values of a control with several.
    pub fn many(&self, name: &ControlName) -> &[String] {
        self.values.get(name.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The rows of `table` in which something is typed, in order.
    pub(super) fn rows_of(&self, table: &str) -> BTreeSet<usize> {
        let typed = self.values.iter().filter(|(_, values)| {
            let mut values = values.iter();
            values.any(|value| !value.trim().is_empty())
        });
        let cells = typed.filter_map(|(name, _)| cell_of(name, table));
        cells.map(|(row, _)| row).collect()
    }

    /// How many rows of `table` have something typed in them, up to the last such row.
    pub(super) fn rows(&self, table: &str, columns: &[Field], max_rows: usize) -> usize {
        let table = ControlName::field(table);
        let filled = |row: &usize| {
            let mut cells = columns.iter().map(|column| table.cell(*row, &column.key));
            cells.any(|cell| !self.one(&cell).trim().is_empty())
        };
        (0..max_rows).rev().find(filled).map_or(0, |last| last + 1)
    }

    fn put(&mut self, name: &ControlName, value: impl Into<String>) {
        self.values
            .insert(name.as_str().to_owned(), vec![value.into()]);
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        let name = ControlName::field(&field.key);
        if matches!(field.kind, FieldType::IdentityDoc) {
            self.put(&name.part(part::KIND), super::IdentityKind::IdCard.key());
            self.put(&name.part(part::NUMBER), text);
        } else {
            self.put(&name, text);
        }
    }

    fn put_answer(&mut self, name: &ControlName, answer: &Answer) {
        match answer {
            Answer::Text(text) | Answer::Choice(text) => self.put(name, text.as_str()),
            Answer::Number(number) => self.put(name, number.to_string()),
            Answer::Money(amount) => {
                let amount = u64::try_from(*amount).unwrap_or(0);
                self.put(name, super::quantity::with_thousands(amount));
            }
            Answer::Date(date) => self.put(name, dates::shown(*date)),
            Answer::Year(year) => self.put(name, year.to_string()),
            Answer::Choices(keys) => {
                self.values.insert(name.as_str().to_owned(), keys.clone());
            }
            Answer::Ticked => self.put(name, "true"),
            Answer::Listed(entry) => self.put(name, entry.code.as_str()),
            Answer::Place(place) => self.put_place(name, place),
            Answer::Address(Address::Home { street, place }) => {
                self.put(&name.part(part::STREET), street.as_str());
                self.put_place(name, place);
            }
            Answer::Address(Address::Abroad(line)) => {
                self.put(&name.part(part::PROVINCE), ABROAD);
                self.put(&name.part(part::STREET), line.as_str());
            }
            Answer::Identity(document) => self.put_identity(name, document),
            Answer::Table(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    for (column, cell) in row {
                        self.put_answer(&name.cell(index, column), cell);
                    }
                }
            }
        }
    }

    /// The province by code, for its list; the commune by name, for its line of text.
    fn put_place(&mut self, name: &ControlName, place: &Place) {
        let Place { province, ward } = place;
        self.put(&name.part(part::PROVINCE), province.code.as_str());
        self.put(&name.part(part::WARD), ward.name.as_str());
    }

    fn put_identity(&mut self, name: &ControlName, document: &IdentityDoc) {
        self.put(&name.part(part::KIND), document.kind.key());
        self.put(&name.part(part::NUMBER), document.number.as_str());
        if let Some(date) = document.issued_on {
            self.put(&name.part(part::ISSUED_ON), dates::shown(date));
        }
        if let Some(by) = &document.issued_by {
            self.put(&name.part(part::ISSUED_BY), by.as_str());
        }
    }
}

/// Whether the control `name` is that of `field`, or one of its parts or cells.
fn is_of(name: &str, field: &str) -> bool {
    name.strip_prefix(field)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The row and column of the control `name`, if it is a cell of `table`.
fn cell_of<'a>(name: &'a str, table: &str) -> Option<(usize, &'a str)> {
    let rest = name.strip_prefix(table)?.strip_prefix('.')?;
    let (row, column) = rest.split_once('.')?;
    Some((row.parse().ok()?, column))
}

fn table_of(section: &Section, key: &str) -> Option<String> {
    let mut tables = section.fields.iter().filter(|field| field.has_buttons());
    let table = tables.find(|field| field.key == key)?;
    Some(table.key.clone())
}

/// The table and row that the value of a button names.
fn row_of(section: &Section, value: &str) -> Option<(String, usize)> {
    let (table, row) = value.rsplit_once('.')?;
    Some((table_of(section, table)?, row.parse().ok()?))
}

/// How many values the control `name` of `section` may have; `None` if there is no such control.
fn values_allowed(section: &Section, name: &str) -> Option<usize> {
    let (key, rest) = match name.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (name, None),
    };
    let field = section.fields.iter().find(|field| field.key == key)?;
    match (&field.kind, rest) {
        (FieldType::Choices(options), None) => Some(options.len()),
        (kind, None) => kind.has_one_control().then_some(1),
        (FieldType::Ward, Some(part::PROVINCE | part::WARD))
        | (FieldType::Address { .. }, Some(part::PROVINCE | part::WARD | part::STREET))
        | (
            FieldType::IdentityDoc,
            Some(part::KIND | part::NUMBER | part::ISSUED_ON | part::ISSUED_BY),
        ) => Some(1),
        (
            FieldType::Table {
                columns, max_rows, ..
            },
            Some(rest),
        ) => {
            let (row, column) = rest.split_once('.')?;
            let row: usize = row.parse().ok()?;
            let exists = row < *max_rows && columns.iter().any(|c| c.key == column);
            exists.then_some(1)
        }
        _ => None,
    }
}

/// The entry as a person would choose it again.
pub(super) fn is_chosen(entry: &Entry, typed: &str) -> bool {
    entry.code == typed.trim()
}
