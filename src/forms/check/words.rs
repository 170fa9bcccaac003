//! Whether the words of a form are whole, and there in both languages.

use super::{Finding, Located, Position};
use crate::forms::rule::RuleKind;
use crate::forms::{Choice, Field, FieldType, FormDefinition, Label};

/// Every text of a form that people read, with the key of what it belongs to.
fn each_label<'a>(form: &'a FormDefinition, visit: &mut dyn FnMut(Position, &'a str, &'a Label)) {
    visit(Position::Form, &form.key, &form.title);
    if let Some(oath) = &form.oath {
        visit(Position::Form, &form.key, oath);
    }
    for (at, section, field) in form.positions() {
        match field {
            Some(field) => labels_of(field, &mut |label| visit(at, &field.key, label)),
            None => {
                visit(at, &section.key, &section.title);
                if let Some(intro) = &section.intro {
                    visit(at, &section.key, intro);
                }
            }
        }
    }
    for (place, rule) in form.rules.iter().enumerate() {
        if let RuleKind::Elsewhere { field, message, .. }
        | RuleKind::Require { field, message, .. } = &rule.kind
        {
            visit(Position::Rule(place), field, message);
        }
    }
}

fn labels_of<'a>(field: &'a Field, visit: &mut dyn FnMut(&'a Label)) {
    visit(&field.label);
    if let Some(hint) = &field.hint {
        visit(hint);
    }
    let (options, columns): (&[Choice], &[Field]) = match &field.kind {
        FieldType::Choice(options) | FieldType::Choices(options) => (options, &[]),
        FieldType::Table { columns, .. } => (&[], columns),
        _ => (&[], &[]),
    };
    options.iter().for_each(|option| visit(&option.label));
    for column in columns {
        labels_of(column, visit);
    }
}

pub(super) fn check_encoding(form: &FormDefinition, findings: &mut Located) {
    let mut found = |place, at: &str, text: &str| {
        if is_mojibake(text) {
            let (at, text) = (at.to_owned(), text.to_owned());
            findings.push((place, Finding::Mojibake { at, text }));
        }
    };
    each_label(form, &mut |place, at, label| {
        found(place, at, &label.vi);
        if let Some(english) = &label.en {
            found(place, at, english);
        }
    });
    if let Some(template) = &form.template {
        found(Position::Form, &form.key, template);
    }
}

pub(super) fn check_english(form: &FormDefinition, findings: &mut Located) {
    each_label(form, &mut |place, at, label| {
        let has_english = label
            .en
            .as_ref()
            .is_some_and(|text| !text.trim().is_empty());
        if !has_english {
            let (at, text) = (at.to_owned(), label.vi.clone());
            findings.push((place, Finding::NoEnglish { at, text }));
        }
    });
}

/// Whether the text was once read in a wrong encoding: signs that stand for the second byte of a letter behind
/// one that stands for its first, a sign that replaces what could not be read, or a control character.
fn is_mojibake(text: &str) -> bool {
    let is_second =
        |c: char| ('\u{a1}'..='\u{bf}').contains(&c) || ('\u{80}'..='\u{9f}').contains(&c);
    let pairs = text.chars().zip(text.chars().skip(1));
    let mut pairs = pairs.map(|(first, second)| match first {
        // Letters that Vietnamese has, too.
        'Ã' | 'Â' => is_second(second),
        'á' => matches!(second, '»' | 'º'),
        'â' => second == '€',
        // Letters that it has not.
        'Ä' | 'Æ' | 'Å' | 'ï' => !second.is_ascii(),
        _ => false,
    });
    let mut signs = text.chars();
    pairs.any(|is_wrong| is_wrong)
        || signs.any(|c| c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\t')))
}

#[cfg(test)]
mod tests {
    use super::is_mojibake;

    #[test]
    fn a_wrong_encoding_is_told_from_vietnamese() {
        for wrong in [
            "Há»\u{8d} tÃªn",
            "Ä\u{90}á»‹a chá»‰",
            "NgÃ y sinh cá»§a con",
            "Æ°u Ä‘Ã£i",
            "Qu\u{fffd}n",
            "â€œSốâ€\u{9d}",
        ] {
            assert!(is_mojibake(wrong), "{wrong}");
        }
        for right in [
            "MÃ SỐ THUẾ",
            "“giá”",
            "Giá…",
            "XÃ, PHƯỜNG",
            "Âu Cơ",
            "ÂM LỊCH",
            "Quốc tịch của bà",
            "50 m², 3 °C",
            "naïve",
        ] {
            assert!(!is_mojibake(right), "{right}");
        }
    }
}
