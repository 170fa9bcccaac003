//! What a person typed on one page, kept so that it can be shown again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Address, Answer, Answers, BankAccount, Context, ControlName, Entry, Field, FieldType,
    IdentityDoc, IdentityKind, Place, Section, dates,
};

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
    pub const COUNTRY: &str = "country";
    pub const STREET: &str = "street";
    /// The kind of residence.
    pub const RESIDENCE: &str = "residence";
    pub const KIND: &str = "kind";
    /// What another paper is called.
    pub const NAME: &str = "name";
    pub const NUMBER: &str = "number";
    pub const ISSUED_ON: &str = "issued_on";
    pub const ISSUED_BY: &str = "issued_by";
    pub const HOLDER: &str = "holder";
    pub const BANK: &str = "bank";
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

    fn put(&mut self, name: &ControlName, value: impl Into<String>) {
        self.values
            .insert(name.as_str().to_owned(), vec![value.into()]);
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        let name = ControlName::field(&field.key);
        if let FieldType::IdentityDoc { kinds, .. } = &field.kind {
            let mut of_number = kinds.iter().filter(|kind| kind.has_personal_number());
            let first = of_number.next();
            // Of several such papers, only the person knows which they hold.
            let kind =
                first.filter(|kind| **kind == IdentityKind::IdCard || of_number.next().is_none());
            self.put(&name.part(part::KIND), kind.map_or("", |kind| kind.key()));
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
            Answer::PartialDate(date) => self.put(name, date.shown()),
            Answer::Time(time) => self.put(name, time.to_string()),
            Answer::Year(year) => self.put(name, year.to_string()),
            Answer::Choices(keys) => {
                self.values.insert(name.as_str().to_owned(), keys.clone());
            }
            Answer::Ticked => self.put(name, "true"),
            Answer::Listed(entry) => self.put(name, entry.code.as_str()),
            Answer::Place(place) => self.put_place(name, place),
            Answer::Address(address) => self.put_address(name, address),
            Answer::Identity(document) => self.put_identity(name, document),
            Answer::BankAccount(account) => self.put_account(name, account),
            Answer::Table(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    for (column, cell) in row {
                        self.put_answer(&name.cell(index, column), cell);
                    }
                }
            }
        }
    }

    fn put_address(&mut self, name: &ControlName, address: &Address) {
        let street = match address {
            Address::Home { street, place, .. } => {
                self.put_place(name, place);
                street
            }
            Address::Abroad(abroad) => {
                self.put(&name.part(part::PROVINCE), ABROAD);
                if let Some(country) = &abroad.country {
                    self.put(&name.part(part::COUNTRY), country.code.as_str());
                }
                &abroad.line
            }
        };
        self.put(&name.part(part::STREET), street.as_str());
        if let Some(kind) = address.kind() {
            self.put(&name.part(part::RESIDENCE), kind.key());
        }
    }

    fn put_account(&mut self, name: &ControlName, account: &BankAccount) {
        self.put(&name.part(part::NUMBER), account.number.as_str());
        self.put(&name.part(part::HOLDER), account.holder.as_str());
        self.put(&name.part(part::BANK), account.bank.as_str());
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
        if let Some(called) = &document.name {
            self.put(&name.part(part::NAME), called.as_str());
        }
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
    let (
        FieldType::Table {
            columns, max_rows, ..
        },
        Some(rest),
    ) = (&field.kind, rest)
    else {
        return values_of(&field.kind, rest);
    };
    let (row, rest) = rest.split_once('.')?;
    let row: usize = row.parse().ok()?;
    let (column, part) = match rest.split_once('.') {
        Some((column, part)) => (column, Some(part)),
        None => (rest, None),
    };
    let column = columns.iter().find(|one| one.key == column)?;
    values_of(&column.kind, part).filter(|_| row < *max_rows)
}

/// How many values the control, or a part, of a question of type `kind` may have.
fn values_of(kind: &FieldType, part: Option<&str>) -> Option<usize> {
    let Some(part) = part else {
        return match kind {
            FieldType::Choices(options) => Some(options.len()),
            _ => kind.has_one_control().then_some(1),
        };
    };
    let parts: &[&str] = match kind {
        FieldType::Ward => &[part::PROVINCE, part::WARD],
        FieldType::Address { .. } => &[
            part::PROVINCE,
            part::WARD,
            part::COUNTRY,
            part::STREET,
            part::RESIDENCE,
        ],
        FieldType::IdentityDoc { .. } => &[
            part::KIND,
            part::NAME,
            part::NUMBER,
            part::ISSUED_ON,
            part::ISSUED_BY,
        ],
        FieldType::BankAccount => &[part::NUMBER, part::HOLDER, part::BANK],
        _ => &[],
    };
    parts.contains(&part).then_some(1)
}

/// The entry as a person would choose it again.
pub(super) fn is_chosen(entry: &Entry, typed: &str) -> bool {
    entry.code == typed.trim()
}
