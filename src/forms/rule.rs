//! What must hold between fields, written as data.

mod source;

use super::computed::{column_sum, thousandths};
use super::condition::{Scope, parted};
use super::span::Span;
use super::{
    Answer, Answers, Condition, ControlName, Distance, ErrorKind, FieldError, FormDefinition,
    Label, Section, Typed,
};

/// A rule between fields. It binds where its condition holds and what it looks at is asked and
/// answered; the fault stands at its first field. Of dates that are known in part, only what is
/// wrong whichever day they mean is a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub kind: RuleKind,
    /// Binds only if this holds.
    pub when: Option<Condition>,
}

/// What a rule says. A field may be a column, as `table.column`: then the rule binds in every row,
/// and other columns of it are those of the same row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    /// `field` is later, or more, than `other`.
    After {
        /// The later one.
        field: String,
        /// The earlier one.
        other: String,
    },
    /// `field` is not earlier, or not less, than `other`.
    NotBefore {
        /// The later one.
        field: String,
        /// The earlier one.
        other: String,
    },
    /// `field` is earlier, or less, than `other`: a parent is born before the child.
    Before {
        /// The earlier one.
        field: String,
        /// The later one.
        other: String,
        /// By how many years at least.
        years: u32,
    },
    /// The two dates lie at most so far apart.
    Within {
        field: String,
        other: String,
        distance: Distance,
    },
    /// The number or amount `field` is not more than `other`.
    AtMost { field: String, other: String },
    /// The number or amount `field` is not less than `other`.
    AtLeast { field: String, other: String },
    /// The number or amount `field` is the sum of others: fields, or one `table.column`.
    Sum { field: String, of: Vec<String> },
    /// The two differ.
    Different {
        /// The one that is wrong if they do not.
        field: String,
        /// The one before it.
        other: String,
    },
    /// At least one of these has an answer.
    OneFilled { fields: Vec<String> },
    /// One of these has an answer, and no other.
    ExactlyOne { fields: Vec<String> },
    /// An answer other than these belongs to another procedure; the fault says which.
    Elsewhere {
        field: String,
        unless: Vec<String>,
        message: Label,
    },
    /// With an answer to `field`, a condition must hold; the fault says why.
    Require {
        field: String,
        that: Condition,
        message: Label,
    },
}

impl Rule {
    /// The fields the rule names, columns as `table.column`; its fault stands at the first. What its
    /// conditions look at is not among them.
    pub fn fields(&self) -> Vec<&str> {
        match &self.kind {
            RuleKind::After { field, other }
            | RuleKind::NotBefore { field, other }
            | RuleKind::Before { field, other, .. }
            | RuleKind::Within { field, other, .. }
            | RuleKind::AtMost { field, other }
            | RuleKind::AtLeast { field, other }
            | RuleKind::Different { field, other } => vec![field, other],
            RuleKind::Elsewhere { field, .. } | RuleKind::Require { field, .. } => vec![field],
            RuleKind::Sum { field, of } => {
                let field = std::iter::once(field.as_str());
                field.chain(of.iter().map(String::as_str)).collect()
            }
            RuleKind::OneFilled { fields } | RuleKind::ExactlyOne { fields } => {
                fields.iter().map(String::as_str).collect()
            }
        }
    }

    /// The conditions of the rule: when it binds, and what it requires.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let that = match &self.kind {
            RuleKind::Require { that, .. } => Some(that),
            _ => None,
        };
        self.when.iter().chain(that)
    }

    /// What is wrong in `view`, if anything.
    fn fault(&self, view: View<'_>) -> Option<ErrorKind> {
        if let Some(when) = &self.when
            && !when.holds_in(view.scope)
        {
            return None;
        }
        let wrong = |is_wrong: bool, kind: fn(Label) -> ErrorKind, other: &str| {
            is_wrong.then(|| kind(view.label(other)))
        };
        match &self.kind {
            RuleKind::After { field, other } => {
                let pair = view.pair(field, other)?;
                wrong(
                    !pair.may_be_after(),
                    |other| ErrorKind::NotAfter { other },
                    other,
                )
            }
            RuleKind::NotBefore { field, other } => {
                let pair = view.pair(field, other)?;
                wrong(pair.is_before(), |other| ErrorKind::Before { other }, other)
            }
            RuleKind::Before {
                field,
                other,
                years,
            } => view.before(field, other, *years),
            RuleKind::Within {
                field,
                other,
                distance,
            } => {
                let (one, two) = view.spans(field, other)?;
                let is_wrong =
                    one.first > distance.after(two.last) || two.first > distance.after(one.last);
                is_wrong.then(|| ErrorKind::TooFarApart {
                    other: view.label(other),
                    distance: *distance,
                })
            }
            RuleKind::AtMost { field, other } => {
                let (one, two) = view.numbers(field, other)?;
                wrong(one > two, |other| ErrorKind::MoreThan { other }, other)
            }
            RuleKind::AtLeast { field, other } => {
                let (one, two) = view.numbers(field, other)?;
                wrong(one < two, |other| ErrorKind::LessThan { other }, other)
            }
            RuleKind::Sum { field, of } => view.sum(field, of),
            RuleKind::Different { field, other } => {
                let is_same = view.get(field)? == view.get(other)?;
                wrong(is_same, |other| ErrorKind::SameAs { other }, other)
            }
            RuleKind::OneFilled { fields } => {
                (view.filled(fields) == 0).then(|| ErrorKind::NoneFilled {
                    of: fields.iter().map(|field| view.label(field)).collect(),
                })
            }
            RuleKind::ExactlyOne { fields } => {
                (view.filled(fields) != 1).then(|| ErrorKind::NotExactlyOne {
                    of: fields.iter().map(|field| view.label(field)).collect(),
                })
            }
            RuleKind::Elsewhere {
                field,
                unless,
                message,
            } => {
                let answer = view.get(field)?;
                let is_ours = unless.iter().any(|value| answer.matches(value));
                (!is_ours).then(|| ErrorKind::Elsewhere {
                    message: message.clone(),
                })
            }
            RuleKind::Require {
                field,
                that,
                message,
            } => {
                view.get(field)?;
                (!that.holds_in(view.scope)).then(|| ErrorKind::Unmet {
                    message: message.clone(),
                })
            }
        }
    }
}

/// What a rule looks at: the answers of a form, or a row of one of its tables and these.
#[derive(Clone, Copy)]
struct View<'a> {
    form: &'a FormDefinition,
    scope: Scope<'a>,
    /// The table of the row.
    table: Option<&'a str>,
}

impl<'a> View<'a> {
    fn get(self, name: &str) -> Option<&'a Answer> {
        match (parted(name), self.table, self.scope.row) {
            ((table, Some(column)), Some(own), Some(row)) if table == own => row.get(column),
            ((field, None), ..) => self.scope.answers.get(field),
            _ => None,
        }
    }

    fn label(self, name: &str) -> Label {
        self.form.label_of(name).cloned().unwrap_or_default()
    }

    fn filled(self, fields: &[String]) -> usize {
        let filled = fields.iter().filter(|field| self.get(field).is_some());
        filled.count()
    }

    fn spans(self, field: &str, other: &str) -> Option<(Span, Span)> {
        Span::of(self.get(field)?).zip(Span::of(self.get(other)?))
    }

    fn numbers(self, field: &str, other: &str) -> Option<(i128, i128)> {
        thousandths(self.get(field)?).zip(thousandths(self.get(other)?))
    }

    fn pair(self, field: &str, other: &str) -> Option<Pair> {
        let spans = || self.spans(field, other).map(|(a, b)| Pair::Days(a, b));
        let numbers = self.numbers(field, other).map(|(a, b)| Pair::Numbers(a, b));
        numbers.or_else(spans)
    }

    fn before(self, field: &str, other: &str, years: u32) -> Option<ErrorKind> {
        let pair = self.pair(field, other)?;
        let is_too_close = match pair {
            Pair::Days(earlier, later) => Distance::Years(years).after(earlier.first) > later.last,
            Pair::Numbers(..) => false,
        };
        let name = self.label(other);
        if !pair.may_be_before() || (is_too_close && !pair.is_before()) {
            return Some(ErrorKind::NotBefore { other: name });
        }
        is_too_close.then_some(ErrorKind::NotYearsBefore { other: name, years })
    }

    fn sum(self, field: &str, of: &[String]) -> Option<ErrorKind> {
        let own = thousandths(self.get(field)?)?;
        let parts = of
            .iter()
            .filter_map(|part| match (parted(part).1, self.get(part)) {
                (_, Some(answer)) => thousandths(answer),
                (Some(_), None) => column_sum(self.scope, part),
                (None, None) => None,
            });
        let parts: Vec<i128> = parts.collect();
        let sum: i128 = parts.iter().sum();
        (!parts.is_empty() && own != sum).then(|| ErrorKind::NotTheSum {
            of: of.iter().map(|part| self.label(part)).collect(),
        })
    }
}

/// Two answers that can be compared.
#[derive(Clone, Copy)]
enum Pair {
    Days(Span, Span),
    Numbers(i128, i128),
}

impl Pair {
    fn may_be_after(self) -> bool {
        match self {
            Self::Days(one, two) => one.last > two.first,
            Self::Numbers(one, two) => one > two,
        }
    }

    fn may_be_before(self) -> bool {
        match self {
            Self::Days(one, two) => one.first < two.last,
            Self::Numbers(one, two) => one < two,
        }
    }

    /// Whether the first is before the second whichever days are meant.
    fn is_before(self) -> bool {
        match self {
            Self::Days(one, two) => one.last < two.first,
            Self::Numbers(one, two) => one < two,
        }
    }
}

impl FormDefinition {
    /// The label of a field, or of a column named `table.column`.
    pub(super) fn label_of(&self, name: &str) -> Option<&Label> {
        let (key, column) = parted(name);
        let field = self.field(key)?;
        match column {
            Some(column) => field.column(column).map(|column| &column.label),
            None => Some(&field.label),
        }
    }
}

/// The faults that rules find, each at a field of `section` that is in `asked`. Rows of tables are
/// found again where they were `typed`.
pub(super) fn broken_rules(
    form: &FormDefinition,
    section: &Section,
    asked: &[&str],
    answers: &Answers,
    typed: &Typed,
) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for rule in &form.rules {
        let Some((key, column)) = rule.fields().first().map(|at| parted(at)) else {
            continue;
        };
        let is_here = section.fields.iter().any(|field| field.key == key) && asked.contains(&key);
        if !is_here {
            continue;
        }
        let view = View {
            form,
            scope: Scope::of(answers),
            table: None,
        };
        match (column, answers.get(key)) {
            (None, _) => {
                faults.extend(rule.fault(view).map(|kind| FieldError::at_field(key, kind)));
            }
            (Some(column), Some(Answer::Table(rows))) => {
                let places = typed.rows_of(key);
                for (row, place) in rows.iter().zip(places) {
                    let view = View {
                        scope: Scope {
                            answers,
                            row: Some(row),
                        },
                        table: Some(key),
                        ..view
                    };
                    faults.extend(rule.fault(view).map(|kind| FieldError {
                        field: key.to_owned(),
                        control: ControlName::field(key).cell(place, column),
                        kind,
                    }));
                }
            }
            (Some(_), _) => {}
        }
    }
    faults
}
