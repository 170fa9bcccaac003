//! Values that nobody is asked for, because they follow from other answers.

use chrono::Datelike;
use serde::Deserialize;

use super::condition::{Scope, parted};
use super::span::{Span, age};
use super::{Answer, Field, FieldType, Quantity};

/// What a computed value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComputedKind {
    /// Whole dong.
    Money,
    Number,
}

/// How a value follows from other answers. An operand without an answer counts as nothing in sums
/// and differences; of operands that have none at all, and of a product or a distance with one missing,
/// nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Computation {
    /// The sum of a column: `table.column`.
    Sum(String),
    /// The number of rows of a table.
    Count(String),
    Add(Vec<String>),
    /// The first less the others.
    Subtract(Vec<String>),
    Multiply(Vec<String>),
    /// Whole years from the first date to the second; years alone are subtracted.
    YearsBetween([String; 2]),
}

const SCALE: i128 = 1000;

impl Computation {
    /// The fields that it looks at, columns as `table.column`.
    pub fn operands(&self) -> Vec<&str> {
        match self {
            Self::Sum(one) | Self::Count(one) => vec![one],
            Self::Add(many) | Self::Subtract(many) | Self::Multiply(many) => {
                many.iter().map(String::as_str).collect()
            }
            Self::YearsBetween(two) => two.iter().map(String::as_str).collect(),
        }
    }

    /// The value, in thousandths; none where nothing follows or it is beyond all bounds.
    fn value(&self, scope: Scope<'_>) -> Option<i128> {
        let number = |field: &String| scope.get(field).and_then(thousandths);
        match self {
            Self::Sum(column) => column_sum(scope, column),
            Self::Count(table) => match scope.get(table)? {
                Answer::Table(rows) => Some(i128::try_from(rows.len()).ok()? * SCALE),
                _ => None,
            },
            Self::Add(fields) => {
                let known: Vec<i128> = fields.iter().filter_map(number).collect();
                (!known.is_empty()).then(|| known.iter().sum())
            }
            Self::Subtract(fields) => {
                let (first, others) = fields.split_first()?;
                let less: i128 = others.iter().filter_map(number).sum();
                Some(number(first)? - less)
            }
            Self::Multiply(fields) => fields.iter().try_fold(SCALE, |product, field| {
                Some(product.checked_mul(number(field)?)? / SCALE)
            }),
            Self::YearsBetween([from, to]) => {
                let (from, to) = (Span::of(scope.get(from)?)?, Span::of(scope.get(to)?)?);
                let years = if from.is_day() && to.is_day() {
                    age(from.first, to.first)
                } else {
                    i64::from(to.first.year()) - i64::from(from.first.year())
                };
                Some(i128::from(years) * SCALE)
            }
        }
    }

    /// The answer that follows from others.
    pub(super) fn answer(&self, of: ComputedKind, scope: Scope<'_>) -> Option<Answer> {
        let value = i64::try_from(self.value(scope)?).ok()?;
        match of {
            ComputedKind::Number => Some(Answer::Number(Quantity::from_thousandths(value)?)),
            ComputedKind::Money => Some(Answer::Money(value / 1000)),
        }
    }
}

/// A number or an amount, in thousandths.
pub(super) fn thousandths(answer: &Answer) -> Option<i128> {
    match answer {
        Answer::Number(number) => Some(i128::from(number.thousandths())),
        Answer::Money(amount) => Some(i128::from(*amount) * SCALE),
        _ => None,
    }
}

/// The sum of `table.column`, in thousandths; none where the table has no rows with it.
pub(super) fn column_sum(scope: Scope<'_>, column: &str) -> Option<i128> {
    let (table, column) = parted(column);
    let Answer::Table(rows) = scope.get(table)? else {
        return None;
    };
    let cells = rows.iter().filter_map(|row| row.get(column?));
    let known: Vec<i128> = cells.filter_map(thousandths).collect();
    (!known.is_empty()).then(|| known.iter().sum())
}

/// Fills in the computed cells of a table's rows, and takes out those of which nothing follows.
pub(super) fn compute_cells(columns: &[Field], answer: &mut Answer, answers: &super::Answers) {
    let Answer::Table(rows) = answer else { return };
    let computed = columns.iter().filter_map(|column| match &column.kind {
        FieldType::Computed { of, value } => Some((&column.key, *of, value)),
        _ => None,
    });
    for (key, of, value) in computed {
        for row in rows.iter_mut() {
            let scope = Scope {
                answers,
                row: Some(row),
            };
            match value.answer(of, scope) {
                Some(answer) => row.insert(key.clone(), answer),
                None => row.remove(key),
            };
        }
    }
}
