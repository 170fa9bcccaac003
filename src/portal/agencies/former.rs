//! Units of before July 2025 in the search over agencies: people still name the ward or district
//! that they grew up in, and each leads to what stands there now.

use crate::agencies::{Agency, OldUnit, UnitCode, UnitHistory};
use crate::catalogue::Snapshot;
use crate::kernel::{fold, sort_key};
use crate::web::{Frame, NavLink};

use super::list::link;
use super::resolve::{name_of, of_district, of_the_past};

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

/// The former units whose name holds the question, or whose code it is; the shorter names first.
pub(super) fn former(frame: &Frame, snapshot: &Snapshot, asked: &str) -> Vec<Former> {
    let (history, wanted) = (&snapshot.catalogue.history, fold(asked));
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = history.named_like(&wanted);
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
