//! Whether conditions, and what is computed, look at what exists, at earlier questions only, and ask of
//! an answer what one of its type can be.

use super::Finding;
use crate::forms::condition::parted;
use crate::forms::{
    Choice, Computation, ComputedKind, Condition, Field, FieldType, IdentityKind, ResidenceKind,
    Test,
};

/// The conditions of a field, its options and its columns, and what it is computed from.
pub(super) fn check_field(
    field: &Field,
    before: &[&Field],
    all: &[&Field],
    findings: &mut Vec<Finding>,
) {
    for condition in own_conditions(field) {
        check(&field.key, condition, before, all, findings);
    }
    let at = &field.key;
    match &field.kind {
        FieldType::Computed { value, .. } => check_computation(at, value, before, findings),
        FieldType::Table { columns, .. } => {
            let mut row: Vec<&Field> = before.to_vec();
            for column in columns {
                let at = format!("{at}.{}", column.key);
                for condition in own_conditions(column) {
                    let columns: Vec<&Field> = columns.iter().collect();
                    let scope = [before, &columns].concat();
                    check(&at, condition, &scope, all, findings);
                }
                if let FieldType::Computed { value, .. } = &column.kind {
                    check_computation(&at, value, &row, findings);
                }
                row.push(column);
            }
        }
        _ => {}
    }
}

/// Every condition of a field itself.
pub(super) fn own_conditions(field: &Field) -> impl Iterator<Item = &Condition> {
    let prefill = field.prefill.as_ref();
    let options: &[Choice] = match &field.kind {
        FieldType::Choice(options) | FieldType::Choices(options) => options,
        _ => &[],
    };
    let options = options.iter().filter_map(|option| option.when.as_ref());
    let own = field.condition.iter().chain(&field.required_when);
    own.chain(prefill.and_then(|prefill| prefill.when.as_ref()))
        .chain(options)
}

/// Every condition of a field and its columns.
pub(super) fn all_of(field: &Field) -> impl Iterator<Item = &Condition> {
    let columns: &[Field] = match &field.kind {
        FieldType::Table { columns, .. } => columns,
        _ => &[],
    };
    own_conditions(field).chain(columns.iter().flat_map(own_conditions))
}

/// What is wrong with one condition at `at`. `before` are the fields that it may look at, `all` those
/// of the form.
pub(super) fn check(
    at: &str,
    condition: &Condition,
    before: &[&Field],
    all: &[&Field],
    findings: &mut Vec<Finding>,
) {
    condition.each_test(&mut |name, test| {
        let (key, part) = parted(name);
        let find = |fields: &[&'_ Field]| fields.iter().any(|field| field.key == key);
        let Some(field) = before.iter().rev().find(|field| field.key == key) else {
            let (at, field) = (at.to_owned(), key.to_owned());
            findings.push(if find(all) {
                Finding::LooksAhead { at, field }
            } else {
                Finding::UnknownField { at, field }
            });
            return;
        };
        if let Err(wrong) = fits(field, part, test) {
            findings.push(match wrong {
                Wrong::Value(value) => Finding::UnknownValue {
                    at: at.to_owned(),
                    field: name.to_owned(),
                    value,
                },
                Wrong::Test(test) => Finding::WrongTest {
                    at: at.to_owned(),
                    field: name.to_owned(),
                    test,
                },
            });
        }
    });
}

enum Wrong {
    Value(String),
    Test(&'static str),
}

/// Whether an answer to `field`, or this part of it, can pass or fail the test.
fn fits(field: &Field, part: Option<&str>, test: Test<'_>) -> Result<(), Wrong> {
    let kind = &field.kind;
    if let Some(part) = part {
        return part_fits(kind, part, test);
    }
    match test {
        Test::Filled => match kind {
            FieldType::File => Err(Wrong::Test("an answer")),
            _ => Ok(()),
        },
        Test::Number { .. } => match kind {
            FieldType::Number { .. }
            | FieldType::Money { .. }
            | FieldType::Year { .. }
            | FieldType::Computed { .. } => Ok(()),
            _ => Err(Wrong::Test("a number")),
        },
        Test::Age { .. } if is_date(kind) => Ok(()),
        Test::Age { .. } => Err(Wrong::Test("a date")),
        Test::Among(values) => values.iter().try_for_each(|value| value_fits(kind, value)),
    }
}

fn value_fits(kind: &FieldType, value: &str) -> Result<(), Wrong> {
    let is_possible = match kind {
        FieldType::Choice(options) | FieldType::Choices(options) => {
            options.iter().any(|option| option.key == *value)
        }
        FieldType::Bool => value == "true",
        FieldType::Date { .. } => value.parse::<chrono::NaiveDate>().is_ok(),
        FieldType::Year { .. } | FieldType::Money { .. } => value.parse::<i64>().is_ok(),
        FieldType::PartialDate { .. } => value.parse::<crate::forms::PartialDate>().is_ok(),
        FieldType::Time => value.parse::<crate::forms::TimeOfDay>().is_ok(),
        FieldType::Religion => crate::forms::religions()
            .iter()
            .any(|one| one.entry.code == value),
        FieldType::Number { .. } => value.parse::<crate::forms::Quantity>().is_ok(),
        FieldType::Country => crate::forms::nationalities().any(|one| one.entry.code == value),
        FieldType::Ethnicity => crate::forms::ethnicities()
            .iter()
            .any(|one| one.code == value),
        FieldType::Address { .. }
        | FieldType::Ward
        | FieldType::IdentityDoc { .. }
        | FieldType::BankAccount
        | FieldType::Table { .. }
        | FieldType::File => return Err(Wrong::Test("one value")),
        _ => true,
    };
    if is_possible {
        Ok(())
    } else {
        Err(Wrong::Value(value.to_owned()))
    }
}

fn part_fits(kind: &FieldType, part: &str, test: Test<'_>) -> Result<(), Wrong> {
    let parts: &[&str] = match kind {
        FieldType::Address { .. } => &["province", "ward", "street", "country", "residence"],
        FieldType::Ward => &["province", "ward"],
        FieldType::IdentityDoc { .. } => &["kind", "name", "number", "issued_on", "issued_by"],
        FieldType::BankAccount => &["number", "holder", "bank"],
        _ => &[],
    };
    let values = match test {
        Test::Among(values) => values,
        Test::Filled => &[],
        Test::Number { .. } | Test::Age { .. } => return Err(Wrong::Test("a number")),
    };
    if !parts.contains(&part) {
        return Err(Wrong::Test("an answer of such parts"));
    }
    let is_unknown = |value: &&String| match (part, kind) {
        ("kind", FieldType::IdentityDoc { kinds, .. }) => {
            IdentityKind::from_key(value).is_none_or(|kind| !kinds.contains(&kind))
        }
        ("residence", _) => ResidenceKind::from_key(value).is_none(),
        _ => false,
    };
    let unknown = values.iter().find(is_unknown);
    unknown.map_or(Ok(()), |value| Err(Wrong::Value(value.clone())))
}

/// Whether answers of this type mean a day, or some days.
pub(super) const fn is_date(kind: &FieldType) -> bool {
    matches!(
        kind,
        FieldType::Date { .. } | FieldType::PartialDate { .. } | FieldType::Year { .. }
    )
}

/// Whether answers of this type are numbers or amounts.
pub(super) const fn is_number(kind: &FieldType) -> bool {
    matches!(
        kind,
        FieldType::Number { .. }
            | FieldType::Money { .. }
            | FieldType::Computed {
                of: ComputedKind::Money | ComputedKind::Number,
                ..
            }
    )
}

fn check_computation(
    at: &str,
    value: &Computation,
    before: &[&Field],
    findings: &mut Vec<Finding>,
) {
    let (needed, fits): (_, fn(&FieldType) -> bool) = match value {
        Computation::Count(_) => ("table", |kind| matches!(kind, FieldType::Table { .. })),
        Computation::YearsBetween(_) => ("date", |kind| is_date(kind)),
        Computation::Sum(_) => ("column of numbers", |kind| is_number(kind)),
        Computation::Add(_) | Computation::Subtract(_) | Computation::Multiply(_) => {
            ("number", |kind| is_number(kind))
        }
    };
    let is_sum = matches!(value, Computation::Sum(_));
    for operand in value.operands() {
        let (key, column) = parted(operand);
        let field = before.iter().rev().find(|field| field.key == key);
        let found = match (field, column) {
            (Some(field), None) if !is_sum => Some(&field.kind),
            (Some(field), Some(column)) if is_sum => {
                field.column(column).map(|column| &column.kind)
            }
            _ => None,
        };
        if !found.is_some_and(fits) {
            findings.push(Finding::BadOperand {
                field: at.to_owned(),
                operand: operand.to_owned(),
                needed,
            });
        }
    }
}
