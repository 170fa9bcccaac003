//! Reading fields of several controls.

use std::collections::BTreeMap;

use super::line;
use crate::forms::matching::{NameMatch, find_by_name, ward_in_words};
use crate::forms::typed::{ABROAD, is_chosen, part};
use crate::forms::{
    Address, Answer, Choice, Context, ControlName, DateBound, Entry, ErrorKind, Field, FieldError,
    FieldType, IdentityDoc, IdentityKind, Place, Typed, identity as numbers,
};

/// Most characters of a street, a place of issue, or an address abroad.
const PART_CHARS: usize = 200;

type Faults = Vec<FieldError>;

/// Collects the faults of one field.
struct Desk<'a> {
    field: &'a Field,
    name: ControlName,
    faults: Faults,
}

impl<'a> Desk<'a> {
    fn new(field: &'a Field) -> Self {
        Self {
            field,
            name: ControlName::field(&field.key),
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, control: ControlName, kind: ErrorKind) {
        self.faults.push(FieldError {
            field: self.field.key.clone(),
            control,
            kind,
        });
    }

    /// Notes the fault of a part, and goes on.
    fn take<T>(&mut self, part: &str, result: Result<T, ErrorKind>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(kind) => {
                self.fault(self.name.part(part), kind);
                None
            }
        }
    }

    fn done<T>(self, value: Option<T>) -> Result<Option<T>, Faults> {
        if self.faults.is_empty() {
            Ok(value)
        } else {
            Err(self.faults)
        }
    }
}

/// A province and a commune.
pub(super) fn place(
    field: &Field,
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Place>, Faults> {
    let mut desk = Desk::new(field);
    if !field.required && is_blank(&desk, part::WARD, typed) {
        return Ok(None);
    }
    let found = read_place(&mut desk, typed, context);
    desk.done(found)
}

/// A place and a street, or a line abroad.
pub(super) fn address(
    field: &Field,
    abroad: bool,
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let mut desk = Desk::new(field);
    let blank = |part: &str| is_blank(&desk, part, typed);
    if !field.required && blank(part::WARD) && blank(part::STREET) {
        return Ok(None);
    }
    let street = line::one_line(typed.one(&desk.name.part(part::STREET)));
    let street_fits = line::within(&street, 0, PART_CHARS);
    let province = typed.one(&desk.name.part(part::PROVINCE)).trim();
    let is_abroad = abroad && province == ABROAD;
    let place = if is_abroad {
        None
    } else {
        read_place(&mut desk, typed, context)
    };
    let started = is_abroad || place.is_some() || !desk.faults.is_empty();
    if street.is_empty() && started {
        desk.fault(desk.name.part(part::STREET), ErrorKind::Required);
    }
    desk.take(part::STREET, street_fits);
    if !street.is_empty() && !started {
        desk.fault(desk.name.part(part::PROVINCE), ErrorKind::NotChosen);
    }
    let answer = match place {
        _ if street.is_empty() => None,
        None if is_abroad => Some(Answer::Address(Address::Abroad(street))),
        place => place.map(|place| Answer::Address(Address::Home { street, place })),
    };
    desk.done(answer)
}

/// A province alone is no answer: the control may have begun with it.
fn is_blank(desk: &Desk<'_>, part: &str, typed: &Typed) -> bool {
    typed.one(&desk.name.part(part)).trim().is_empty()
}

fn read_place(desk: &mut Desk<'_>, typed: &Typed, context: &Context<'_>) -> Option<Place> {
    let province = typed.one(&desk.name.part(part::PROVINCE)).trim();
    let ward = line::one_line(typed.one(&desk.name.part(part::WARD)));
    match (province.is_empty(), ward.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            desk.fault(desk.name.part(part::PROVINCE), ErrorKind::ProvinceFirst);
            return None;
        }
        _ => {}
    }
    let chosen = context
        .lists
        .provinces()
        .iter()
        .find(|entry| is_chosen(entry, province));
    let province = desk.take(part::PROVINCE, chosen.ok_or(ErrorKind::UnknownOption))?;
    let ward = desk.take(part::WARD, read_ward(&province.code, &ward, context))?;
    Some(Place {
        province: province.clone(),
        ward,
    })
}

fn read_ward(province: &str, typed: &str, context: &Context<'_>) -> Result<Entry, ErrorKind> {
    if typed.is_empty() {
        return Err(ErrorKind::Required);
    }
    line::within(typed, 0, PART_CHARS)?;
    let wards = context.lists.wards(province);
    if let Some(chosen) = wards.iter().find(|ward| is_chosen(ward, typed)) {
        return Ok(chosen.clone());
    }
    let typed = ward_in_words(context.lists, typed);
    match find_by_name(wards, typed) {
        NameMatch::One(entry) => Ok(entry.clone()),
        NameMatch::Several(many) => Err(ErrorKind::SeveralNames {
            typed: typed.to_owned(),
            names: line::names(&many),
        }),
        NameMatch::Nothing(near) => {
            let now = context.lists.wards_formerly(province, typed);
            let typed = typed.to_owned();
            if now.is_empty() {
                Err(ErrorKind::UnknownName {
                    typed,
                    near: line::names(&near),
                })
            } else {
                let now = now.into_iter().map(|entry| entry.name).collect();
                Err(ErrorKind::FormerName { typed, now })
            }
        }
    }
}

/// An identity document. Of a personal number nobody asks when and where the card was issued.
pub(super) fn identity(
    field: &Field,
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let mut desk = Desk::new(field);
    let control = |name: &str| ControlName::field(&field.key).part(name);
    let text = |name: &str| line::one_line(typed.one(&control(name)));
    let (kind, number) = (text(part::KIND), text(part::NUMBER));
    let (issued_on, issued_by) = (text(part::ISSUED_ON), text(part::ISSUED_BY));
    if [&number, &issued_on, &issued_by]
        .into_iter()
        .all(String::is_empty)
        && !field.required
    {
        return Ok(None);
    }
    if [&kind, &number, &issued_on, &issued_by]
        .into_iter()
        .all(String::is_empty)
    {
        return Ok(None);
    }
    let kind = IdentityKind::from_key(&kind);
    let kind = desk.take(part::KIND, kind.ok_or(ErrorKind::NotChosen));
    let number = desk.take(part::NUMBER, identity_number(kind, &number));
    let tells_issue = kind.is_some_and(IdentityKind::tells_issue);
    let (mut on, mut by) = (None, None);
    if tells_issue {
        on = desk.take(part::ISSUED_ON, issue_date(&issued_on, context));
        by = desk.take(part::ISSUED_BY, required(&issued_by));
    }
    let document = kind.zip(number).map(|(kind, number)| {
        Answer::Identity(IdentityDoc {
            kind,
            number,
            issued_on: on,
            issued_by: by,
        })
    });
    desk.done(document)
}

fn identity_number(kind: Option<IdentityKind>, text: &str) -> Result<String, ErrorKind> {
    let text = required(text)?;
    match kind {
        Some(IdentityKind::IdCard) => numbers::personal_number(&text),
        Some(IdentityKind::OldIdCard) => numbers::old_card(&text),
        Some(IdentityKind::Passport) => numbers::passport(&text),
        Some(IdentityKind::Other) | None => Ok(text),
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

fn required(text: &str) -> Result<String, ErrorKind> {
    if text.is_empty() {
        return Err(ErrorKind::Required);
    }
    line::within(text, 0, PART_CHARS)?;
    Ok(text.to_owned())
}

/// Rows with something in them; empty rows between them close up.
pub(super) fn table(
    field: &Field,
    columns: &[Field],
    (min_rows, max_rows): (usize, usize),
    typed: &Typed,
    context: &Context<'_>,
) -> Result<Option<Answer>, Faults> {
    let mut desk = Desk::new(field);
    let mut rows = Vec::new();
    for index in 0..typed.rows(&field.key, columns, max_rows) {
        let cell = |column: &Field| desk.name.cell(index, &column.key);
        if columns
            .iter()
            .all(|column| typed.one(&cell(column)).trim().is_empty())
        {
            continue;
        }
        let mut row = BTreeMap::new();
        for column in columns {
            let name = desk.name.cell(index, &column.key);
            match line::read(&column.kind, typed.one(&name), context) {
                Ok(Some(answer)) => {
                    row.insert(column.key.clone(), answer);
                }
                Ok(None) if column.required => desk.fault(name, super::missing(&column.kind)),
                Ok(None) => {}
                Err(kind) => desk.fault(name, kind),
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    let too_few = rows.len() < min_rows && (field.required || !rows.is_empty());
    if too_few && desk.faults.is_empty() {
        desk.fault(desk.name.clone(), ErrorKind::TooFewRows { min: min_rows });
    }
    desk.done((!rows.is_empty()).then_some(Answer::Table(rows)))
}

/// Any of the options, in the order of the definition.
pub(super) fn choices(
    field: &Field,
    options: &[Choice],
    typed: &Typed,
) -> Result<Option<Answer>, Faults> {
    let mut desk = Desk::new(field);
    let ticked = typed.many(&desk.name);
    if ticked
        .iter()
        .any(|key| !options.iter().any(|option| option.key == *key))
    {
        desk.fault(desk.name.clone(), ErrorKind::UnknownOption);
    }
    let keys: Vec<String> = options
        .iter()
        .map(|option| option.key.clone())
        .filter(|key| ticked.contains(key))
        .collect();
    desk.done((!keys.is_empty()).then_some(Answer::Choices(keys)))
}
