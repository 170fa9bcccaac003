//! What was answered in a form: a plausible answer to every question that is always asked.

use serde_json::{Map, Value, json};

use super::GenerateError;
use super::draw::Draw;
use super::people::Party;
use super::words::Words;
use crate::accounts::Identity;
use crate::agencies::Agency;
use crate::forms::{
    Answer, Entry, Field, FieldType, FormDefinition, IdentityDoc, IdentityKind, PartialDate,
    TextShape,
};

/// The document of the answers that `party` gives to `form`. Questions that depend on other
/// answers, and those of which lists are made, stay open.
pub(super) fn answers(
    form: &FormDefinition,
    party: &Party,
    agency: &Agency,
    words: &Words,
    draw: &mut Draw,
) -> Result<Value, GenerateError> {
    let mut values = Map::new();
    for field in form.fields().filter(|field| field.condition.is_none()) {
        let Some(answer) = answer(field, party, agency, words, draw) else {
            continue;
        };
        let answer = serde_json::to_value(answer)
            .map_err(|_| GenerateError::Data("an answer is a document"))?;
        values.insert(field.key.clone(), answer);
    }
    let seen: Vec<&str> = form
        .sections
        .iter()
        .map(|section| section.key.as_str())
        .collect();
    Ok(json!({ "seen": seen, "values": values }))
}

fn answer(
    field: &Field,
    party: &Party,
    agency: &Agency,
    words: &Words,
    draw: &mut Draw,
) -> Option<Answer> {
    let identity = &party.identity;
    let citizen = match identity {
        Identity::Citizen(citizen) => Some(citizen),
        Identity::Business(_) | Identity::Clerk(_) => None,
    };
    match &field.kind {
        FieldType::Text {
            shape: TextShape::PersonName | TextShape::UpperName,
            ..
        } => Some(Answer::Text(match identity.representative() {
            Some(person) => person.as_str().to_owned(),
            None => identity.name().to_owned(),
        })),
        FieldType::Text {
            shape: TextShape::Free | TextShape::Upper,
            max_chars,
            ..
        }
        | FieldType::Textarea { max_chars, .. } => {
            let text = words.one("text", draw);
            Some(Answer::Text(text.chars().take(*max_chars).collect()))
        }
        FieldType::Agency => Some(Answer::Listed(Entry {
            code: agency.key.as_str().to_owned(),
            name: agency.name.clone(),
        })),
        FieldType::Phone => Some(Answer::Text(party.phone.national())),
        FieldType::Email => Some(Answer::Text(party.email.expose().to_owned())),
        FieldType::IdNumber => {
            citizen.map(|person| Answer::Text(person.number().expose().to_owned()))
        }
        FieldType::IdentityDoc { .. } => citizen.map(|person| {
            Answer::Identity(IdentityDoc {
                kind: IdentityKind::IdCard,
                name: None,
                number: person.number().expose().to_owned(),
                issued_on: None,
                issued_by: None,
            })
        }),
        FieldType::Date { .. } => citizen.map(|person| Answer::Date(person.birth_date())),
        FieldType::PartialDate { .. } => {
            citizen.map(|person| Answer::PartialDate(PartialDate::Day(person.birth_date())))
        }
        FieldType::TaxCode if citizen.is_none() => {
            identity.number().map(|code| Answer::Text(code.to_owned()))
        }
        FieldType::Choice(options) => options
            .first()
            .map(|option| Answer::Choice(option.key.clone())),
        FieldType::Bool => Some(Answer::Ticked),
        _ => None,
    }
}
