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
    let is_lost = |meaning: &&String| {
        let phrase = spelled(meaning);
        !names.iter().any(|name| name.contains(&phrase))
    };
    let lost: Vec<&String> = meanings.filter(is_lost).collect();
    assert_eq!(lost, Vec::<&String>::new());
}

#[test]
fn there_are_synonyms_enough() {
    assert!(synonyms().entries().len() >= 80);
}

#[test]
fn probe() {
    let Some(entries) = catalogue() else { return };
    let names: std::collections::HashMap<String, String> = entries
        .iter()
        .map(|e| (e.code.clone(), e.name.clone()))
        .collect();
    let start = std::time::Instant::now();
    let index = Index::build(entries, synonyms()).unwrap();
    println!("build {:?}", start.elapsed());
    for q in std::env::var("Q").unwrap_or_default().split(';') {
        let start = std::time::Instant::now();
        let hits = index.search(&ask(q)).unwrap();
        println!(
            "## {q} {} {:?} {:?} {:?}",
            hits.total,
            start.elapsed(),
            hits.corrected,
            hits.understood
        );
        for hit in hits.hits.iter().take(6) {
            println!(
                "   {} {:.3} {}",
                hit.code,
                hit.score,
                names[&hit.code].chars().take(130).collect::<String>()
            );
        }
    }
}
