//! What pages and letters say in Vietnamese, asked by key, so that whoever rewords a text in
//! `locales/` has no test to mend.

use std::fmt::Display;

use motcua::speech::{Locale, Words};

/// The text under a key.
#[track_caller]
pub fn words(key: &str) -> String {
    vietnamese(key).t(key).to_owned()
}

/// The text under a key, with its placeholders filled.
#[track_caller]
pub fn words_with(key: &str, arguments: &[(&str, &dyn Display)]) -> String {
    vietnamese(key).with(key, arguments)
}

/// The text under a key for a number of things.
#[track_caller]
pub fn words_for(key: &str, n: i64) -> String {
    vietnamese(key).count(key, &n)
}

/// Whether a text holds that of a key, whatever stands in its placeholders.
#[track_caller]
pub fn says(text: &str, key: &str) -> bool {
    let (wanted, text) = (on_a_line(&words(key)), on_a_line(text));
    let pieces: Vec<&str> = wanted
        .split('{')
        .map(|piece| piece.rsplit('}').next().unwrap_or_default())
        .collect();
    let has_words = |piece: &&str| piece.chars().any(char::is_alphabetic);
    assert!(
        pieces.iter().any(has_words),
        "{key} has no words of its own"
    );
    let mut rest = text.as_str();
    pieces.into_iter().all(|piece| {
        let found = rest.split_once(piece);
        rest = found.map_or(rest, |(_, after)| after);
        found.is_some()
    })
}

#[track_caller]
fn vietnamese(key: &str) -> Words {
    let words = Words::new(Locale::Vi);
    assert!(words.has(key), "no words for {key}");
    words
}

/// As a browser shows it.
fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
