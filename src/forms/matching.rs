//! Finding an entry of a list by what a person typed.
//!
//! A commune is typed, not picked from a list that depends on the province: without script such a
//! list needs a round trip first, and picking one of 168 on a phone is slower than typing eight
//! letters. Where the name is not understood but others come near, the page offers the list with those
//! first.

use crate::kernel::{fold, normalise};

use super::typed::is_chosen;
use super::{Entry, Lists, Place};

/// What a typed name led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameMatch<'a> {
    One(&'a Entry),
    /// Several of the same name.
    Several(Vec<&'a Entry>),
    /// None; these come near.
    Nothing(Vec<&'a Entry>),
}

/// Most names offered as near.
const MOST_NEAR: usize = 5;

/// What stands before the proper name of a unit, folded; longer ones first.
const UNIT_WORDS: [&str; 13] = [
    "thanh pho",
    "thi tran",
    "dac khu",
    "thi xa",
    "phuong",
    "quan",
    "huyen",
    "tinh",
    "tt",
    "tp",
    "xa",
    "p",
    "x",
];

/// Finds `text` among `entries`: by code, else by the name as it is written in the list, else by name with
/// marks, else without; with or without the word for the kind of unit.
pub fn find_by_name<'a>(entries: &'a [Entry], text: &str) -> NameMatch<'a> {
    let text = text.trim();
    if let Some(entry) = entries.iter().find(|entry| entry.code == text) {
        return NameMatch::One(entry);
    }
    // What was chosen earlier and is read again need not be made comparable with the whole list.
    let mut written_alike = entries.iter().filter(|entry| entry.name == text);
    if let (Some(entry), None) = (written_alike.next(), written_alike.next()) {
        return NameMatch::One(entry);
    }
    let (marked, folded) = (normalise(text), fold(text));
    let ways: [&dyn Fn(&Entry) -> bool; 4] = [
        &|entry| normalise(&entry.name) == marked,
        &|entry| proper(&normalise(&entry.name)) == proper(&marked),
        &|entry| fold(&entry.name) == folded,
        &|entry| proper(&fold(&entry.name)) == proper(&folded),
    ];
    if !proper(&folded).is_empty() {
        for way in ways {
            let hits: Vec<&Entry> = entries.iter().filter(|entry| way(entry)).collect();
            match *hits.as_slice() {
                [] => {}
                [only] => return NameMatch::One(only),
                _ => return NameMatch::Several(hits),
            }
        }
    }
    NameMatch::Nothing(near(entries, &folded))
}

/// Parts the province from the commune where both are chosen with one option.
const OF: char = '/';

/// What is sent when a commune is chosen together with its province.
pub(super) fn choice_of(place: &Place) -> String {
    format!("{}{OF}{}", place.province.code, place.ward.code)
}

/// The province and the commune that were chosen together.
pub(super) fn place_chosen<'a>(
    lists: &'a dyn Lists,
    typed: &str,
) -> Option<(&'a Entry, &'a Entry)> {
    let (province, ward) = typed.trim().split_once(OF)?;
    let mut provinces = lists.provinces().iter();
    let province = provinces.find(|entry| is_chosen(entry, province))?;
    let mut wards = lists.wards(&province.code).iter();
    Some((province, wards.find(|entry| is_chosen(entry, ward))?))
}

/// The name of a commune where a person chose it from a list, else what they typed. The list may
/// have been that of another province than the one chosen now.
pub fn ward_in_words<'a>(lists: &'a dyn Lists, typed: &'a str) -> &'a str {
    if let Some((_, ward)) = place_chosen(lists, typed) {
        return &ward.name;
    }
    let provinces = lists.provinces().iter();
    provinces
        .flat_map(|province| lists.wards(&province.code))
        .find(|ward| is_chosen(ward, typed))
        .map_or(typed, |ward| &ward.name)
}

/// Whether `typed` says the name of an entry, beside other words.
pub(super) fn says_name(typed: &str, entry: &Entry) -> bool {
    let (typed, name) = (fold(typed), fold(&entry.name));
    format!(" {typed} ").contains(&format!(" {} ", proper(&name)))
}

fn near<'a>(entries: &'a [Entry], folded: &str) -> Vec<&'a Entry> {
    let wanted = proper(folded);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let name = fold(&entry.name);
            let distance = edits(proper(&name), wanted);
            (distance <= 1 + wanted.chars().count() / 4).then_some((distance, entry))
        })
        .collect();
    scored.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    scored
        .into_iter()
        .take(MOST_NEAR)
        .map(|(_, entry)| entry)
        .collect()
}

/// The name without the words for its kind. `name` is normalised or folded, which leave the same
/// words with one space between them.
fn proper(name: &str) -> &str {
    let folded = fold(name);
    let is_prefix = |words: &&str| {
        folded
            .strip_prefix(*words)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    match UNIT_WORDS.iter().find(|words| is_prefix(words)) {
        Some(words) => name
            .splitn(words.split(' ').count() + 1, ' ')
            .nth(words.split(' ').count())
            .unwrap_or_default(),
        None => name,
    }
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut row = vec![left];
        for ((y, diagonal), over) in b.iter().zip(&above).zip(above.iter().skip(1)) {
            left = (diagonal + usize::from(x != *y))
                .min(left + 1)
                .min(over + 1);
            row.push(left);
        }
        above = row;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        [
            ("1", "Phường Ba Đình"),
            ("2", "Xã Sơn Tây"),
            ("3", "Phường Sơn Tây"),
            ("4", "Phường Bạn"),
            ("5", "Phường Bán"),
        ]
        .map(|(code, name)| Entry {
            code: code.into(),
            name: name.into(),
        })
        .into()
    }

    fn codes(text: &str) -> Vec<String> {
        match find_by_name(&entries(), text) {
            NameMatch::One(entry) => vec![entry.code.clone()],
            NameMatch::Several(many) => many.iter().map(|entry| entry.code.clone()).collect(),
            NameMatch::Nothing(near) => near
                .iter()
                .map(|entry| format!("~{}", entry.code))
                .collect(),
        }
    }

    #[test]
    fn understands_what_people_type() {
        for text in [
            "Phường Ba Đình",
            "ba dinh",
            "BA ĐÌNH",
            "p. ba đình",
            "P.  Ba Dinh",
            "1",
        ] {
            assert_eq!(codes(text), ["1"], "{text}");
        }
        assert_eq!(codes("xã sơn tây"), ["2"]);
        assert_eq!(codes("Son Tay"), ["2", "3"]);
        assert_eq!(codes("bán"), ["5"]);
        assert_eq!(codes("ban"), ["4", "5"]);
        assert_eq!(codes("Ba Đinhh"), ["~1"]);
        assert_eq!(codes("Phường "), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = find_by_name(&entries(), &text);
        }

        #[test]
        fn distance_is_symmetric_and_zero_for_equals(a in "[a-d]{0,6}", b in "[a-d]{0,6}") {
            proptest::prop_assert_eq!(edits(&a, &b), edits(&b, &a));
            proptest::prop_assert_eq!(edits(&a, &b) == 0, a == b);
        }
    }
}
