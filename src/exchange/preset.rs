//! Meanings of status codes as clients in the field use them, to be set for a partner at once
//! (`presets.toml`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::dossiers::State;
use crate::kernel::FactStatus;

const FILE: &str = include_str!("presets.toml");

/// What the codes of one kind of client mean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// By which it is asked for.
    pub key: String,
    /// What the client is called.
    pub name: String,
    /// How far it can be trusted.
    pub status: FactStatus,
    /// Where it was seen.
    pub source: String,
    meanings: BTreeMap<String, i16>,
}

impl Preset {
    /// Every code with its meaning.
    pub fn meanings(&self) -> Vec<(String, State)> {
        let meaning =
            |(code, number): (&String, &i16)| Some((code.clone(), State::from_number(*number)?));
        self.meanings.iter().filter_map(meaning).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
}

/// All presets.
pub fn presets() -> &'static [Preset] {
    static ALL: OnceLock<Vec<Preset>> = OnceLock::new();
    // The file is part of the program, and a test reads it.
    ALL.get_or_init(|| toml::from_str(FILE).map_or_else(|_| Vec::new(), |all: Presets| all.preset))
}

/// The preset of a key.
pub fn preset(key: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_read_whole_and_says_whence_it_is() {
        let all: Presets = toml::from_str(FILE).unwrap();
        assert_eq!(all.preset.len(), presets().len());
        assert!(!presets().is_empty());
        for one in presets() {
            assert_eq!(one.meanings().len(), one.meanings.len(), "{}", one.key);
            assert!(!one.source.is_empty() && !one.name.is_empty());
            assert_eq!(preset(&one.key), Some(one));
        }
        let opencps = preset("opencps").unwrap().meanings();
        assert!(opencps.contains(&("2".to_owned(), State::Accepted)));
    }
}
