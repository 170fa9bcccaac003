//! What the search knows of each procedure, and by which keys it finds those of an agency.
//!
//! An agency is found as who published a procedure and as who handles it. Handling is a rule, so
//! an entry holds the rule (`commune`, or `commune@01` where the procedure is one province's own)
//! and an agency asks for the rules that mean it: 3,321 communes are one key.

use super::search::{EventPlace, Places, SearchEntry};
use super::{Handler, LifeEvent, Procedure, ProcedureKind, Service, Snapshot, Territory};
use crate::agencies::{Agency, AgencyKey, AgencyKind, Directory, Sector, UnitCode};

/// What names of central bodies end with.
const COUNTRY: &str = " Việt Nam";

/// The entries of all procedures.
pub(super) fn of(snapshot: &Snapshot) -> Vec<SearchEntry> {
    let procedures = snapshot.catalogue.procedures.values();
    procedures
        .map(|procedure| entry(snapshot, procedure))
        .collect()
}

/// The names by which units of today and of before July 2025 are known.
pub(super) fn places(snapshot: &Snapshot) -> Places {
    let catalogue = &snapshot.catalogue;
    let provinces = catalogue.units.provinces().iter();
    let now = provinces.flat_map(|one| [one.name.clone(), one.proper_name().to_owned()]);
    let communes = catalogue.units.communes().iter();
    let history = &catalogue.history;
    let before = history.wards().chain(history.districts());
    let before = before.flat_map(|unit| std::iter::once(&unit.name).chain(&unit.renamed));
    let provinces = history.provinces().flat_map(|one| {
        let kinds = ["Tỉnh ", "Thành phố "];
        let proper = kinds.iter().find_map(|kind| one.name.strip_prefix(kind));
        std::iter::once(one.name.as_str()).chain(proper)
    });
    Places::named(
        now.chain(communes.map(|commune| commune.name.clone()))
            .chain(before.cloned())
            .chain(provinces.map(str::to_owned)),
    )
}

fn entry(snapshot: &Snapshot, procedure: &Procedure) -> SearchEntry {
    let catalogue = &snapshot.catalogue;
    let events: Vec<&LifeEvent> = catalogue
        .life_events
        .iter()
        .filter(|event| event.includes(procedure))
        .collect();
    let service = snapshot.service(&procedure.code);
    let offer = snapshot.offer(&procedure.code);
    let promulgator = procedure.promulgator.iter().cloned();
    SearchEntry {
        code: procedure.code.clone(),
        name: procedure.name.clone(),
        fields: procedure.fields.clone(),
        agency_names: promulgator
            .chain(procedure.executing_units().map(str::to_owned))
            .collect(),
        agency_keys: agency_keys(&catalogue.agencies, procedure, service),
        life_events: events
            .iter()
            .map(|event| EventPlace {
                slug: event.slug.clone(),
                place: event.place(&procedure.code).unwrap_or(usize::MAX),
            })
            .collect(),
        everyday: events
            .iter()
            .any(|event| event.procedures.contains(&procedure.code)),
        audiences: procedure.audiences(),
        level: offer.map_or(1, |offer| offer.level.level.number()),
        national: procedure.kind != ProcedureKind::Provincial,
        living: procedure.is_living(),
        internal: procedure.kind == ProcedureKind::Internal,
        keywords: keywords(snapshot, procedure),
    }
}

/// Words of the results, which people often ask for instead of the procedure, and its English name.
fn keywords(snapshot: &Snapshot, procedure: &Procedure) -> Vec<String> {
    let results = procedure.details.iter().flat_map(|known| &known.results);
    let english = snapshot.english_name(&procedure.code);
    results
        .map(|result| result.name.clone())
        .chain(english.map(str::to_owned))
        .collect()
}

fn agency_keys(
    directory: &Directory,
    procedure: &Procedure,
    service: Option<&Service>,
) -> Vec<String> {
    let promulgator = procedure
        .promulgator
        .as_deref()
        .and_then(|name| directory.named(name));
    let mut keys = Vec::new();
    if let Some(agency) = promulgator {
        keys.push(agency.key.to_string());
        keys.extend(agency.successors.iter().map(ToString::to_string));
    }
    for handler in service.iter().flat_map(|service| &service.handlers) {
        let key = match service.map(|service| &service.territory) {
            Some(Territory::Province(province)) => handling_key(handler, Some(province)),
            _ => handling_key(handler, None),
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn handling_key(handler: &Handler, province: Option<&UnitCode>) -> String {
    match (handler, province) {
        // A central agency publishes and handles under one key.
        (Handler::Central(key), _) => key.to_string(),
        (_, Some(province)) => format!("{handler}@{province}"),
        (_, None) => handler.to_string(),
    }
}

/// What the provincial offices of a central body handle: departments that bear its name ("Bảo hiểm xã
/// hội thành phố Hà Nội" is an office of Bảo hiểm xã hội Việt Nam).
fn local_offices(directory: &Directory, body: &Agency) -> Vec<Handler> {
    let Some(name) = body.name.strip_suffix(COUNTRY) else {
        return Vec::new();
    };
    let departments = directory.agencies().iter();
    let mut sectors: Vec<Sector> = departments
        .filter(|one| one.kind == AgencyKind::Department && one.name.starts_with(name))
        .flat_map(|one| one.sectors.iter().copied())
        .collect();
    sectors.sort_unstable();
    sectors.dedup();
    sectors.into_iter().map(Handler::Department).collect()
}

/// The keys under which the search finds what an agency published and what it handles.
pub fn search_keys(directory: &Directory, agency: &Agency) -> Vec<String> {
    let key: &AgencyKey = &agency.key;
    let handled: Vec<Handler> = match agency.kind {
        AgencyKind::Province => vec![Handler::Province],
        AgencyKind::Department => {
            let sectors = agency.sectors.iter().copied();
            sectors.map(Handler::Department).collect()
        }
        AgencyKind::Commune => vec![Handler::Commune],
        AgencyKind::CommunePolice => vec![Handler::CommunePolice],
        AgencyKind::GovernmentBody => local_offices(directory, agency),
        AgencyKind::Ministry | AgencyKind::StateEnterprise | AgencyKind::Court => Vec::new(),
    };
    let province = directory.province_of(agency);
    let rules = handled.iter().flat_map(|handler| {
        let local = province.map(|province| handling_key(handler, Some(province)));
        std::iter::once(handling_key(handler, None)).chain(local)
    });
    std::iter::once(key.to_string()).chain(rules).collect()
}
