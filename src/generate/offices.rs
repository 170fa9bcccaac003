//! Which procedures are used how often, and which agencies handle them: those of the opened
//! provinces work in this portal, all others have systems of their own.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::draw::{Draw, Purpose, Weighted, mixed, zipf};
use crate::agencies::{Agency, AgencyKind, UnitCode};
use crate::catalogue::{
    Audience, ChosenPlace, Handler, Method, Procedure, Service, Snapshot, Territory,
};
use crate::kernel::{AgencyId, Term};

/// A procedure as dossiers are filed under it.
pub(super) struct Offered<'a> {
    pub(super) procedure: &'a Procedure,
    /// How this portal takes it, where it does.
    pub(super) service: Option<&'a Service>,
    pub(super) revision: i32,
    /// The legal term of what is filed at the agency itself, if there is exactly one.
    pub(super) term: Option<Term>,
    pub(super) citizens: bool,
    pub(super) businesses: bool,
    agencies: AgencyGroup,
}

/// An agency with the code under which its dossiers are numbered.
pub(super) struct Office<'a> {
    pub(super) id: AgencyId,
    pub(super) agency: &'a Agency,
    pub(super) series: String,
}

type AgencyGroup = (Handler, Option<UnitCode>);

/// Procedures by how often they are used, and for each the agencies that handle it.
pub(super) struct FilingDistribution<'a> {
    offered: Weighted<Offered<'a>>,
    offices: HashMap<AgencyGroup, Weighted<Office<'a>>>,
}

/// Which agencies a distribution has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Those that work in this portal.
    Here,
    /// Those with systems of their own.
    Elsewhere,
}

impl<'a> FilingDistribution<'a> {
    /// The distribution over one side's agencies on `date`.
    pub(super) fn new(snapshot: &'a Snapshot, side: Side, seed: u64, date: NaiveDate) -> Self {
        let mut offices = HashMap::new();
        let mut ranked: Vec<(u64, f64, Offered<'a>)> = Vec::new();
        for procedure in snapshot.catalogue.procedures.values() {
            for (group, service) in groups(snapshot, procedure, side) {
                let found = offices
                    .entry(group.clone())
                    .or_insert_with(|| offices_of(snapshot, &group, side, seed, date));
                if found.is_empty() {
                    continue;
                }
                let position = rank(procedure.code.to_string().as_bytes(), seed);
                let share = share(&group.0, service);
                ranked.push((
                    position,
                    share,
                    offered(snapshot, procedure, service, group),
                ));
            }
        }
        ranked.sort_by_key(|(position, ..)| *position);
        let weighted = ranked
            .into_iter()
            .enumerate()
            .map(|(place, (_, share, offered))| (share * zipf(place), offered));
        Self {
            offered: Weighted::new(weighted),
            offices,
        }
    }

    /// A procedure and an agency that handles it.
    pub(super) fn draw(&self, draw: &mut Draw) -> Option<(&Offered<'a>, &Office<'a>)> {
        let offered = self.offered.draw(draw)?;
        let office = self.offices.get(&offered.agencies)?.draw(draw)?;
        Some((offered, office))
    }

    /// Every agency of the distribution, once.
    pub(super) fn agencies(&self) -> Vec<&'a Agency> {
        let mut all: Vec<&Agency> = self
            .offices
            .values()
            .flat_map(Weighted::iter)
            .map(|office| office.agency)
            .collect();
        all.sort_by(|one, other| one.key.cmp(&other.key));
        all.dedup_by(|one, other| one.key == other.key);
        all
    }
}

fn groups<'a>(
    snapshot: &'a Snapshot,
    procedure: &'a Procedure,
    side: Side,
) -> Vec<(AgencyGroup, Option<&'a Service>)> {
    let service = snapshot.service(&procedure.code);
    let (handlers, territory) = match (side, service) {
        (Side::Here, None) => return Vec::new(),
        (_, Some(service)) => (service.handlers.clone(), service.territory.clone()),
        (Side::Elsewhere, None) if procedure.is_living() => (
            snapshot.catalogue.executing_units.handlers_of(procedure),
            Territory::of(procedure, &snapshot.catalogue.agencies),
        ),
        (Side::Elsewhere, None) => return Vec::new(),
    };
    let province = match territory {
        Territory::Country => None,
        Territory::Province(only) => Some(only),
    };
    let service = service.filter(|_| side == Side::Here);
    let with = |handler| ((handler, province.clone()), service);
    handlers.into_iter().map(with).collect()
}

fn offered<'a>(
    snapshot: &Snapshot,
    procedure: &'a Procedure,
    service: Option<&'a Service>,
    agencies: AgencyGroup,
) -> Offered<'a> {
    let details = procedure.details.as_ref();
    let audiences = procedure.audiences();
    Offered {
        procedure,
        service,
        revision: snapshot.revision(&procedure.code),
        term: details.and_then(|details| details.legal_term(Method::Direct).only()),
        citizens: audiences.contains(&Audience::Citizen),
        businesses: audiences.contains(&Audience::Business),
        agencies,
    }
}

/// The relative frequency of a procedure: most are filed at communes, and the services that have a
/// form of their own are used most.
fn share(handler: &Handler, service: Option<&Service>) -> f64 {
    let usual = match handler {
        Handler::Commune | Handler::CommunePolice => 6.0,
        Handler::Department(_) => 2.0,
        Handler::Central(_) => 1.0,
        Handler::Province => 0.5,
    };
    if service.is_some_and(|service| service.own_form) {
        usual * 30.0
    } else {
        usual
    }
}

fn offices_of<'a>(
    snapshot: &'a Snapshot,
    group: &AgencyGroup,
    side: Side,
    seed: u64,
    date: NaiveDate,
) -> Weighted<Office<'a>> {
    let directory = &snapshot.catalogue.agencies;
    let mut found: Vec<&Agency> = places(snapshot, group)
        .filter_map(|place| group.0.agency_at(directory, place, date))
        .filter(|agency| works_here(snapshot, agency) == (side == Side::Here))
        .collect();
    found.sort_by_key(|agency| (rank(agency.key.as_str().as_bytes(), seed), &agency.key));
    found.dedup_by(|one, other| one.key == other.key);
    let offices = found.into_iter().enumerate().filter_map(|(at, agency)| {
        let series = directory.numbering_code(agency, date)?.to_string();
        let office = Office {
            id: agency.id(),
            agency,
            series,
        };
        Some((zipf(at), office))
    });
    Weighted::new(offices)
}

/// Every place at which an agency of the group may be.
fn places<'a>(
    snapshot: &'a Snapshot,
    (handler, only): &'a AgencyGroup,
) -> Box<dyn Iterator<Item = ChosenPlace<'a>> + 'a> {
    let units = &snapshot.catalogue.units;
    let included = move |province: &UnitCode| only.as_ref().is_none_or(|only| only == province);
    match handler {
        Handler::Central(_) => Box::new(std::iter::once(ChosenPlace::default())),
        Handler::Province | Handler::Department(_) => Box::new(
            units
                .provinces()
                .iter()
                .filter(move |province| included(&province.code))
                .map(|province| ChosenPlace {
                    province: Some(&province.code),
                    commune: None,
                }),
        ),
        Handler::Commune | Handler::CommunePolice => Box::new(
            units
                .communes()
                .iter()
                .filter(move |commune| included(&commune.province))
                .map(|commune| ChosenPlace {
                    province: Some(&commune.province),
                    commune: Some(&commune.code),
                }),
        ),
    }
}

/// The provinces whose agencies work in this portal; those of the others have systems of their own.
const WORKING_HERE: [&str; 3] = ["01", "48", "79"];

fn works_here(snapshot: &Snapshot, agency: &Agency) -> bool {
    let province = snapshot.catalogue.agencies.province_of(agency);
    let local = matches!(
        agency.kind,
        AgencyKind::Commune | AgencyKind::Department | AgencyKind::CommunePolice
    );
    local && province.is_some_and(|province| WORKING_HERE.contains(&province.as_str()))
}

/// A pseudo-random rank that does not follow the order of codes.
fn rank(code: &[u8], seed: u64) -> u64 {
    let start = mixed(seed ^ Purpose::Ranking as u64);
    code.iter()
        .fold(start, |sum, byte| mixed(sum ^ u64::from(*byte)))
}
