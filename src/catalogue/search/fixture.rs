//! The entries that the tests of this folder search.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Audience, SearchEntry, Synonyms};

/// Names another catalogue folder than the built-in one.
const CATALOGUE: &str = "MOTCUA_CATALOGUE";

pub(super) fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../../catalogue/synonyms.toml")).unwrap()
}

/// Every procedure of the catalogue, or nothing where its folder is not at hand.
pub(super) fn catalogue() -> Option<Vec<SearchEntry>> {
    let built_in = || concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue").into();
    let folder = std::env::var_os(CATALOGUE).map_or_else(built_in, PathBuf::from);
    let files = std::fs::read_dir(folder.join("procedures")).ok()?;
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let entries = paths.into_iter().map(read).flat_map(|text| {
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.map(Procedure::entry).collect::<Vec<_>>()
    });
    Some(entries.collect())
}

/// What the search needs of a line of `catalogue/procedures`.
#[derive(Deserialize)]
struct Procedure {
    code: String,
    name: String,
    #[serde(default)]
    promulgator: String,
    #[serde(default)]
    kind: String,
    standing: Option<serde_json::Value>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    subjects: Vec<String>,
}

impl Procedure {
    fn entry(self) -> SearchEntry {
        let audience = |subject: &String| match subject.as_str() {
            "citizen" | "overseas_vietnamese" => Some(Audience::Citizen),
            "business" | "cooperative" => Some(Audience::Business),
            "organisation" => Some(Audience::Organisation),
            "foreigner" => Some(Audience::Foreigner),
            "official" => Some(Audience::Official),
            _ => None,
        };
        SearchEntry {
            audiences: self.subjects.iter().filter_map(audience).collect(),
            agency_names: std::iter::once(self.promulgator.clone())
                .chain(self.units)
                .collect(),
            agency_keys: vec![self.promulgator],
            life_events: Vec::new(),
            level: 1,
            national: self.kind != "provincial",
            internal: self.kind == "internal",
            living: self.standing.is_none(),
            keywords: Vec::new(),
            code: self.code,
            name: self.name,
            fields: self.fields,
        }
    }
}
