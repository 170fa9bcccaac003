//! The entries that the tests of this folder search.

use super::{Audience, SearchEntry, Synonyms};

/// Where the catalogue's table lies, for tests against real names.
const CATALOGUE: &str = "MOTCUA_PROCEDURES_CSV";

pub(super) fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../../catalogue/synonyms.toml")).unwrap()
}

/// Every procedure of the catalogue, or nothing where no catalogue is at hand.
pub(super) fn catalogue() -> Option<Vec<SearchEntry>> {
    let path = std::env::var_os(CATALOGUE)?;
    let table = std::fs::read_to_string(path).unwrap();
    Some(rows(&table).into_iter().skip(1).map(entry).collect())
}

fn entry(row: Vec<String>) -> SearchEntry {
    let column = |at: usize| row.get(at).cloned().unwrap_or_default();
    let (code, kind, subjects) = (column(0), column(7), column(6));
    let audiences = [
        ("Công dân", Audience::Citizen),
        ("Doanh nghiệp", Audience::Business),
        ("HTX", Audience::Business),
        ("Tổ chức", Audience::Organisation),
        ("nước ngoài", Audience::Foreigner),
        ("Cán bộ", Audience::Official),
    ];
    let named = audiences
        .into_iter()
        .filter(|(word, _)| subjects.contains(word));
    SearchEntry {
        name: column(1),
        fields: vec![column(2)],
        agency_names: vec![column(3), column(4)],
        agency_keys: vec![column(3)],
        life_events: Vec::new(),
        audiences: named.map(|(_, audience)| audience).collect(),
        level: if column(9).contains("online") { 3 } else { 1 },
        national: kind != "SPECIFIC",
        living: column(15) == "1",
        internal: kind == "STANDARD_INTERNAL",
        keywords: Vec::new(),
        code,
    }
}

/// The rows of a table of comma-separated values (RFC 4180).
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, quoted) {
            ('"', true) if rest.peek() == Some(&'"') => cell.extend(rest.next()),
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    rows
}
