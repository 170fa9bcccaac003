//! The words of both languages hold together with each other, with the code and with the templates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use motcua::speech::{Dictionary, Locale, Phrase};

/// Files of words whose pages have no English yet; English falls back to Vietnamese there.
const UNTRANSLATED: &[&str] = &[];

/// What looks a word up by its whole key, and by the beginning of one.
const LOOKUPS: [&str; 4] = ["t(", "with(", "count(", "word("];
const PREFIX_LOOKUP: &str = "under(";
/// What reads a form; the words of its faults stand below the literal that it is given.
const FIELDS: &str = "Fields::new(";

#[test]
fn both_languages_say_the_same() {
    let dictionary = Dictionary::load().unwrap();
    let vietnamese = dictionary.entries(Locale::Vi);
    let english = dictionary.entries(Locale::En);
    for (key, entry) in vietnamese {
        let Some(translated) = english.get(key) else {
            let file = key.split('.').next().unwrap();
            assert!(UNTRANSLATED.contains(&file), "{key} has no English");
            continue;
        };
        let wanted = placeholders(entry);
        assert_eq!(wanted, placeholders(translated), "placeholders of {key}");
        let counted = |entry: &Phrase| matches!(entry, Phrase::Counted { .. });
        assert_eq!(counted(entry), counted(translated), "kind of {key}");
    }
    for key in english.keys() {
        assert!(vietnamese.contains_key(key), "{key} has no Vietnamese");
    }
}

#[test]
fn every_key_that_is_named_exists() {
    let dictionary = Dictionary::load().unwrap();
    let words = dictionary.entries(Locale::Vi);
    for (file, text) in sources() {
        for lookup in LOOKUPS {
            for key in literals_after(&text, lookup) {
                assert!(words.contains_key(&key), "{file}: no words for {key}");
            }
        }
        for prefix in named_prefixes(&text) {
            let below = format!("{prefix}.");
            let found = words.keys().any(|key| key.starts_with(&below));
            assert!(found, "{file}: no words below {prefix}");
        }
    }
}

/// Official texts put the mark on the first vowel of an open syllable: xóa, hòa, tùy, but hoàn, quý.
#[test]
fn marks_stand_where_official_texts_put_them() {
    let dictionary = Dictionary::load().unwrap();
    for (key, phrase) in dictionary.entries(Locale::Vi) {
        let text = format!("{phrase:?}");
        let syllables = text.split(|c: char| !c.is_alphabetic());
        for syllable in syllables {
            assert!(!is_marked_late(syllable), "{key}: {syllable}");
        }
    }
}

#[test]
fn a_late_mark_is_seen() {
    for syllable in ["xoá", "Khoá", "hoè", "tuỳ"] {
        assert!(is_marked_late(syllable), "{syllable}");
    }
    for syllable in ["xóa", "hoàn", "quý", "tùy", "thuế", "quà"] {
        assert!(!is_marked_late(syllable), "{syllable}");
    }
}

/// Whether the syllable ends in oa, oe or uy with the mark on its last vowel.
fn is_marked_late(syllable: &str) -> bool {
    let lower = syllable.to_lowercase();
    let mut backwards = lower.chars().rev();
    let (last, before, first) = (backwards.next(), backwards.next(), backwards.next());
    match (before, last) {
        (Some('o'), Some(last)) => "áàảãạéèẻẽẹ".contains(last),
        (Some('u'), Some(last)) => "ýỳỷỹỵ".contains(last) && first != Some('q'),
        _ => false,
    }
}

#[test]
fn no_word_is_left_over() {
    let sources = sources();
    let named: BTreeSet<String> = sources
        .iter()
        .flat_map(|(_, text)| text.split('"').filter(|piece| is_key(piece)))
        .map(str::to_owned)
        .collect();
    let prefixes: Vec<String> = sources
        .iter()
        .flat_map(|(_, text)| named_prefixes(text))
        .map(|prefix| format!("{prefix}."))
        .chain(sources.iter().flat_map(|(_, text)| composed_prefixes(text)))
        .collect();
    let left: Vec<&String> = Dictionary::load()
        .unwrap()
        .entries(Locale::Vi)
        .keys()
        .filter(|key| !named.contains(*key))
        .filter(|key| !prefixes.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    assert!(left.is_empty(), "nothing says {left:#?}");
}

#[test]
fn no_template_speaks_a_language() {
    for (file, text) in files_under("templates", "html") {
        let foreign = text.chars().find(|c| c.is_alphabetic() && !c.is_ascii());
        assert_eq!(foreign, None, "{file} holds words");
        assert!(!text.contains("style="), "{file} holds an inline style");
        let scripts = text.matches("<script").count();
        let loaded = r#"<script type="module" src="{{ frame.asset("#;
        let loaded = text.matches(loaded).count();
        assert_eq!(scripts, loaded, "{file} holds an inline script");
    }
}

fn placeholders(entry: &Phrase) -> BTreeSet<&str> {
    let texts = match entry {
        Phrase::Text(text) | Phrase::Counted { other: text, .. } => text.split('{').skip(1),
    };
    texts
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// The keys that stand as literals directly behind `call`.
fn literals_after(text: &str, call: &str) -> Vec<String> {
    text.match_indices(call)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .map(|(at, _)| text[at + call.len()..].trim_start())
        .filter_map(|rest| rest.strip_prefix('"')?.split('"').next())
        .filter(|literal| is_key(literal))
        .map(str::to_owned)
        .collect()
}

/// The beginnings of keys that stand as literals of their own.
fn named_prefixes(text: &str) -> Vec<String> {
    let of_fields = text
        .match_indices(FIELDS)
        .filter_map(|(at, _)| text[at..].split(')').next()?.split('"').nth(1))
        .map(str::to_owned);
    let looked_up = literals_after(text, PREFIX_LOOKUP);
    looked_up.into_iter().chain(of_fields).collect()
}

/// What stands before the first `{` of literals that compose a key: `"forms.error.{kind}"`.
fn composed_prefixes(text: &str) -> Vec<String> {
    text.split('"')
        .filter_map(|piece| piece.split_once('{').map(|(before, _)| before))
        .filter(|before| {
            before
                .strip_suffix('.')
                .is_some_and(|key| is_key(key) || key.bytes().all(|b| b.is_ascii_lowercase()))
        })
        .filter(|before| before.len() > 1)
        .map(str::to_owned)
        .collect()
}

fn is_key(text: &str) -> bool {
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && segment
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.contains('.') && text.split('.').all(is_segment)
}

/// All code and templates; what a template's comments name is an example.
fn sources() -> Vec<(String, String)> {
    let mut sources = files_under("templates", "html");
    for (_, text) in &mut sources {
        let pieces = text.split("{#").map(|piece| piece.split("#}").last());
        *text = pieces.flatten().collect();
    }
    sources.extend(files_under("src", "rs"));
    sources
}

fn files_under(folder: &str, extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == extension) {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no .{extension}");
    found
}
