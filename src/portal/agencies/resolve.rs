//! What an address under `/co-quan` names: an agency by key or code, or a unit of the past.

use crate::agencies::{Agency, AgencyKey, AgencyKind, OldUnit, Succession, UnitCode};
use crate::catalogue::Snapshot;

/// What a key names.
pub(super) enum Named<'a> {
    /// An agency, under its own key.
    Agency(&'a Agency),
    /// An agency that has another key: its address is elsewhere.
    Elsewhere(&'a Agency),
    /// A unit of before 2025-07 of which several agencies took a part, the usual one first.
    Divided(&'a OldUnit, Vec<&'a Agency>),
}

/// What `text` names; codes in force come before those of the past, because they overlap.
pub(super) fn resolve<'a>(snapshot: &'a Snapshot, text: &str) -> Option<Named<'a>> {
    let agencies = &snapshot.catalogue.agencies;
    if let Some(agency) = by_key(snapshot, text) {
        return Some(Named::Agency(agency));
    }
    if let Some(agency) = text.parse().ok().and_then(|code| agencies.by_code(&code)) {
        return Some(Named::Elsewhere(agency));
    }
    let unit: UnitCode = text.parse().ok()?;
    if let Some(province) = of_province(snapshot, &unit) {
        return Some(Named::Elsewhere(province));
    }
    let (old, successors) = of_the_past(snapshot, &unit)?;
    match successors.as_slice() {
        [] => None,
        [only] => Some(Named::Elsewhere(only)),
        _ => Some(Named::Divided(old, successors)),
    }
}

/// The unit that had this code before 2025-07, with what became of it.
pub(super) fn of_the_past<'a>(
    snapshot: &'a Snapshot,
    unit: &UnitCode,
) -> Option<(&'a OldUnit, Vec<&'a Agency>)> {
    let history = &snapshot.catalogue.history;
    let old = history
        .ward(unit)
        .or_else(|| history.district(unit))
        .or_else(|| history.province(unit))?;
    let succession = history
        .resolve_ward(unit)
        .or_else(|| history.resolve_district(unit))
        .or_else(|| history.resolve_province(unit).map(Succession::Province))?;
    let commune = |code: &UnitCode| by_key(snapshot, code.as_str());
    let agencies = match &succession {
        Succession::Commune(code) => commune(code).into_iter().collect(),
        Succession::Communes { usual, others } => std::iter::once(usual)
            .chain(others)
            .filter_map(commune)
            .collect(),
        Succession::Province(code) => of_province(snapshot, code).into_iter().collect(),
    };
    Some((old, agencies))
}

/// The communes that stand where a district of before 2025-07 stood, by the order of their codes.
pub(super) fn of_district<'a>(snapshot: &'a Snapshot, district: &UnitCode) -> Vec<&'a Agency> {
    let communes = snapshot.catalogue.history.communes_of_district(district);
    let communes = communes.iter();
    communes
        .filter_map(|code| by_key(snapshot, code.as_str()))
        .collect()
}

/// An old unit's latest name.
pub(super) fn name_of(old: &OldUnit) -> String {
    old.renamed.clone().unwrap_or_else(|| old.name.clone())
}

fn by_key<'a>(snapshot: &'a Snapshot, text: &str) -> Option<&'a Agency> {
    snapshot.agency_by_key(&text.parse::<AgencyKey>().ok()?)
}

/// The people's committee of the province that has this code today.
fn of_province<'a>(snapshot: &'a Snapshot, unit: &UnitCode) -> Option<&'a Agency> {
    snapshot.catalogue.units.province(unit)?;
    let agencies = snapshot.catalogue.agencies.agencies().iter();
    let mut committees = agencies.filter(|agency| agency.kind == AgencyKind::Province);
    committees.find(|agency| agency.unit.as_ref() == Some(unit))
}
