//! The lists of units and agencies, drawn from the agencies room.

use std::collections::HashMap;

use crate::agencies::{
    Commune, Directory, OldUnit, Province, Succession, UnitCode, UnitHistory, Units,
};
use crate::kernel::sort_key;

use super::{Entry, Lists, NameMatch, find_by_name};

/// Units in force, what former names mean, and agencies; made once, when the catalogue is read.
#[derive(Debug, Default)]
pub struct UnitLists {
    provinces: Vec<Entry>,
    wards: HashMap<String, Vec<Entry>>,
    former_wards: HashMap<String, Vec<FormerWard>>,
    former_districts: Vec<Entry>,
    agencies: Vec<Entry>,
}

/// A former commune, and those of today, of one province, that took it over.
#[derive(Debug)]
struct FormerWard {
    old: Entry,
    now: Vec<Entry>,
}

impl UnitLists {
    /// The lists as these tables have them.
    pub fn new(units: &Units, history: &UnitHistory, directory: &Directory) -> Self {
        let mut wards: HashMap<String, Vec<Entry>> = HashMap::new();
        let mut communes: Vec<&Commune> = units.communes().iter().collect();
        communes.sort_by_cached_key(|one| sort_key(one.proper_name()));
        for commune in communes {
            let of_province = wards
                .entry(commune.province.as_str().to_owned())
                .or_default();
            of_province.push(entry(commune.code.as_str(), &commune.name));
        }
        let mut former_districts: Vec<Entry> = history.districts().flat_map(names).collect();
        former_districts.sort();
        let mut provinces: Vec<&Province> = units.provinces().iter().collect();
        provinces.sort_by_cached_key(|one| sort_key(one.proper_name()));
        let agencies = directory.agencies().iter();
        Self {
            provinces: provinces
                .into_iter()
                .map(|one| entry(one.code.as_str(), &one.name))
                .collect(),
            wards,
            former_wards: former_wards(units, history),
            former_districts,
            agencies: agencies.map(|a| entry(a.key.as_str(), &a.name)).collect(),
        }
    }
}

impl Lists for UnitLists {
    fn provinces(&self) -> &[Entry] {
        &self.provinces
    }

    fn wards(&self, province: &str) -> &[Entry] {
        self.wards.get(province).map_or(&[], Vec::as_slice)
    }

    fn wards_formerly(&self, province: &str, name: &str) -> Vec<Entry> {
        let former = self
            .former_wards
            .get(province)
            .map_or(&[][..], Vec::as_slice);
        let olds: Vec<Entry> = former.iter().map(|ward| ward.old.clone()).collect();
        let hits = match find_by_name(&olds, name) {
            NameMatch::One(only) => vec![only],
            NameMatch::Several(many) => many,
            NameMatch::Nothing(_) => Vec::new(),
        };
        let mut now: Vec<Entry> = Vec::new();
        for ward in former.iter().filter(|ward| hits.contains(&&ward.old)) {
            for heir in &ward.now {
                if !now.contains(heir) {
                    now.push(heir.clone());
                }
            }
        }
        now
    }

    fn former_districts(&self) -> &[Entry] {
        &self.former_districts
    }

    fn agencies(&self) -> &[Entry] {
        &self.agencies
    }
}

/// Former communes by the province of today. Those of which only the province is known are left
/// out: they help nobody to a commune.
fn former_wards(units: &Units, history: &UnitHistory) -> HashMap<String, Vec<FormerWard>> {
    let mut by_province: HashMap<String, Vec<FormerWard>> = HashMap::new();
    for ward in history.wards() {
        let mut heirs: HashMap<&str, Vec<Entry>> = HashMap::new();
        for code in communes_now(history.resolve_ward(&ward.code)) {
            if let Some(commune) = units.commune(&code) {
                let heir = entry(commune.code.as_str(), &commune.name);
                heirs
                    .entry(commune.province.as_str())
                    .or_default()
                    .push(heir);
            }
        }
        for (province, now) in heirs {
            let of_province = by_province.entry(province.to_owned()).or_default();
            let old = names(ward);
            of_province.extend(old.into_iter().map(|old| FormerWard {
                old,
                now: now.clone(),
            }));
        }
    }
    for wards in by_province.values_mut() {
        wards.sort_by(|a, b| a.old.cmp(&b.old));
    }
    by_province
}

/// The usual heir first.
fn communes_now(succession: Option<Succession>) -> Vec<UnitCode> {
    match succession {
        Some(Succession::Commune(code)) => vec![code],
        Some(Succession::Communes { usual, others }) => {
            std::iter::once(usual).chain(others).collect()
        }
        Some(Succession::Province(_)) | None => Vec::new(),
    }
}

/// The names a former unit had.
fn names(unit: &OldUnit) -> Vec<Entry> {
    let names = std::iter::once(&unit.name).chain(&unit.renamed);
    names.map(|name| entry(unit.code.as_str(), name)).collect()
}

fn entry(code: &str, name: &str) -> Entry {
    Entry {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}
