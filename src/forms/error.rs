//! What can be wrong with a post, as kinds; the words stand in `locales/`, under `forms.error`.

use super::{ControlName, Distance, Entry, Label};
use crate::speech::Words;
use std::fmt::Display;

/// A message names no more places; the list below it has them all.
const MOST_NAMED: usize = 5;

/// A fault at a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Key of the field.
    pub field: String,
    /// The control, which is the field's own or that of a part or cell.
    pub control: ControlName,
    /// What is wrong.
    pub kind: ErrorKind,
}

impl FieldError {
    /// A fault at the field's own control.
    pub(super) fn at_field(key: &str, kind: ErrorKind) -> Self {
        Self {
            field: key.to_owned(),
            control: ControlName::field(key),
            kind,
        }
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// Nothing was typed.
    Required,
    /// Nothing was chosen.
    NotChosen,
    /// The statement was not ticked.
    NotTicked,
    /// Too many characters.
    TooLong {
        max: usize,
        found: usize,
    },
    /// Too few characters.
    TooShort {
        min: usize,
        found: usize,
    },
    /// Something else than digits.
    NotDigits,
    /// Something else than letters, digits, dash, slash and dot.
    NotACode,
    /// Not a number.
    NotANumber,
    /// A number with too many decimal places.
    TooManyDecimals {
        max: u8,
    },
    /// A number or amount below the least.
    TooSmall {
        min: String,
    },
    /// A number or amount above the greatest.
    TooLarge {
        max: String,
    },
    /// Not a date.
    NotADate,
    /// Digits without a sign between them that are not eight.
    JoinedDate,
    /// A year where a whole date is asked for.
    YearAlone {
        year: i32,
    },
    /// The calendar has no such day.
    NoSuchDay {
        day: u32,
        month: u32,
        year: i32,
    },
    /// A date before the first allowed.
    TooEarly {
        earliest: String,
    },
    /// A date after the last allowed.
    TooLate {
        latest: String,
    },
    /// Neither a day nor a month nor a year.
    NotAPartialDate,
    NotATime,
    /// Not a day and a month.
    NotADayMonth,
    /// Not the number of a vehicle's plate.
    NotAPlate,
    /// Not the number of a bank account.
    NotAnAccount,
    /// Not a year of four digits.
    NotAYear,
    /// A value that the list does not have.
    UnknownOption,
    /// A commune was typed without a province.
    ProvinceFirst,
    /// A name that the list does not have; these come near.
    UnknownName {
        typed: String,
        near: Vec<String>,
    },
    /// Several entries have that name.
    SeveralNames {
        typed: String,
        names: Vec<String>,
    },
    /// A name of before 2025-07-01; these are the communes of today.
    FormerName {
        typed: String,
        now: Vec<String>,
    },
    /// Places or agencies that may be meant: what is sent when one is chosen, and its name in full.
    Meant {
        typed: String,
        among: Vec<Entry>,
    },
    /// Neither a passport's number nor a card's.
    NotAPassport,
    /// Not a number of its kind; `key` is that of the kernel's error.
    Identifier {
        key: &'static str,
        args: Vec<(&'static str, String)>,
    },
    TooFewRows {
        min: usize,
    },
    /// Not later, or not more, than another answer.
    NotAfter {
        other: Label,
    },
    /// Earlier, or less, than another answer.
    Before {
        other: Label,
    },
    /// Not earlier, or not less, than another answer.
    NotBefore {
        other: Label,
    },
    /// Fewer years before another answer than there must be.
    NotYearsBefore {
        other: Label,
        years: u32,
    },
    /// What is asked belongs to another procedure.
    Elsewhere {
        message: Label,
    },
    /// What the form requires of the answer does not hold.
    Unmet {
        message: Label,
    },
    /// A date too far from another.
    TooFarApart {
        other: Label,
        distance: Distance,
    },
    /// More than another answer.
    MoreThan {
        other: Label,
    },
    /// Less than another answer.
    LessThan {
        other: Label,
    },
    /// Not the sum of other answers.
    NotTheSum {
        of: Vec<Label>,
    },
    /// None of several has an answer, or more than one.
    NotExactlyOne {
        of: Vec<Label>,
    },
    /// The same as another answer.
    SameAs {
        other: Label,
    },
    /// None of several has an answer.
    NoneFilled {
        of: Vec<Label>,
    },
}

impl ErrorKind {
    /// The words for a person, about the question called `label`.
    pub fn words(&self, label: &str, words: Words) -> String {
        let mut args = self.args(words);
        args.push(("label", label.to_owned()));
        let args: Vec<(&str, &dyn Display)> = args
            .iter()
            .map(|(name, value)| (*name, value as &dyn Display))
            .collect();
        words.with(&self.key(), &args)
    }

    fn key(&self) -> String {
        let name = match self {
            Self::Required => "required",
            Self::NotChosen => "not_chosen",
            Self::NotTicked => "not_ticked",
            Self::TooLong { .. } => "too_long",
            Self::TooShort { .. } => "too_short",
            Self::NotDigits => "not_digits",
            Self::NotACode => "not_a_code",
            Self::NotANumber => "not_a_number",
            Self::TooManyDecimals { max: 0 } => "not_whole",
            Self::TooManyDecimals { .. } => "too_many_decimals",
            Self::TooSmall { .. } => "too_small",
            Self::TooLarge { .. } => "too_large",
            Self::NotADate => "not_a_date",
            Self::JoinedDate => "joined_date",
            Self::YearAlone { .. } => "year_alone",
            Self::NoSuchDay { .. } => "no_such_day",
            Self::TooEarly { .. } => "too_early",
            Self::TooLate { .. } => "too_late",
            Self::NotAPartialDate => "not_a_partial_date",
            Self::NotATime => "not_a_time",
            Self::NotADayMonth => "not_a_day_month",
            Self::NotAPlate => "not_a_plate",
            Self::NotAnAccount => "not_an_account",
            Self::NotAYear => "not_a_year",
            Self::UnknownOption => "unknown_option",
            Self::ProvinceFirst => "province_first",
            Self::UnknownName { near, .. } if near.is_empty() => "unknown_name",
            Self::UnknownName { .. } => "unknown_name_near",
            Self::SeveralNames { .. } => "several_names",
            Self::FormerName { now, .. } if now.len() == 1 => "former_name_one",
            Self::FormerName { .. } => "former_name",
            Self::Meant { among, .. } if among.len() == 1 => "meant_one",
            Self::Meant { .. } => "meant",
            Self::NotAPassport => "not_a_passport",
            Self::Identifier { key, .. } => return format!("forms.identifier.{key}"),
            Self::TooFewRows { .. } => "too_few_rows",
            Self::NotAfter { .. } => "not_after",
            Self::Before { .. } => "before",
            Self::NotBefore { .. } => "not_before",
            Self::NotYearsBefore { .. } => "not_years_before",
            Self::SameAs { .. } => "same_as",
            Self::NoneFilled { .. } => "none_filled",
            // They bring their words along.
            Self::Elsewhere { .. } | Self::Unmet { .. } => "told",
            Self::TooFarApart { distance, .. } => match distance {
                Distance::Days(_) => "too_many_days_apart",
                Distance::Months(_) => "too_many_months_apart",
                Distance::Years(_) => "too_many_years_apart",
            },
            Self::MoreThan { .. } => "more_than",
            Self::LessThan { .. } => "less_than",
            Self::NotTheSum { .. } => "not_the_sum",
            Self::NotExactlyOne { .. } => "not_exactly_one",
        };
        format!("forms.error.{name}")
    }

    fn args(&self, words: Words) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, found } => {
                vec![("max", count(*max, words)), ("found", count(*found, words))]
            }
            Self::TooShort { min, found } => {
                vec![("min", count(*min, words)), ("found", count(*found, words))]
            }
            Self::TooManyDecimals { max } => vec![("max", max.to_string())],
            Self::TooSmall { min } => vec![("min", min.clone())],
            Self::TooLarge { max } => vec![("max", max.clone())],
            Self::NoSuchDay { day, month, year } => vec![
                ("day", day.to_string()),
                ("month", month.to_string()),
                ("year", year.to_string()),
            ],
            Self::YearAlone { year } => vec![("year", year.to_string())],
            Self::TooEarly { earliest } => vec![("earliest", earliest.clone())],
            Self::TooLate { latest } => vec![("latest", latest.clone())],
            Self::UnknownName { typed, near: names }
            | Self::SeveralNames { typed, names }
            | Self::FormerName { typed, now: names } => {
                vec![("typed", typed.clone()), ("names", names.join("; "))]
            }
            Self::Meant { typed, among } => {
                let names = among.iter().take(MOST_NAMED);
                let names: Vec<&str> = names.map(|entry| entry.name.as_str()).collect();
                vec![("typed", typed.clone()), ("names", names.join("; "))]
            }
            Self::Identifier { args, .. } => args.clone(),
            Self::TooFewRows { min } => vec![("min", min.to_string())],
            Self::NotAfter { other }
            | Self::Before { other }
            | Self::NotBefore { other }
            | Self::MoreThan { other }
            | Self::LessThan { other }
            | Self::SameAs { other } => {
                vec![("other", other.text(words).to_owned())]
            }
            Self::NotYearsBefore { other, years } => vec![
                ("other", other.text(words).to_owned()),
                ("years", years.to_string()),
            ],
            Self::TooFarApart { other, distance } => {
                let (Distance::Days(n) | Distance::Months(n) | Distance::Years(n)) = distance;
                vec![
                    ("other", other.text(words).to_owned()),
                    ("n", words.number(&i64::from(*n))),
                ]
            }
            Self::Elsewhere { message } | Self::Unmet { message } => {
                vec![("message", message.text(words).to_owned())]
            }
            Self::NoneFilled { of } | Self::NotExactlyOne { of } | Self::NotTheSum { of } => {
                let quoted = of.iter().map(|label| format!("“{}”", label.text(words)));
                vec![("names", quoted.collect::<Vec<_>>().join("; "))]
            }
            Self::Required
            | Self::NotChosen
            | Self::NotTicked
            | Self::NotDigits
            | Self::NotACode
            | Self::NotANumber
            | Self::NotADate
            | Self::JoinedDate
            | Self::NotAPartialDate
            | Self::NotATime
            | Self::NotADayMonth
            | Self::NotAPlate
            | Self::NotAnAccount
            | Self::NotAYear
            | Self::UnknownOption
            | Self::ProvinceFirst
            | Self::NotAPassport => Vec::new(),
        }
    }
}

fn count(characters: usize, words: Words) -> String {
    words.number(&i64::try_from(characters).unwrap_or(i64::MAX))
}
