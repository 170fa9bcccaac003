//! Lengths of numbers that the law changes, by date (`numbers.toml`).

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

/// What the file holds; the sources in it are for its readers.
#[derive(Debug, Default, Deserialize)]
struct NumberLengths {
    social_insurance: Vec<LengthRule>,
}

/// A length, and the time in which it is taken.
#[derive(Debug, Deserialize)]
struct LengthRule {
    digits: usize,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

const FILE: &str = include_str!("numbers.toml");

// The file is part of the program, and a test reads it.
static LENGTHS: LazyLock<NumberLengths> =
    LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

/// The lengths in which a social insurance number is taken on this day, shortest first.
pub(super) fn social_insurance_lengths(on: NaiveDate) -> Vec<usize> {
    taken(&LENGTHS.social_insurance, on)
}

fn taken(rules: &[LengthRule], on: NaiveDate) -> Vec<usize> {
    let rules = rules.iter().filter(|rule| {
        rule.from.is_none_or(|from| from <= on) && rule.until.is_none_or(|until| on <= until)
    });
    let mut lengths: Vec<usize> = rules.map(|rule| rule.digits).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_is_read_and_each_rule_names_its_source() {
        let read: NumberLengths = toml::from_str(FILE).unwrap();
        assert!(!read.social_insurance.is_empty());
        let file: toml::Table = FILE.parse().unwrap();
        for (name, rules) in &file {
            for rule in rules.as_array().unwrap() {
                for field in ["source", "status"] {
                    assert!(rule.get(field).is_some(), "{name}: {rule}");
                }
            }
        }
    }

    #[test]
    fn a_length_is_taken_from_its_first_day_to_its_last() {
        let rules = [
            LengthRule {
                digits: 12,
                from: Some(day("2026-09-01")),
                until: None,
            },
            LengthRule {
                digits: 10,
                from: None,
                until: Some(day("2027-12-31")),
            },
        ];
        assert_eq!(taken(&rules, day("2026-08-31")), [10]);
        assert_eq!(taken(&rules, day("2026-09-01")), [10, 12]);
        assert_eq!(taken(&rules, day("2027-12-31")), [10, 12]);
        assert_eq!(taken(&rules, day("2028-01-01")), [12]);
    }
}
