//! Names of places in a question: "khai sinh da nang" asks for what every commune does, and says where.

use std::collections::HashSet;

use super::synonyms::Synonyms;
use super::words::{Word, words};
use crate::agencies::{unit_kind_in_full, units_in_full};

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
        let kind = unit_kind_in_full(short).filter(|_| at == 0 && name.len() > 1);
        kind.unwrap_or(short)
    });
    written.collect::<Vec<_>>().join(" ")
}

/// The words of a question for an agency or a unit, without marks: abbreviations are written out, also
/// those of kinds of units, alone or before a number ("UBND q. Hoàn Kiếm", "P14 Q10").
pub fn unit_words(text: &str, synonyms: &Synonyms) -> Vec<String> {
    let typed = synonyms.written_out(words(text));
    units_in_full(typed.iter().map(|word| word.folded.as_str()))
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
