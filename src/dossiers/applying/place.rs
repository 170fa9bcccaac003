//! Which agencies handle a service at a place. Pure: what an applicant has chosen so far goes in,
//! what is left to choose comes out.

use chrono::NaiveDate;

use crate::agencies::{Agency, UnitCode};
use crate::catalogue::{ChosenPlace, Handler, NotHere, PlaceNeeded, Service, Snapshot};

/// A kind of agency that handles the service at the place, as far as it is known.
pub struct Office<'a> {
    /// The kind.
    pub handler: &'a Handler,
    /// The agency; none for a commune's, until the commune is chosen.
    pub agency: Option<&'a Agency>,
}

/// The province that a person chose, if the service exists there.
pub fn province<'a>(
    service: &Service,
    catalogue: &'a Snapshot,
    typed: &str,
) -> Option<&'a UnitCode> {
    let province = catalogue.catalogue.units.province(&typed.parse().ok()?)?;
    let is_there = service.territory.includes(&province.code);
    is_there.then_some(&province.code)
}

/// Whether a province must be chosen for any of the agencies.
pub fn needs_province(service: &Service) -> bool {
    let mut needs = service.handlers.iter().map(Handler::needs);
    needs.any(|needs| needs != PlaceNeeded::Nothing)
}

/// The agencies that handle the service in this province. A kind that the province lacks is left
/// out.
pub fn offices<'a>(
    service: &'a Service,
    province: Option<&UnitCode>,
    catalogue: &'a Snapshot,
    today: NaiveDate,
) -> Vec<Office<'a>> {
    let place = ChosenPlace {
        province,
        commune: None,
    };
    let directory = &catalogue.catalogue.agencies;
    let offices = service.handlers.iter().filter_map(|handler| {
        match service.agency_at(handler, place, directory, today) {
            Ok(agency) => Some(Office {
                handler,
                agency: Some(agency),
            }),
            Err(NotHere::Choose(PlaceNeeded::Commune)) => Some(Office {
                handler,
                agency: None,
            }),
            Err(_) => None,
        }
    });
    offices.collect()
}

/// Why an application cannot begin with what was chosen; each names the control to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unresolved {
    /// No agency was chosen among several.
    Office,
    /// No commune was chosen, or one that is not of the province.
    Commune,
    /// There is no such agency at the place.
    NoAgency,
    /// The agency has no code under which a dossier could be numbered.
    NoCode,
}

/// The agency for what was chosen.
///
/// # Errors
/// What is still to be chosen, or cannot be.
pub fn resolve<'a>(
    service: &Service,
    handler: &str,
    place: ChosenPlace<'_>,
    catalogue: &'a Snapshot,
    today: NaiveDate,
) -> Result<&'a Agency, Unresolved> {
    let only = service
        .handlers
        .first()
        .filter(|_| service.handlers.len() == 1);
    let named = service
        .handlers
        .iter()
        .find(|known| known.to_string() == handler);
    let chosen = named.or(only).ok_or(Unresolved::Office)?;
    let directory = &catalogue.catalogue.agencies;
    let agency = service
        .agency_at(chosen, place, directory, today)
        .map_err(|why| match (why, chosen.needs()) {
            (NotHere::Choose(_), _) | (NotHere::NoAgency, PlaceNeeded::Commune) => {
                Unresolved::Commune
            }
            _ => Unresolved::NoAgency,
        })?;
    match directory.numbering_code(agency, today) {
        Some(_) => Ok(agency),
        None => Err(Unresolved::NoCode),
    }
}

#[cfg(test)]
mod tests;
