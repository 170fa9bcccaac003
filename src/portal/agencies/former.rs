//! Units of before July 2025 in the search over agencies: people still name the ward or district
//! that they grew up in, and each leads to what stands there now.

use crate::agencies::{Agency, OldUnit, UnitCode, UnitHistory};
use crate::catalogue::Snapshot;
use crate::catalogue::search::unit_words;
use crate::kernel::{fold, sort_key};
use crate::web::{Frame, NavLink};

use super::list::link;
use super::resolve::{name_of, of_district, of_the_past};

/// What people write before the name of a unit whose office they look for, folded.
const OFFICES: [&str; 3] = ["uy ban nhan dan ", "cong an ", "hoi dong nhan dan "];
/// More are not listed: the question is too wide.
const MOST: usize = 20;

/// A unit that is no more.
pub(super) struct Former {
    pub(super) name: String,
    /// The units that it belonged to.
    pub(super) above: String,
    /// The agencies that stand there now, the usual one first.
    pub(super) now: Vec<NavLink>,
}

/// The former units whose name holds the question, or whose code it is; the shorter names first. The
/// question may go on with the units that they belonged to, and begin with the office there.
pub(super) fn former(frame: &Frame, snapshot: &Snapshot, asked: &str) -> Vec<Former> {
    let history = &snapshot.catalogue.history;
    let wanted = unit_words(asked, &snapshot.synonyms).join(" ");
    if wanted.is_empty() {
        return Vec::new();
    }
    let office = OFFICES
        .iter()
        .find_map(|office| wanted.strip_prefix(office));
    let mut found = named_within(history, office.unwrap_or(&wanted));
    if let Ok(code) = asked.parse::<UnitCode>() {
        found.retain(|unit| unit.code != code);
        let of_code = [history.ward(&code), history.district(&code)];
        found.extend(of_code.into_iter().flatten());
    }
    // Sorting names as the alphabet does costs more than finding them: only those that are shown.
    found.sort_by_key(|unit| (shown_length(unit), &unit.code));
    found.truncate(MOST);
    found.sort_by_cached_key(|unit| (shown_length(unit), sort_key(&name_of(unit))));
    let line = |unit: &OldUnit| Former {
        name: name_of(unit),
        above: above(history, unit),
        now: agencies_now(snapshot, &unit.code)
            .into_iter()
            .map(|agency| link(frame, agency))
            .collect(),
    };
    found.into_iter().map(line).collect()
}

/// The units whose name holds the first words of the question, as many as any name does, and whose
/// superiors' names hold the others.
fn named_within<'a>(history: &'a UnitHistory, wanted: &str) -> Vec<&'a OldUnit> {
    let words: Vec<&str> = wanted.split(' ').collect();
    let ends = (1..=words.len()).rev();
    let found = ends.map(|end| {
        let (name, rest) = words.split_at(end.min(words.len()));
        let mut found = history.named_like(&name.join(" "));
        if !rest.is_empty() {
            found.retain(|unit| {
                let above = fold(&above(history, unit));
                let above: Vec<&str> = above.split(' ').collect();
                rest.iter().all(|word| above.contains(word))
            });
        }
        found
    });
    found
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn shown_length(unit: &OldUnit) -> usize {
    unit.renamed.as_ref().unwrap_or(&unit.name).len()
}

/// The district and province of a ward, the province of a district.
fn above(history: &UnitHistory, unit: &OldUnit) -> String {
    let district = history.district(&unit.above);
    let province = district.map_or(&unit.above, |district| &district.above);
    let names = [district, history.province(province)];
    let names: Vec<String> = names.into_iter().flatten().map(name_of).collect();
    names.join(", ")
}

/// A district that was divided has no one successor: those of its wards stand there.
fn agencies_now<'a>(snapshot: &'a Snapshot, unit: &UnitCode) -> Vec<&'a Agency> {
    let of_wards = of_district(snapshot, unit);
    if !of_wards.is_empty() {
        return of_wards;
    }
    of_the_past(snapshot, unit).map_or_else(Vec::new, |(_, agencies)| agencies)
}
