//! Conditions between fields: a typed expression tree over earlier answers.

mod written;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::span::{Span, age};
use super::{Address, Answer, Answers, PartialDate};
use written::ConditionSource;

/// When a question is asked, an option offered, a rule binding or a paper needed.
///
/// A `field` is the key of a question, or of a part of its answer (`noi_o.province`). A question that
/// has no answer, or is not asked, equals nothing, is not filled and is neither at least nor at
/// most any number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "ConditionSource", into = "ConditionSource")]
pub enum Condition {
    /// The answer is this value: an option, a code, `true`, or the text itself.
    Equals {
        /// Field asked about.
        field: String,
        value: String,
    },
    /// The answer is one of these values.
    In {
        /// Field asked about.
        field: String,
        values: Vec<String>,
    },
    /// There is an answer.
    Filled {
        /// Field asked about.
        field: String,
    },
    /// The answer is a number, an amount or a year that is not less.
    AtLeast {
        /// Field asked about.
        field: String,
        least: i64,
    },
    /// The answer is a number, an amount or a year that is not more.
    AtMost {
        /// Field asked about.
        field: String,
        most: i64,
    },
    /// Who was born then is so many whole years old today, at least, at most, or both. Of a date that is
    /// known in part, the last day that it may mean counts.
    Age {
        /// The field of the date.
        field: String,
        at_least: Option<u32>,
        at_most: Option<u32>,
    },
    /// The form is filled in for one of these procedures.
    Procedure {
        /// Codes of procedures.
        codes: Vec<String>,
    },
    /// The other way round.
    Not(Box<Condition>),
    /// Every one holds; true if there is none.
    All(Vec<Condition>),
    /// At least one holds; false if there is none.
    Any(Vec<Condition>),
}

/// What a condition asks of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test<'a> {
    /// To be one of these values.
    Among(&'a [String]),
    Filled,
    /// To be a number within bounds.
    Number {
        least: Option<i64>,
        most: Option<i64>,
    },
    /// To be the day of birth of somebody of an age within bounds.
    Age {
        at_least: Option<u32>,
        at_most: Option<u32>,
    },
}

/// The answers that a condition looks at: those of a form, and before them those of one row of a
/// table.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub answers: &'a Answers,
    pub row: Option<&'a BTreeMap<String, Answer>>,
}

impl<'a> Scope<'a> {
    pub fn of(answers: &'a Answers) -> Self {
        Self { answers, row: None }
    }

    pub fn get(self, field: &str) -> Option<&'a Answer> {
        let in_row = self.row.and_then(|row| row.get(field));
        in_row.or_else(|| self.answers.get(field))
    }

    /// Whether the answer to `field`, or its part, passes the test.
    fn passes(self, field: &str, test: Test<'_>) -> bool {
        let (key, part) = parted(field);
        let Some(answer) = self.get(key) else {
            return false;
        };
        match (part, test) {
            (None, Test::Among(values)) => values.iter().any(|value| answer.matches(value)),
            (Some(part), Test::Among(values)) => {
                let found = part_of(answer, part);
                let is_abroad =
                    part == "country" && matches!(answer, Answer::Address(Address::Abroad(_)));
                found.is_some_and(|found| {
                    let meant = |value: &String| {
                        *value == found || is_abroad && value == super::typed::ABROAD
                    };
                    values.iter().any(meant)
                })
            }
            (None, Test::Filled) => true,
            (Some(part), Test::Filled) => part_of(answer, part).is_some(),
            (_, Test::Number { least, most }) => in_thousandths(answer).is_some_and(|number| {
                least.is_none_or(|least| number >= i128::from(least) * 1000)
                    && most.is_none_or(|most| number <= i128::from(most) * 1000)
            }),
            (_, Test::Age { at_least, at_most }) => {
                let years = Span::of(answer).zip(self.answers.situation().today);
                let years = years.map(|(born, today)| age(born.last, today));
                years.is_some_and(|years| {
                    at_least.is_none_or(|least| years >= i64::from(least))
                        && at_most.is_none_or(|most| years <= i64::from(most))
                })
            }
        }
    }
}

/// The key of a field, and the part of its answer that is meant.
pub(super) fn parted(field: &str) -> (&str, Option<&str>) {
    match field.split_once('.') {
        Some((key, part)) => (key, Some(part)),
        None => (field, None),
    }
}

/// A number, an amount or a year, in thousandths.
fn in_thousandths(answer: &Answer) -> Option<i128> {
    match answer {
        Answer::Number(number) => Some(i128::from(number.thousandths())),
        Answer::Money(amount) => Some(i128::from(*amount) * 1000),
        Answer::Year(year) | Answer::PartialDate(PartialDate::Year(year)) => {
            Some(i128::from(*year) * 1000)
        }
        _ => None,
    }
}

/// A part of a composite answer, as a condition compares it: codes of units and countries, keys of
/// kinds, texts.
fn part_of<'a>(answer: &'a Answer, part: &str) -> Option<Cow<'a, str>> {
    let place = match answer {
        Answer::Place(place) | Answer::Address(Address::Home { place, .. }) => Some(place),
        _ => None,
    };
    let found = match (part, answer) {
        ("province", _) => place?.province.code.as_str(),
        ("ward", _) => place?.ward.code.as_str(),
        ("country", Answer::Place(_) | Answer::Address(Address::Home { .. })) => "VN",
        ("country", Answer::Address(Address::Abroad(abroad))) => abroad
            .country
            .as_ref()
            .map_or(super::typed::ABROAD, |country| &country.code),
        ("residence", Answer::Address(address)) => address.kind()?.key(),
        ("street", Answer::Address(Address::Home { street, .. })) => street,
        ("street", Answer::Address(Address::Abroad(abroad))) => &abroad.line,
        ("kind", Answer::Identity(document)) => document.kind.key(),
        ("number", Answer::Identity(document)) => &document.number,
        ("number", Answer::BankAccount(account)) => &account.number,
        ("holder", Answer::BankAccount(account)) => &account.holder,
        ("bank", Answer::BankAccount(account)) => &account.bank,
        ("issued_by", Answer::Identity(document)) => document.issued_by.as_deref()?,
        ("issued_on", Answer::Identity(document)) => {
            return document.issued_on.map(|day| day.to_string().into());
        }
        _ => return None,
    };
    (!found.is_empty()).then_some(found.into())
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, answers: &Answers) -> bool {
        self.holds_in(Scope::of(answers))
    }

    /// Whether it holds, for a cell of a table in the row of `scope`.
    pub(super) fn holds_in(&self, scope: Scope<'_>) -> bool {
        match self {
            Self::Not(inner) => !inner.holds_in(scope),
            Self::All(parts) => parts.iter().all(|part| part.holds_in(scope)),
            Self::Any(parts) => parts.iter().any(|part| part.holds_in(scope)),
            Self::Procedure { codes } => {
                let own = scope.answers.situation().procedure.as_ref();
                own.is_some_and(|own| codes.contains(own))
            }
            _ => self
                .leaf()
                .is_some_and(|(field, test)| scope.passes(field, test)),
        }
    }

    /// The field of a leaf, and what is asked of it.
    fn leaf(&self) -> Option<(&str, Test<'_>)> {
        Some(match self {
            Self::Equals { field, value } => (field, Test::Among(std::slice::from_ref(value))),
            Self::In { field, values } => (field, Test::Among(values)),
            Self::Filled { field } => (field, Test::Filled),
            Self::AtLeast { field, least } => {
                let (least, most) = (Some(*least), None);
                (field, Test::Number { least, most })
            }
            Self::AtMost { field, most } => {
                let (least, most) = (None, Some(*most));
                (field, Test::Number { least, most })
            }
            Self::Age {
                field,
                at_least,
                at_most,
            } => {
                let (at_least, at_most) = (*at_least, *at_most);
                (field, Test::Age { at_least, at_most })
            }
            Self::Procedure { .. } | Self::Not(_) | Self::All(_) | Self::Any(_) => return None,
        })
    }

    /// Whether it may still hold once the fields that `is_open` names are answered.
    pub(super) fn may_hold(&self, answers: &Answers, is_open: &dyn Fn(&str) -> bool) -> bool {
        let mut waits = false;
        self.each_field(&mut |field, _| {
            waits |= answers.get(field).is_none() && is_open(field);
        });
        match self {
            Self::All(parts) => parts.iter().all(|part| part.may_hold(answers, is_open)),
            Self::Any(parts) => parts.iter().any(|part| part.may_hold(answers, is_open)),
            _ => waits || self.holds(answers),
        }
    }

    /// Calls `visit` with each field the condition asks about and the values it compares with.
    pub fn each_field<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a [String])) {
        self.each_test(&mut |field, test| {
            let values = match test {
                Test::Among(values) => values,
                _ => &[],
            };
            visit(parted(field).0, values);
        });
    }

    /// Calls `visit` with each field, or part of one, and what is asked of it.
    pub fn each_test<'a>(&'a self, visit: &mut dyn FnMut(&'a str, Test<'a>)) {
        match self {
            Self::Not(inner) => inner.each_test(visit),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_test(visit);
                }
            }
            _ => {
                if let Some((field, test)) = self.leaf() {
                    visit(field, test);
                }
            }
        }
    }

    /// Calls `visit` with the code of each procedure that the condition asks about.
    pub fn each_procedure<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Procedure { codes } => codes.iter().for_each(|code| visit(code)),
            Self::Not(inner) => inner.each_procedure(visit),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_procedure(visit);
                }
            }
            _ => {}
        }
    }

    /// The field and option this waits for, where it is one option of one field: such a question
    /// can stand under that option on the same page.
    pub fn single_option(&self) -> Option<(&str, &str)> {
        match self {
            Self::Equals { field, value } => Some((field, value)),
            _ => None,
        }
    }
}
