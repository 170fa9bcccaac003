//! The summary of faults on top of a page: each line leads to its control.

use askama::Template;

use crate::forms::{FieldError, FieldType, FormDefinition};
use crate::speech::Words;

/// All faults of a page, each with a link to its control. Show it above the page's heading.
#[derive(Template)]
#[template(path = "forms/summary.html")]
pub struct SummaryView {
    title: String,
    faults: Vec<SummaryLine>,
}

struct SummaryLine {
    id: String,
    text: String,
}

/// The summary of `errors`; `None` if there is none.
pub fn error_summary(
    form: &FormDefinition,
    errors: &[FieldError],
    words: Words,
) -> Option<SummaryView> {
    let lines = errors.iter().map(|error| SummaryLine {
        id: error.control.id(),
        text: error.kind.words(&control_label(form, error, words), words),
    });
    let faults: Vec<SummaryLine> = lines.collect();
    let count = i64::try_from(faults.len()).unwrap_or(i64::MAX);
    let title = words.count("common.faults.title", &count);
    (!faults.is_empty()).then_some(SummaryView { title, faults })
}

/// What the control of a fault is called, away from its page: "Nơi cư trú: Xã, phường".
pub(super) fn control_label(form: &FormDefinition, error: &FieldError, words: Words) -> String {
    let Some(field) = form.field(&error.field) else {
        return error.field.clone();
    };
    let label = field.label.text(words).to_owned();
    let Some(rest) = error.control.as_str().split_once('.').map(|(_, rest)| rest) else {
        return label;
    };
    match (&field.kind, rest.split_once('.')) {
        (FieldType::Table { columns, .. }, Some((row, cell))) => {
            let row = row.parse::<usize>().map_or(1, |row| row + 1);
            let (column, part) = cell.split_once('.').unwrap_or((cell, ""));
            let column = columns.iter().find(|c| c.key == column);
            let column =
                column.map(|column| of_part(&column.kind, column.label.text(words), part, words));
            let column = column.unwrap_or_default();
            words.with(
                "forms.cell_of",
                &[("label", &label), ("n", &row), ("column", &column)],
            )
        }
        (kind, _) => of_part(kind, &label, rest, words),
    }
}

/// "Nơi cư trú: Xã, phường", for a question and a part of it.
fn of_part(kind: &FieldType, label: &str, part: &str, words: Words) -> String {
    if part.is_empty() {
        return label.to_owned();
    }
    let part = match kind {
        FieldType::BankAccount => words.under("forms.account", part),
        _ => words.under("forms.part", part),
    };
    words.with("forms.part_of", &[("label", &label), ("part", &part)])
}
