//! Reading fields of several controls, alone or in a row of a table.

use std::collections::BTreeMap;

use super::{line, place};
use crate::forms::typed::part;
use crate::forms::{
    Answer, BankAccount, Choice, Context, ControlName, DateBound, ErrorKind, Field, FieldError,
    FieldType, IdentityDoc, IdentityKind, Presence, Typed, identity as numbers,
};

/// Most characters of a street, a place of issue, or an address abroad.
pub(super) const PART_CHARS: usize = 200;
/// Most characters of the number of an account; international ones have up to 34 (ISO 13616).
const ACCOUNT_CHARS: usize = 34;

pub(super) type Faults = Vec<FieldError>;

/// The control or controls of one question, read; faults are collected, so that all are told at once.
pub(super) struct Parts<'a> {
    /// Key of the question of the form, which is the table for a cell.
    field: &'a str,
    pub(super) name: ControlName,
    typed: &'a Typed,
    pub(super) faults: Faults,
}

impl<'a> Parts<'a> {
    fn new(field: &'a str, name: &ControlName, typed: &'a Typed) -> Self {
        Self {
            field,
            name: name.clone(),
            typed,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, control: ControlName, kind: ErrorKind) {
        self.faults.push(FieldError {
            field: self.field.to_owned(),
            control,
            kind,
        });
    }

    pub(super) fn fault_at(&mut self, part: &str, kind: ErrorKind) {
        self.fault(self.name.part(part), kind);
    }

    /// What was typed in a part, in one line.
    pub(super) fn text(&self, part: &str) -> String {
        line::one_line(self.typed.one(&self.name.part(part)))
    }

    pub(super) fn is_blank(&self, part: &str) -> bool {
        self.typed.one(&self.name.part(part)).trim().is_empty()
    }

    /// Notes the fault of a part, and goes on.
    pub(super) fn take<T>(&mut self, part: &str, result: Result<T, ErrorKind>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(kind) => {
                self.fault_at(part, kind);
                None
            }
        }
    }

    pub(super) fn done<T>(self, value: Option<T>) -> Result<Option<T>, Faults> {
        if self.faults.is_empty() {
            Ok(value)
        } else {
            Err(self.faults)
        }
    }
}

/// Reads the controls called `name` as an answer to `question`. `field` is the question of the form that
/// they belong to.
pub(super) fn read(
    question: &Field,
    (field, name): (&str, &ControlName),
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let parts = Parts::new(field, name, typed);
    match &question.kind {
        FieldType::Address {
            abroad,
            detail,
            kinds,
        } => {
            let shape = place::AddressShape {
                required: question.required,
                abroad: *abroad,
                detail: *detail,
                kinds: *kinds,
            };
            place::address(parts, shape, context)
        }
        FieldType::Ward => Ok(place::place(parts, question.required, context)?.map(Answer::Place)),
        FieldType::IdentityDoc { kinds, issued } => {
            identity(parts, question.required, (kinds, *issued), context)
        }
        FieldType::BankAccount => bank_account(parts, question.required),
        FieldType::Choices(options) => choices(parts, options),
        FieldType::Table {
            columns,
            min_rows,
            max_rows: _,
        } => table(parts, question.required, columns, *min_rows, context),
        FieldType::File | FieldType::Computed { .. } => Ok(None),
        kind => line::read(kind, typed.one(name), context).map_err(|kind| {
            vec![FieldError {
                field: field.to_owned(),
                control: name.clone(),
                kind,
            }]
        }),
    }
}

/// An identity document.
fn identity(
    mut parts: Parts<'_>,
    is_required: bool,
    (kinds, issued): (&[IdentityKind], Option<Presence>),
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let is_one = kinds.len() == 1;
    let own = [part::NAME, part::NUMBER, part::ISSUED_ON, part::ISSUED_BY];
    let has_no_text = own.iter().all(|own| parts.is_blank(own));
    if has_no_text && (!is_required || is_one || parts.is_blank(part::KIND)) {
        return Ok(None);
    }
    let kind = match kinds {
        [only] => Some(*only),
        _ => {
            let kind = IdentityKind::from_key(&parts.text(part::KIND));
            let kind = kind.filter(|kind| kinds.contains(kind));
            parts.take(part::KIND, kind.ok_or(ErrorKind::NotChosen))
        }
    };
    let name = match kind {
        Some(IdentityKind::Other) => {
            let name = required(&parts.text(part::NAME));
            parts.take(part::NAME, name)
        }
        _ => None,
    };
    let number = identity_number(kind, &parts.text(part::NUMBER));
    let number = parts.take(part::NUMBER, number);
    let issued = kind.map_or(Presence::None, |kind| issue_asked(kind, issued));
    let (mut issued_on, mut issued_by) = (None, None);
    if must_read(issued, &parts, part::ISSUED_ON) {
        let date = issue_date(&parts.text(part::ISSUED_ON), context);
        issued_on = parts.take(part::ISSUED_ON, date);
    }
    if must_read(issued, &parts, part::ISSUED_BY) {
        let place = required(&parts.text(part::ISSUED_BY));
        issued_by = parts.take(part::ISSUED_BY, place);
    }
    let document = kind.zip(number).map(|(kind, number)| {
        Answer::Identity(IdentityDoc {
            kind,
            name,
            number,
            issued_on,
            issued_by,
        })
    });
    parts.done(document)
}

/// Whether day and place of issue are asked of a paper of this kind.
pub(in crate::forms) fn issue_asked(kind: IdentityKind, issued: Option<Presence>) -> Presence {
    issued.unwrap_or(if kind.has_personal_number() {
        Presence::None
    } else {
        Presence::Required
    })
}

fn must_read(presence: Presence, parts: &Parts<'_>, part: &str) -> bool {
    match presence {
        Presence::Required => true,
        Presence::Optional => !parts.is_blank(part),
        Presence::None => false,
    }
}

fn identity_number(kind: Option<IdentityKind>, text: &str) -> Result<String, ErrorKind> {
    let text = required(text)?;
    match kind {
        Some(kind) if kind.has_personal_number() => numbers::personal_number(&text),
        Some(IdentityKind::Cmnd) => numbers::old_card(&text),
        Some(IdentityKind::Passport) => numbers::passport(&text),
        _ => Ok(text),
    }
}

fn issue_date(text: &str, context: &Context<'_>) -> Result<chrono::NaiveDate, ErrorKind> {
    let text = required(text)?;
    let not_later = FieldType::Date {
        earliest: None,
        latest: Some(DateBound::Today(0)),
        in_words: false,
    };
    match line::date(&not_later, &text, context)? {
        Answer::Date(date) => Ok(date),
        _ => Err(ErrorKind::NotADate),
    }
}

pub(super) fn required(text: &str) -> Result<String, ErrorKind> {
    if text.is_empty() {
        return Err(ErrorKind::Required);
    }
    line::within(text, 0, PART_CHARS)?;
    Ok(text.to_owned())
}

fn bank_account(mut parts: Parts<'_>, is_required: bool) -> Result<Option<Answer>, Faults> {
    let own = [part::NUMBER, part::HOLDER, part::BANK];
    if !is_required && own.iter().all(|own| parts.is_blank(own)) {
        return Ok(None);
    }
    let number = account_number(&parts.text(part::NUMBER));
    let number = parts.take(part::NUMBER, number);
    let holder = required(&parts.text(part::HOLDER));
    let holder = parts.take(part::HOLDER, holder);
    let bank = required(&parts.text(part::BANK));
    let bank = parts.take(part::BANK, bank);
    let account = match (number, holder, bank) {
        (Some(number), Some(holder), Some(bank)) => Some(Answer::BankAccount(BankAccount {
            number,
            holder,
            bank,
        })),
        _ => None,
    };
    parts.done(account)
}

/// Some banks let their customers choose letters in the place of digits.
fn account_number(text: &str) -> Result<String, ErrorKind> {
    let number: String = text
        .chars()
        .map(crate::kernel::half_width)
        .filter(|c| !c.is_whitespace() && *c != '.' && !crate::kernel::is_dash(*c))
        .collect();
    if number.is_empty() {
        return Err(ErrorKind::Required);
    }
    if !number.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(ErrorKind::NotAnAccount);
    }
    line::within(&number, 4, ACCOUNT_CHARS)?;
    Ok(number.to_ascii_uppercase())
}

/// Rows with something in them; empty rows between them close up.
fn table(
    mut parts: Parts<'_>,
    is_required: bool,
    columns: &[Field],
    min_rows: usize,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let mut rows = Vec::new();
    for index in parts.typed.rows_of(parts.field) {
        let mut row = BTreeMap::new();
        for column in columns {
            let name = parts.name.cell(index, &column.key);
            match read(column, (parts.field, &name), parts.typed, context) {
                Ok(Some(answer)) => {
                    row.insert(column.key.clone(), answer);
                }
                Ok(None) if column.required => {
                    let control = super::first_control_of(&column.kind, &name);
                    parts.fault(control, super::missing(&column.kind));
                }
                Ok(None) => {}
                Err(faults) => parts.faults.extend(faults),
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    let too_few = rows.len() < min_rows && (is_required || !rows.is_empty());
    if too_few && parts.faults.is_empty() {
        parts.fault(parts.name.clone(), ErrorKind::TooFewRows { min: min_rows });
    }
    parts.done((!rows.is_empty()).then_some(Answer::Table(rows)))
}

/// Any of the options, in the order of the definition.
fn choices(mut parts: Parts<'_>, options: &[Choice]) -> Result<Option<Answer>, Faults> {
    let ticked = parts.typed.many(&parts.name);
    let is_option = |key: &String| options.iter().any(|option| option.key == *key);
    if !ticked.iter().all(is_option) {
        parts.fault(parts.name.clone(), ErrorKind::UnknownOption);
    }
    let keys: Vec<String> = options
        .iter()
        .map(|option| option.key.clone())
        .filter(|key| ticked.contains(key))
        .collect();
    parts.done((!keys.is_empty()).then_some(Answer::Choices(keys)))
}
