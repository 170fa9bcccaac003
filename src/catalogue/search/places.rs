//! Names of places in a question: "khai sinh da nang" asks for what every commune does, and says where.

use std::collections::HashSet;

use super::synonyms::Synonyms;
use super::words::{Word, words};

/// What people write for the kinds of units, without marks.
const KINDS: &[(&str, &str)] = &[
    ("tp", "thanh pho"),
    ("q", "quan"),
    ("h", "huyen"),
    ("p", "phuong"),
    ("x", "xa"),
    ("tx", "thi xa"),
    ("tt", "thi tran"),
];
/// What people call the largest cities, beside their names, without marks.
const CITIES: &[&str] = &["sai gon", "sg", "hcm", "tphcm", "thanh pho hcm", "hn"];
/// What stands before the name of a place, without marks.
const AT: &[&str] = &["o", "tai"];
/// The longest name, in words.
const LONGEST: usize = 7;

/// The names by which places are known, without marks. Those of communes and districts have their kind
/// before them, because by themselves they are ordinary words.
#[derive(Debug, Default)]
pub struct Places(HashSet<String>);

impl Places {
    /// Knows places by these names.
    pub fn named(names: impl IntoIterator<Item = String>) -> Self {
        let cities = CITIES.iter().map(|city| (*city).to_owned());
        let names = names.into_iter().map(|name| joined(&words(&name)));
        Self(names.chain(cities).collect())
    }

    /// The question without the places in it; none if it names none, or nothing else.
    pub(super) fn left_out_of(&self, typed: &[Word]) -> Option<Vec<Word>> {
        let mut left = Vec::with_capacity(typed.len());
        let mut rest = typed;
        while let Some((first, after)) = rest.split_first() {
            if let Some(length) = self.at(rest) {
                rest = rest.get(length..).unwrap_or_default();
            } else {
                left.push(first.clone());
                rest = after;
            }
        }
        (!left.is_empty() && left.len() < typed.len()).then_some(left)
    }

    /// How many words at the beginning name a place, with what leads to it.
    fn at(&self, typed: &[Word]) -> Option<usize> {
        let leads = typed
            .first()
            .is_some_and(|word| AT.contains(&word.folded.as_str()));
        let skipped = usize::from(leads);
        let name = typed.get(skipped..)?;
        (1..=LONGEST.min(name.len()))
            .rev()
            .find(|length| {
                name.get(..*length)
                    .is_some_and(|name| self.0.contains(&joined(name)))
            })
            .map(|length| length + skipped)
    }
}

/// The words without marks, with spaces between them and the kind of unit written out.
fn joined(name: &[Word]) -> String {
    let written = name.iter().enumerate().map(|(at, word)| {
        let short = word.folded.as_str();
        let kind = KINDS
            .iter()
            .find(|(known, _)| at == 0 && name.len() > 1 && *known == short);
        kind.map_or(short, |(_, long)| long)
    });
    written.collect::<Vec<_>>().join(" ")
}

/// The words of a question for an agency or a unit, without marks: abbreviations are written out, also
/// those of kinds of units, alone or before a number ("UBND q. Hoàn Kiếm", "P14 Q10").
pub fn unit_words(text: &str, synonyms: &Synonyms) -> Vec<String> {
    let typed = synonyms.written_out(words(text));
    let last = typed.len().saturating_sub(1);
    let written = typed.iter().enumerate().map(|(at, word)| {
        let short = word.folded.as_str();
        let number = short.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let (kind, number) = short.split_at(short.len() - number.len());
        let is_numbered = number.bytes().all(|byte| byte.is_ascii_digit());
        let long = KINDS.iter().find(|(known, _)| *known == kind);
        match long {
            Some((_, long)) if number.is_empty() && at < last => (*long).to_owned(),
            Some((_, long)) if !number.is_empty() && is_numbered => format!("{long} {number}"),
            _ => short.to_owned(),
        }
    });
    let written: Vec<String> = written.collect();
    written
        .join(" ")
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_what_is_asked() {
        let names = [
            "Thành phố Đà Nẵng",
            "Đà Nẵng",
            "Quận Cầu Giấy",
            "Phường Ba Đình",
        ];
        let places = Places::named(names.map(str::to_owned));
        let left = |text: &str| {
            let left = places.left_out_of(&words(text))?;
            let words: Vec<String> = left.into_iter().map(|word| word.folded).collect();
            Some(words.join(" "))
        };
        for question in [
            "khai sinh da nang",
            "khai sinh ở Đà Nẵng",
            "khai sinh TP. Đà Nẵng",
            "đà nẵng khai sinh",
            "khai sinh q. Cầu Giấy, sài gòn",
            "khai sinh tại phường Ba Đình",
        ] {
            assert_eq!(left(question).as_deref(), Some("khai sinh"), "{question}");
        }
        for question in ["khai sinh", "yêu cầu giấy tờ", "Đà Nẵng", "ba đình", ""] {
            assert_eq!(left(question), None, "{question}");
        }
    }

    #[test]
    fn units_are_named_in_full() {
        let synonyms =
            Synonyms::parse("[[abbreviation]]\nshort = \"ubnd\"\nlong = \"ủy ban nhân dân\"")
                .unwrap();
        let in_full = |text: &str| unit_words(text, &synonyms).join(" ");
        assert_eq!(
            in_full("UBND q. Hoàn Kiếm"),
            "uy ban nhan dan quan hoan kiem"
        );
        assert_eq!(in_full("P14 Q10"), "phuong 14 quan 10");
        assert_eq!(in_full("Phường 14, Quận 10"), "phuong 14 quan 10");
        assert_eq!(in_full("tp"), "tp");
        assert_eq!(in_full("H26"), "huyen 26");
        assert_eq!(in_full(""), "");
    }
}
