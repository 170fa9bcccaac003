//! Which kind of agency handles a procedure: a rule, resolved to an agency when the applicant has
//! chosen a place.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agencies::{Agency, AgencyKey, AgencyKind, Directory, Sector};

use super::{ChosenPlace, Procedure};

/// A kind of agency that handles a procedure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Handler {
    /// One agency for the whole country.
    Central(AgencyKey),
    /// The people's committee of the province chosen.
    Province,
    /// The department of the province chosen that is responsible for the sector.
    Department(Sector),
    /// The people's committee of the commune chosen.
    Commune,
    /// The police of the commune chosen.
    CommunePolice,
}

/// A text that names no kind of handling agency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of handling agency: {0}")]
pub struct HandlerError(pub String);

/// What the applicant must choose before the handling agency is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceNeeded {
    /// Nothing: one agency handles it for the whole country.
    Nothing,
    Province,
    /// A province and a commune in it.
    Commune,
}

impl Handler {
    /// What must be chosen first.
    pub const fn needs(&self) -> PlaceNeeded {
        match self {
            Self::Central(_) => PlaceNeeded::Nothing,
            Self::Province | Self::Department(_) => PlaceNeeded::Province,
            Self::Commune | Self::CommunePolice => PlaceNeeded::Commune,
        }
    }

    /// The agency of this kind at the place on `date`; none where the place lacks one or is not
    /// chosen as far as this kind needs.
    pub fn agency_at<'a>(
        &self,
        directory: &'a Directory,
        place: ChosenPlace<'_>,
        date: NaiveDate,
    ) -> Option<&'a Agency> {
        let commune = |kind| directory.of_unit(place.commune?, kind, date);
        match self {
            Self::Central(key) => directory
                .by_key(key)
                .filter(|agency| agency.validity.holds_on(date)),
            Self::Province => directory.of_unit(place.province?, AgencyKind::Province, date),
            Self::Department(sector) => directory.department(place.province?, *sector, date),
            Self::Commune => commune(AgencyKind::Commune),
            Self::CommunePolice => commune(AgencyKind::CommunePolice),
        }
    }
}

impl FromStr for Handler {
    type Err = HandlerError;

    fn from_str(text: &str) -> Result<Self, HandlerError> {
        let unknown = || HandlerError(text.to_owned());
        match text.split_once(':') {
            Some(("central", key)) => key.parse().map(Self::Central).map_err(|_| unknown()),
            Some(("department", sector)) => {
                sector.parse().map(Self::Department).map_err(|_| unknown())
            }
            Some(_) => Err(unknown()),
            None => match text {
                "province" => Ok(Self::Province),
                "commune" => Ok(Self::Commune),
                "commune_police" => Ok(Self::CommunePolice),
                _ => Err(unknown()),
            },
        }
    }
}

impl fmt::Display for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Central(key) => write!(f, "central:{key}"),
            Self::Province => f.write_str("province"),
            Self::Department(sector) => write!(f, "department:{sector}"),
            Self::Commune => f.write_str("commune"),
            Self::CommunePolice => f.write_str("commune_police"),
        }
    }
}

crate::kernel::text_form!(Handler);

/// The reviewed table from executing units, as procedures name them, to kinds of agency.
#[derive(Debug, Default)]
pub struct ExecutingUnits(HashMap<String, Vec<Handler>>);

impl ExecutingUnits {
    /// The table: a unit's name and who handles for it; nobody, if its dossiers are not filed
    /// here.
    pub fn new(rows: impl IntoIterator<Item = (String, Vec<Handler>)>) -> Self {
        Self(rows.into_iter().collect())
    }

    /// Who handles for the unit; none if the table does not know it.
    pub fn handlers(&self, unit: &str) -> Option<&[Handler]> {
        self.0.get(unit).map(Vec::as_slice)
    }

    pub fn rows(&self) -> impl Iterator<Item = (&str, &[Handler])> {
        self.0
            .iter()
            .map(|(unit, handlers)| (unit.as_str(), handlers.as_slice()))
    }

    /// Who handles the procedure, in the order in which it names its units, each once.
    pub fn handlers_of(&self, procedure: &Procedure) -> Vec<Handler> {
        let mut all = Vec::new();
        for unit in procedure.executing_units() {
            for handler in self.handlers(unit).unwrap_or_default() {
                if !all.contains(handler) {
                    all.push(handler.clone());
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back() {
        for text in [
            "commune",
            "commune_police",
            "province",
            "department:tax",
            "central:G12",
        ] {
            assert_eq!(text.parse::<Handler>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "district",
            "department:",
            "department:moon",
            "central:",
            "x:y",
        ] {
            assert!(text.parse::<Handler>().is_err(), "{text}");
        }
    }
}
