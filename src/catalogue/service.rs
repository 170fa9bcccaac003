//! The rule by which this portal takes a procedure: who handles it where, with which form, for
//! which fee, and why not where it does not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agencies::{Agency, AgencyKind, Directory, UnitCode};
use crate::forms::Condition;
use crate::kernel::{Dong, FactStatus, plain_enum};

use super::{
    Derived, ExecutingUnits, FeeKnowledge, FeeRule, Handler, LevelFacts, Method, OnlineLevel,
    PlaceNeeded, Procedure, ProcedureCode, ProcedureKind, ProcedureStatus, derive_level,
};

plain_enum! {
    /// How the result reaches the applicant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ResultDelivery {
        /// As a file, here.
        Portal = 1 => "portal",
        /// Collected at the desk.
        Desk = 2 => "desk",
        Post = 3 => "post",
    }
}

/// What the result is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultForm {
    /// A file.
    Electronic,
    Paper,
    /// What the agency decides in the case.
    #[default]
    Either,
}

/// A paper to be uploaded with a service's own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceComponent {
    /// Its key within the service.
    pub key: String,
    /// Its name, in Vietnamese.
    pub name: String,
    /// When it is needed, in words; none: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// When it is asked for, as the answers to the form decide; none: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether it belongs to a rare case that the form does not ask about: pages show it apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rare: bool,
    /// Whether an application without it cannot be filed, where it is asked for.
    #[serde(default)]
    pub required: bool,
    /// Whether a file is enough; otherwise the paper must be brought as well.
    pub electronic: bool,
    /// How sure it is that it is asked for.
    #[serde(default, skip_serializing_if = "FactStatus::is_default")]
    pub status: FactStatus,
}

/// The entry of a service with a form of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceDefinition {
    pub procedure: ProcedureCode,
    /// Its name in English, for pages in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The key of its form under `catalogue/forms`.
    pub form: String,
    /// Who handles it, instead of what the executing units say.
    pub handlers: Vec<Handler>,
    /// The level asked for; what pages show is derived.
    pub level: OnlineLevel,
    /// What the result is made of.
    pub result: ResultForm,
    /// How it can reach the applicant.
    pub deliveries: Vec<ResultDelivery>,
    /// Whether it is known to cost nothing in any case.
    #[serde(default)]
    pub free: bool,
    /// The papers to be uploaded.
    #[serde(default, rename = "component")]
    pub components: Vec<ServiceComponent>,
    /// What it costs.
    #[serde(default, rename = "fee")]
    pub fees: Vec<FeeRule>,
}

/// What holds for every service without a form of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralDefinition {
    /// The key of the general application form.
    pub form: String,
    /// How the result can reach the applicant.
    pub deliveries: Vec<ResultDelivery>,
}

/// All that is set about services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceBook {
    /// The provinces in which agencies take dossiers through this portal.
    pub opened: BTreeSet<UnitCode>,
    /// What holds without an entry.
    pub general: GeneralDefinition,
    /// The entries.
    pub definitions: BTreeMap<ProcedureCode, ServiceDefinition>,
}

/// Where a service exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Territory {
    /// In the whole country.
    Country,
    Province(UnitCode),
}

impl Territory {
    /// A procedure that a province or one of its departments published holds there alone.
    pub fn of(procedure: &Procedure, directory: &Directory) -> Self {
        let promulgator = procedure
            .promulgator
            .as_deref()
            .and_then(|name| directory.named(name));
        let regional = promulgator
            .filter(|agency| matches!(agency.kind, AgencyKind::Province | AgencyKind::Department));
        match regional.and_then(|agency| agency.unit.clone()) {
            Some(province) => Self::Province(province),
            None => Self::Country,
        }
    }

    /// Whether it includes the province.
    pub fn includes(&self, province: &UnitCode) -> bool {
        match self {
            Self::Country => true,
            Self::Province(only) => only == province,
        }
    }
}

/// The place that an applicant has chosen so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChosenPlace<'a> {
    pub province: Option<&'a UnitCode>,
    /// The commune, which lies in that province.
    pub commune: Option<&'a UnitCode>,
}

/// Why a procedure is not filed through this portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotOnline {
    /// It is no longer in force.
    Ended,
    /// The national catalogue no longer lists it.
    Unlisted,
    /// It runs between agencies.
    Internal,
    /// Too little is known of it.
    NoDetails,
    /// The law names no online channel.
    NoOnlineChannel,
    /// The units that carry it out are not agencies that this portal reaches.
    NoHandler,
    /// It belongs to a province in which the portal is not open yet.
    NotOpenYet,
}

/// Why a service cannot be filed at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHere {
    /// More of the place must be chosen.
    Choose(PlaceNeeded),
    /// It belongs to another province.
    OtherTerritory,
    /// The portal is not open yet in this province.
    NotOpenYet,
    /// There is no such agency at the place.
    NoAgency,
}

/// A procedure that this portal takes, with the rule of how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub procedure: ProcedureCode,
    /// The key of its form.
    pub form: String,
    /// Whether that form is its own, not the general one.
    pub own_form: bool,
    /// The kinds of agency that handle it, at least one; the applicant chooses among several.
    pub handlers: Vec<Handler>,
    /// Where it exists.
    pub territory: Territory,
    /// The level of its entry.
    pub claimed: OnlineLevel,
    /// What the result is made of.
    pub result: ResultForm,
    /// How it can reach the applicant.
    pub deliveries: Vec<ResultDelivery>,
    /// The papers of its own form. With the general form they are the procedure's components.
    pub components: Vec<ServiceComponent>,
    /// What it costs, if its entry says so.
    pub fees: Vec<FeeRule>,
    /// What is known of its fee.
    pub fee_knowledge: FeeKnowledge,
    opened: BTreeSet<UnitCode>,
}

impl ServiceBook {
    /// The service for a procedure, or every reason why there is none.
    pub fn service(
        &self,
        procedure: &Procedure,
        units: &ExecutingUnits,
        directory: &Directory,
    ) -> Result<Service, Vec<NotOnline>> {
        let own = self.definitions.get(&procedure.code);
        let handlers = own.map_or_else(
            || units.handlers_of(procedure),
            |entry| entry.handlers.clone(),
        );
        let territory = Territory::of(procedure, directory);
        let reasons = self.reasons_against(procedure, own, &handlers, &territory);
        if !reasons.is_empty() {
            return Err(reasons);
        }
        Ok(match own {
            Some(entry) => self.own_service(entry, territory),
            None => self.general_service(procedure, handlers, territory),
        })
    }

    fn reasons_against(
        &self,
        procedure: &Procedure,
        own: Option<&ServiceDefinition>,
        handlers: &[Handler],
        territory: &Territory,
    ) -> Vec<NotOnline> {
        let details = procedure.details.as_ref();
        let online = own.is_some() || details.is_some_and(|known| known.accepts(Method::Online));
        let closed = match territory {
            Territory::Country => false,
            Territory::Province(province) => !self.opened.contains(province),
        };
        let standing = match procedure.standing {
            ProcedureStatus::InForce => None,
            ProcedureStatus::Unlisted => Some(NotOnline::Unlisted),
            ProcedureStatus::Ended { .. } => Some(NotOnline::Ended),
        };
        let known = own.is_some() || details.is_some();
        [
            standing,
            (procedure.kind == ProcedureKind::Internal).then_some(NotOnline::Internal),
            (!known).then_some(NotOnline::NoDetails),
            (known && !online).then_some(NotOnline::NoOnlineChannel),
            handlers.is_empty().then_some(NotOnline::NoHandler),
            closed.then_some(NotOnline::NotOpenYet),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn own_service(&self, entry: &ServiceDefinition, territory: Territory) -> Service {
        Service {
            procedure: entry.procedure.clone(),
            form: entry.form.clone(),
            own_form: true,
            handlers: entry.handlers.clone(),
            territory,
            claimed: entry.level,
            result: entry.result,
            deliveries: entry.deliveries.clone(),
            components: entry.components.clone(),
            fees: entry.fees.clone(),
            fee_knowledge: entry.fee_knowledge(),
            opened: self.opened.clone(),
        }
    }

    fn general_service(
        &self,
        procedure: &Procedure,
        handlers: Vec<Handler>,
        territory: Territory,
    ) -> Service {
        let stated = procedure
            .details
            .as_ref()
            .and_then(|details| details.fee.as_ref());
        let charged =
            stated.is_some_and(|fee| fee.amounts.iter().any(|amount| *amount > Dong::ZERO));
        Service {
            procedure: procedure.code.clone(),
            form: self.general.form.clone(),
            own_form: false,
            handlers,
            territory,
            claimed: OnlineLevel::Partial,
            result: ResultForm::Either,
            deliveries: self.general.deliveries.clone(),
            components: Vec::new(),
            fees: Vec::new(),
            fee_knowledge: if charged {
                FeeKnowledge::Charged
            } else {
                FeeKnowledge::Unknown
            },
            opened: self.opened.clone(),
        }
    }
}

impl ServiceDefinition {
    /// What is known of its fee.
    pub fn fee_knowledge(&self) -> FeeKnowledge {
        match (self.free, self.fees.is_empty()) {
            (_, false) => FeeKnowledge::Charged,
            (true, true) => FeeKnowledge::Free,
            (false, true) => FeeKnowledge::Unknown,
        }
    }
}

impl Service {
    /// Its level, while the portal takes payments or does not.
    pub fn level(&self, online_payment: bool) -> Derived {
        derive_level(&LevelFacts {
            claimed: self.claimed,
            filed_online: true,
            own_form: self.own_form,
            components_electronic: self.components.iter().all(|component| component.electronic),
            fee: self.fee_knowledge,
            online_payment,
        })
    }

    /// The papers of its own form, which is all that is asked for where it names none; not known
    /// here for the general form, with which the procedure's papers are sent.
    pub fn own_papers(&self) -> Option<&[ServiceComponent]> {
        self.own_form.then_some(self.components.as_slice())
    }

    /// The provinces in which it is open. A service handled only by central agencies is open in
    /// the whole country and asks for none.
    pub fn open_provinces(&self) -> impl Iterator<Item = &UnitCode> {
        self.opened
            .iter()
            .filter(|province| self.territory.includes(province))
    }

    /// The agency of the kind `handler` at the place on `date`, or why not there. A kind that does
    /// not handle this service, and a commune that lies in another province, have no agency.
    pub fn agency_at<'a>(
        &self,
        handler: &Handler,
        place: ChosenPlace<'_>,
        directory: &'a Directory,
        date: NaiveDate,
    ) -> Result<&'a Agency, NotHere> {
        if !self.handlers.contains(handler) {
            return Err(NotHere::NoAgency);
        }
        self.admits(handler.needs(), place)?;
        let agency = handler
            .agency_at(directory, place, date)
            .ok_or(NotHere::NoAgency)?;
        match directory.province_of(agency) {
            Some(province) if Some(province) != place.province => Err(NotHere::NoAgency),
            _ => Ok(agency),
        }
    }

    fn admits(&self, needed: PlaceNeeded, place: ChosenPlace<'_>) -> Result<(), NotHere> {
        if needed == PlaceNeeded::Nothing {
            return Ok(());
        }
        let province = place.province.ok_or(NotHere::Choose(needed))?;
        if !self.territory.includes(province) {
            return Err(NotHere::OtherTerritory);
        }
        if !self.opened.contains(province) {
            return Err(NotHere::NotOpenYet);
        }
        if needed == PlaceNeeded::Commune && place.commune.is_none() {
            return Err(NotHere::Choose(needed));
        }
        Ok(())
    }
}
