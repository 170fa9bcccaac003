//! Reading one control.

use chrono::Datelike;

use crate::forms::matching::{NameMatch, find_by_name};
use crate::forms::typed::is_chosen;
use crate::forms::{
    Answer, Choice, Context, Entry, ErrorKind, FieldType, Lists, PartialDate, Quantity, TextShape,
    dates, ethnicities, identity, nationalities, religions,
};
use crate::kernel::{TypedDateError, as_written, half_width, is_dash, read_date};

/// More is no name of an agency.
const LONGEST_NAME: usize = 200;

/// The answer that `raw` gives to a question of type `kind`; `None` if it is empty.
///
/// Types of several controls give no answer here.
pub(super) fn read(
    kind: &FieldType,
    raw: &str,
    context: &Context<'_>,
) -> Result<Option<Answer>, ErrorKind> {
    let text = raw.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match kind {
        FieldType::Text {
            min_chars,
            max_chars,
            shape,
        } => {
            let text = shaped(*shape, text)?;
            within(&text, *min_chars, *max_chars)?;
            Ok((!text.is_empty()).then_some(Answer::Text(text)))
        }
        FieldType::Textarea { max_chars, .. } => {
            let text = as_written(text);
            within(&text, 0, *max_chars)?;
            Ok((!text.is_empty()).then_some(Answer::Text(text)))
        }
        FieldType::Number { min, max, decimals } => number(text, *min, *max, *decimals).map(Some),
        FieldType::Money { min, max } => money(text, *min, *max).map(Some),
        FieldType::Date { .. } => date(kind, text, context).map(Some),
        FieldType::PartialDate { earliest, latest } => {
            partial_date(text, (*earliest, *latest), context).map(Some)
        }
        FieldType::Time => {
            let time = text.parse().map_err(|_| ErrorKind::NotATime)?;
            Ok(Some(Answer::Time(time)))
        }
        FieldType::Year { min, max } => {
            year(text, *min, max.unwrap_or(context.today.year())).map(Some)
        }
        FieldType::Choice(options) => choice(options, text).map(Some),
        FieldType::Bool => match text {
            "true" => Ok(Some(Answer::Ticked)),
            _ => Err(ErrorKind::UnknownOption),
        },
        FieldType::Phone => identity::phone(text).map(Answer::Text).map(Some),
        FieldType::Email => identity::email(text).map(Answer::Text).map(Some),
        FieldType::IdNumber => identity::id_number(text).map(Answer::Text).map(Some),
        FieldType::SocialId => identity::social_id(text, context.today)
            .map(Answer::Text)
            .map(Some),
        FieldType::TaxCode => identity::tax_code(text).map(Answer::Text).map(Some),
        FieldType::Country => listed(nationalities().map(|country| &country.entry), text).map(Some),
        FieldType::Ethnicity => listed(ethnicities().iter(), text).map(Some),
        FieldType::Religion => listed(religions().iter().map(|one| &one.entry), text).map(Some),
        FieldType::Province => listed(context.lists.provinces().iter(), text).map(Some),
        FieldType::District => named(context.lists.former_districts(), text).map(Some),
        FieldType::Agency => agency(context.lists, text).map(Some),
        FieldType::Address { .. }
        | FieldType::Ward
        | FieldType::IdentityDoc { .. }
        | FieldType::BankAccount
        | FieldType::Choices(_)
        | FieldType::Table { .. }
        | FieldType::Computed { .. }
        | FieldType::File => Ok(None),
    }
}

/// One line, with single spaces and no control characters.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn within(text: &str, min: usize, max: usize) -> Result<(), ErrorKind> {
    let found = text.chars().count();
    if found > max {
        Err(ErrorKind::TooLong { max, found })
    } else if found < min {
        Err(ErrorKind::TooShort { min, found })
    } else {
        Ok(())
    }
}

fn shaped(shape: TextShape, text: &str) -> Result<String, ErrorKind> {
    match shape {
        TextShape::Free => Ok(one_line(text)),
        TextShape::PersonName => identity::person_name(text),
        TextShape::Upper => Ok(one_line(text).to_uppercase()),
        TextShape::UpperName => identity::person_name(text).map(|name| name.to_uppercase()),
        TextShape::Plate => plate(text),
        TextShape::DayMonth => day_month(text),
        TextShape::BusinessCode => identity::business_code(text),
        TextShape::Digits => {
            let digits: String = text
                .chars()
                .map(half_width)
                .filter(|c| !c.is_whitespace() && *c != '.' && !is_dash(*c))
                .collect();
            let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if all {
                Ok(digits)
            } else {
                Err(ErrorKind::NotDigits)
            }
        }
        TextShape::Code => {
            let code: String = text
                .chars()
                .map(|c| if is_dash(c) { '-' } else { half_width(c) })
                .filter(|c| !c.is_whitespace())
                .collect();
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.');
            if code.chars().all(plain) {
                Ok(code.to_uppercase())
            } else {
                Err(ErrorKind::NotACode)
            }
        }
    }
}

/// The number of a plate, with one dash between series and number: `30A-123.45`, `29-X1 123.45`.
fn plate(text: &str) -> Result<String, ErrorKind> {
    let signs = text.chars().map(half_width);
    let plate: String = signs.filter(char::is_ascii_alphanumeric).collect();
    let plate = plate.to_ascii_uppercase();
    let only_plate = text
        .chars()
        .map(half_width)
        .all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || c == '.' || is_dash(c));
    let has_digits = plate.bytes().filter(u8::is_ascii_digit).count() >= 4;
    if only_plate && has_digits && (6..=10).contains(&plate.len()) {
        Ok(plate)
    } else {
        Err(ErrorKind::NotAPlate)
    }
}

/// A day that comes every year, as `31/12`.
fn day_month(text: &str) -> Result<String, ErrorKind> {
    // A leap year has every day of every year.
    match read_date(&format!("{text}/2000")) {
        Ok(day) => Ok(day.format("%d/%m").to_string()),
        Err(_) => Err(ErrorKind::NotADayMonth),
    }
}

fn number(
    text: &str,
    min: Option<Quantity>,
    max: Option<Quantity>,
    decimals: u8,
) -> Result<Answer, ErrorKind> {
    let number: Quantity = text.parse().map_err(|_| ErrorKind::NotANumber)?;
    if number.decimals() > decimals {
        return Err(ErrorKind::TooManyDecimals { max: decimals });
    }
    match (min, max) {
        (Some(min), _) if number < min => Err(ErrorKind::TooSmall {
            min: min.to_string(),
        }),
        (_, Some(max)) if number > max => Err(ErrorKind::TooLarge {
            max: max.to_string(),
        }),
        _ => Ok(Answer::Number(number)),
    }
}

fn money(text: &str, min: i64, max: i64) -> Result<Answer, ErrorKind> {
    let amount = identity::money(text)?;
    if amount < min {
        Err(ErrorKind::TooSmall {
            min: identity::money_shown(min),
        })
    } else if amount > max {
        Err(ErrorKind::TooLarge {
            max: identity::money_shown(max),
        })
    } else {
        Ok(Answer::Money(amount))
    }
}

pub(super) fn date(
    kind: &FieldType,
    text: &str,
    context: &Context<'_>,
) -> Result<Answer, ErrorKind> {
    let date = read_date(text).map_err(|fault| match fault {
        TypedDateError::NotADate => ErrorKind::NotADate,
        TypedDateError::Joined => ErrorKind::JoinedDate,
        TypedDateError::YearAlone { year } => ErrorKind::YearAlone { year },
        TypedDateError::NoSuchDay { day, month, year } => ErrorKind::NoSuchDay { day, month, year },
    })?;
    let FieldType::Date {
        earliest, latest, ..
    } = kind
    else {
        return Ok(Answer::Date(date));
    };
    let day_of = |bound: &Option<dates::DateBound>| {
        bound.map(|b| b.resolve(context.today, context.calendar))
    };
    match (day_of(earliest), day_of(latest)) {
        (Some(first), _) if date < first => Err(ErrorKind::TooEarly {
            earliest: dates::shown(first),
        }),
        (_, Some(last)) if date > last => Err(ErrorKind::TooLate {
            latest: dates::shown(last),
        }),
        _ => Ok(Answer::Date(date)),
    }
}

fn partial_date(
    text: &str,
    (earliest, latest): (Option<dates::DateBound>, Option<dates::DateBound>),
    context: &Context<'_>,
) -> Result<Answer, ErrorKind> {
    let date = PartialDate::read(text).map_err(|fault| match fault {
        TypedDateError::NoSuchDay { day, month, year } => ErrorKind::NoSuchDay { day, month, year },
        _ => ErrorKind::NotAPartialDate,
    })?;
    let day_of = |bound: dates::DateBound| bound.resolve(context.today, context.calendar);
    // Only what is wrong whichever day is meant.
    match (earliest.map(day_of), latest.map(day_of)) {
        (Some(first), _) if date.last() < first => Err(ErrorKind::TooEarly {
            earliest: dates::shown(first),
        }),
        (_, Some(last)) if date.first() > last => Err(ErrorKind::TooLate {
            latest: dates::shown(last),
        }),
        _ => Ok(Answer::PartialDate(date)),
    }
}

fn year(text: &str, min: i32, max: i32) -> Result<Answer, ErrorKind> {
    let text: String = text.chars().map(half_width).collect();
    let four_digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year: i32 =
        if four_digits { text.parse().ok() } else { None }.ok_or(ErrorKind::NotAYear)?;
    if year < min {
        Err(ErrorKind::TooSmall {
            min: min.to_string(),
        })
    } else if year > max {
        Err(ErrorKind::TooLarge {
            max: max.to_string(),
        })
    } else {
        Ok(Answer::Year(year))
    }
}

fn choice(options: &[Choice], text: &str) -> Result<Answer, ErrorKind> {
    let option = options.iter().find(|option| option.key == text);
    option
        .map(|option| Answer::Choice(option.key.clone()))
        .ok_or(ErrorKind::UnknownOption)
}

fn listed<'a>(
    mut entries: impl Iterator<Item = &'a Entry>,
    text: &str,
) -> Result<Answer, ErrorKind> {
    entries
        .find(|entry| is_chosen(entry, text))
        .map(|entry| Answer::Listed(entry.clone()))
        .ok_or(ErrorKind::UnknownOption)
}

fn named(entries: &[Entry], text: &str) -> Result<Answer, ErrorKind> {
    match find_by_name(entries, text) {
        NameMatch::One(entry) => Ok(Answer::Listed(entry.clone())),
        NameMatch::Several(many) => Err(ErrorKind::SeveralNames {
            typed: one_line(text),
            names: names(&many),
        }),
        NameMatch::Nothing(near) => Err(ErrorKind::UnknownName {
            typed: one_line(text),
            near: names(&near),
        }),
    }
}

/// An agency by its name; other words for it are offered to choose from.
fn agency(lists: &dyn Lists, text: &str) -> Result<Answer, ErrorKind> {
    let named = named(lists.agencies(), text);
    let Err(ErrorKind::UnknownName { typed, near }) = named else {
        return named;
    };
    within(&typed, 0, LONGEST_NAME)?;
    let among = lists.agencies_called(&typed);
    Err(if among.is_empty() {
        ErrorKind::UnknownName { typed, near }
    } else {
        ErrorKind::Meant { typed, among }
    })
}

pub(super) fn names(entries: &[&Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.name.clone()).collect()
}
