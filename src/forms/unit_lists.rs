//! The lists of units and agencies, drawn from the agencies room.

use std::collections::HashMap;

use crate::agencies::{
    Commune, Directory, NamedPlaces, OldUnit, Province, UnitCode, UnitHistory, Units,
};
use crate::kernel::sort_key;

use super::named_agencies::NamedAgencies;
use super::{Entry, Lists, Place};

/// More places than these are none: too little was typed to tell them apart.
const MOST_PLACES: usize = 30;

/// Units in force, what former names mean, and agencies; made once, when the catalogue is read.
#[derive(Debug, Default)]
pub struct UnitLists {
    provinces: Vec<Entry>,
    wards: HashMap<String, Vec<Entry>>,
    places: HashMap<UnitCode, Place>,
    named: NamedPlaces,
    former_districts: Vec<Entry>,
    agencies: NamedAgencies,
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
        Self {
            provinces: provinces
                .into_iter()
                .map(|one| entry(one.code.as_str(), &one.name))
                .collect(),
            wards,
            places: places(units),
            named: NamedPlaces::new(units, history),
            former_districts,
            agencies: NamedAgencies::new(directory),
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

    fn places(&self, province: Option<&str>, typed: &str) -> Vec<Place> {
        let is_wanted = |code: &UnitCode| {
            let place = self.places.get(code);
            place.is_some_and(|place| province.is_none_or(|wanted| wanted == place.province.code))
        };
        let codes = self.named.meant(typed, &is_wanted);
        if province.is_none() && codes.len() > MOST_PLACES {
            return Vec::new();
        }
        let places = codes.iter().filter_map(|code| self.places.get(code));
        places.cloned().collect()
    }

    fn former_districts(&self) -> &[Entry] {
        &self.former_districts
    }

    fn agencies(&self) -> &[Entry] {
        self.agencies.entries()
    }

    fn agencies_called(&self, typed: &str) -> Vec<Entry> {
        self.agencies.called(typed, &self.named)
    }
}

fn places(units: &Units) -> HashMap<UnitCode, Place> {
    let place = |commune: &Commune| {
        let province = units.province(&commune.province)?;
        let place = Place {
            province: entry(province.code.as_str(), &province.name),
            ward: entry(commune.code.as_str(), &commune.name),
        };
        Some((commune.code.clone(), place))
    };
    units.communes().iter().filter_map(place).collect()
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
