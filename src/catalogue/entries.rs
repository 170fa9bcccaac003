//! What the search knows of each procedure, and by which keys it finds those of an agency.
//!
//! An agency is found as who published a procedure and as who handles it. Handling is a rule, so
//! an entry holds the rule (`commune`, or `commune@01` where the procedure is one province's own)
//! and an agency asks for the rules that mean it: 3,321 communes are one key.

use super::search::SearchEntry;
use super::{Handler, LifeEvent, Procedure, ProcedureKind, Service, Snapshot, Territory};
use crate::agencies::{Agency, AgencyKey, AgencyKind, Directory, UnitCode};

/// The entries of all procedures.
pub(super) fn of(snapshot: &Snapshot) -> Vec<SearchEntry> {
    let procedures = snapshot.catalogue.procedures.values();
    procedures
        .map(|procedure| entry(snapshot, procedure))
        .collect()
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
        life_events: events.iter().map(|event| event.slug.clone()).collect(),
        everyday: events
            .iter()
            .any(|event| event.procedures.contains(&procedure.code)),
        audiences: procedure.audiences(),
        level: offer.map_or(1, |offer| offer.level.level.number()),
        national: procedure.kind != ProcedureKind::Provincial,
        living: procedure.is_living(),
        internal: procedure.kind == ProcedureKind::Internal,
        keywords: keywords(procedure),
    }
}

/// Words of the results, which people often ask for instead of the procedure.
fn keywords(procedure: &Procedure) -> Vec<String> {
    let results = procedure.details.iter().flat_map(|known| &known.results);
    results.map(|result| result.name.clone()).collect()
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
        AgencyKind::Ministry
        | AgencyKind::GovernmentBody
        | AgencyKind::StateEnterprise
        | AgencyKind::Court => Vec::new(),
    };
    let province = directory.province_of(agency);
    let rules = handled.iter().flat_map(|handler| {
        let local = province.map(|province| handling_key(handler, Some(province)));
        std::iter::once(handling_key(handler, None)).chain(local)
    });
    std::iter::once(key.to_string()).chain(rules).collect()
}
