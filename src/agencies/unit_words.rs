//! How people write the kinds of units and their offices, and what is meant.

use crate::kernel::fold;

/// What people write for the kinds of units, without marks.
const KINDS: [(&str, &str); 7] = [
    ("tp", "thanh pho"),
    ("q", "quan"),
    ("h", "huyen"),
    ("p", "phuong"),
    ("x", "xa"),
    ("tx", "thi xa"),
    ("tt", "thi tran"),
];
/// The words for the kinds of units, without marks; longer ones first.
const RANKS: [&str; 9] = [
    "thanh pho",
    "thi tran",
    "dac khu",
    "thi xa",
    "phuong",
    "quan",
    "huyen",
    "tinh",
    "xa",
];

/// The whole word for a kind of unit that is written short; both without marks.
pub fn unit_kind_in_full(short: &str) -> Option<&'static str> {
    let known = KINDS.iter().find(|(known, _)| *known == short);
    known.map(|(_, long)| *long)
}

/// Folded words with the kinds of units written out, alone or before a number: "q hoan kiem" is "quan
/// hoan kiem", "p14" is "phuong 14".
pub fn units_in_full<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words = words.into_iter().filter(|word| !word.is_empty()).peekable();
    let mut written = Vec::new();
    while let Some(short) = words.next() {
        let number = short.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let (kind, number) = short.split_at(short.len() - number.len());
        let is_numbered = number.bytes().all(|byte| byte.is_ascii_digit());
        let is_last = words.peek().is_none();
        match unit_kind_in_full(kind) {
            Some(long) if number.is_empty() && !is_last => {
                written.extend(long.split(' ').map(str::to_owned));
            }
            Some(long) if !number.is_empty() && is_numbered => {
                written.extend(long.split(' ').chain([number]).map(str::to_owned));
            }
            _ => written.push(short.to_owned()),
        }
    }
    written
}

/// A name without marks, with numbers in one spelling ("Phường 01" is "phuong 1").
pub(super) fn plain_name(name: &str) -> Vec<String> {
    fold(name).split(' ').map(plain_number).collect()
}

pub(super) fn plain_number(word: &str) -> String {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let short = word.trim_start_matches('0');
    if is_number && !short.is_empty() {
        short
    } else {
        word
    }
    .to_owned()
}

/// A name without marks and without the word for the kind of unit.
pub(super) fn without_rank(name: &str) -> &str {
    let rest = RANKS
        .iter()
        .find_map(|rank| name.strip_prefix(*rank)?.strip_prefix(' '));
    rest.unwrap_or(name)
}
