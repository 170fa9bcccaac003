//! The search as a whole: against the catalogue where it is at hand, and its rules on a few entries.

use super::fixture::{catalogue, synonyms};
use super::questions::QUESTIONS;
use super::words::words;
use super::*;

fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

fn codes(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.code.as_str()).collect()
}

#[test]
fn everyday_questions_find_their_service_among_the_first_three() {
    let Some(entries) = catalogue() else { return };
    let index = Index::build(entries, synonyms()).unwrap();
    let missed: Vec<String> = QUESTIONS
        .iter()
        .filter_map(|(question, wanted)| {
            let hits = index.search(&ask(question)).unwrap();
            let found = codes(&hits);
            let first: Vec<&str> = found.iter().copied().take(3).collect();
            let answered = first.iter().any(|code| wanted.contains(code));
            (!answered).then(|| {
                format!(
                    "{question}: {first:?}, not {wanted:?}; {:?}",
                    hits.corrected
                )
            })
        })
        .collect();
    assert!(QUESTIONS.len() >= 60);
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn every_meaning_stands_in_the_name_of_a_service() {
    let Some(entries) = catalogue() else { return };
    let synonyms = synonyms();
    let spelled = |text: &str| -> String {
        let words = synonyms.written_out(words(text));
        words
            .iter()
            .map(|word| format!(" {} ", word.exact))
            .collect()
    };
    let names: Vec<String> = entries.iter().map(|entry| spelled(&entry.name)).collect();
    let meanings = synonyms.entries().iter().flat_map(|synonym| &synonym.means);
    let lost: Vec<&String> = meanings
        .filter(|meaning| !names.iter().any(|name| name.contains(&spelled(meaning))))
        .collect();
    assert_eq!(lost, Vec::<&String>::new());
}

#[test]
fn there_are_synonyms_enough() {
    assert!(synonyms().entries().len() >= 80);
}
