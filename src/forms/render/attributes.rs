//! Attributes of controls: keyboards, browser help, widths.

use super::view::Line;
use crate::forms::{Answers, Field, FieldType, Prefill, Source, TextShape, Width};

/// Keyboards of phones follow `inputmode`; `autocapitalize` spares names and codes the shift key. A date
/// has the whole keyboard: the one of numbers has no sign to part day and month on some phones.
pub(super) fn line_for(kind: &FieldType) -> Line {
    let line = Line {
        input: "text",
        spellcheck: true,
        ..Line::default()
    };
    let plain = Line {
        spellcheck: false,
        ..Line {
            input: "text",
            ..Line::default()
        }
    };
    match kind {
        FieldType::Text {
            shape: TextShape::PersonName,
            ..
        } => Line {
            autocapitalize: "words",
            ..plain
        },
        FieldType::Text {
            shape: TextShape::Code | TextShape::Upper | TextShape::UpperName | TextShape::Plate,
            ..
        }
        | FieldType::IdNumber => Line {
            autocapitalize: "characters",
            ..plain
        },
        FieldType::Number { decimals: 1.., .. } => Line {
            inputmode: "decimal",
            ..plain
        },
        FieldType::Text {
            shape: TextShape::Digits | TextShape::BusinessCode,
            ..
        }
        | FieldType::Number { .. }
        | FieldType::Money { .. }
        | FieldType::Year { .. }
        | FieldType::SocialId
        | FieldType::TaxCode => Line {
            inputmode: "numeric",
            ..plain
        },
        FieldType::Date { .. } | FieldType::PartialDate { .. } | FieldType::Time => plain,
        FieldType::Phone => Line {
            input: "tel",
            ..plain
        },
        FieldType::Email => Line {
            input: "email",
            autocapitalize: "none",
            ..plain
        },
        _ => line,
    }
}

/// The browser may fill in only what is about the person at the keyboard (WCAG 1.3.5): where a
/// question is about that person in some cases alone, only in those.
pub(super) fn autocomplete<'a>(field: &'a Field, answers: &Answers) -> &'a str {
    if let Some(token) = &field.autocomplete {
        return token;
    }
    let is_own = |prefill: &&Prefill| {
        let when = prefill.when.as_ref();
        !prefill.suggest && when.is_none_or(|when| when.holds(answers))
    };
    match field
        .prefill
        .as_ref()
        .filter(is_own)
        .map(|prefill| prefill.source)
    {
        Some(Source::AccountName) => "name",
        Some(Source::AccountBirthDate) => "bday",
        Some(Source::AccountPhone) => "tel",
        Some(Source::AccountEmail) => "email",
        _ => "",
    }
}

pub(super) const fn width_class(width: Width) -> &'static str {
    match width {
        Width::W4 => " field--w4",
        Width::W6 => " field--w6",
        Width::W11 => " field--w11",
        Width::W16 => " field--w16",
        Width::W24 => " field--w24",
        Width::Full => "",
    }
}
