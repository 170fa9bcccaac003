//! The rule by which this portal takes a procedure: who handles it where, with which form, for
//! which fee, and why not where it does not.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agencies::{Agency, AgencyKind, Directory, UnitCode};
use crate::kernel::{Dong, plain_enum};

use super::{
    Derived, EntryLine, ExecutingUnits, FeeKnowledge, FeeRule, FormCase, Handler, LevelFacts,
    Method, OnlineLevel, Outcome, PaperSource, PlaceNeeded, Procedure, ProcedureCode,
    ProcedureKind, ProcedureStatus, ServiceComponent, ServiceDefinition, TermRule, derive_level,
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
    /// The services that the home page names, in order.
    pub popular: Vec<ProcedureCode>,
    /// What holds without an entry.
    pub general: GeneralDefinition,
    /// The entries.
    pub definitions: BTreeMap<ProcedureCode, ServiceDefinition>,
    /// The entries of procedures with several forms, beside the first.
    pub variants: BTreeMap<ProcedureCode, Vec<ServiceDefinition>>,
    /// Parts of entries that name a service which their file does not have, and where they stand.
    pub strays: Vec<(EntryLine, ProcedureCode)>,
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
}

/// Why a service cannot be filed at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHere {
    /// More of the place must be chosen.
    Choose(PlaceNeeded),
    /// It belongs to another province.
    OtherTerritory,
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
    /// For whom the form is, where the procedure has several.
    pub case: Option<FormCase>,
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
    pub papers: PaperSource,
    /// Words by which a paper of the procedure is known for its own form, or for a remark.
    pub not_papers: Vec<String>,
    /// The papers of its own form. With the general form they are the procedure's components.
    pub components: Vec<ServiceComponent>,
    /// Terms beside those of the procedure.
    pub terms: Vec<TermRule>,
    /// What the applicant receives in the end, where its entry says so.
    pub outcomes: Vec<Outcome>,
    /// What it costs, if its entry says so.
    pub fees: Vec<FeeRule>,
    /// What is known of its fee.
    pub fee_knowledge: FeeKnowledge,
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
        let named = own.and_then(|entry| entry.handlers.clone());
        let handlers = named.unwrap_or_else(|| units.handlers_of(procedure));
        let territory = Territory::of(procedure, directory);
        let reasons = Self::reasons_against(procedure, own, &handlers);
        if !reasons.is_empty() {
            return Err(reasons);
        }
        Ok(match own {
            Some(entry) => self.own_service(entry, handlers, territory),
            None => self.general_service(procedure, handlers, territory),
        })
    }

    /// The services of the procedure with its other forms, where it is taken at all.
    pub fn variants(
        &self,
        procedure: &Procedure,
        units: &ExecutingUnits,
        directory: &Directory,
    ) -> Vec<Service> {
        let Ok(first) = self.service(procedure, units, directory) else {
            return Vec::new();
        };
        let entries = self.variants.get(&procedure.code);
        let service = |entry: &ServiceDefinition| {
            let handlers = entry.handlers.as_ref().unwrap_or(&first.handlers);
            self.own_service(entry, handlers.clone(), first.territory.clone())
        };
        entries.into_iter().flatten().map(service).collect()
    }

    fn reasons_against(
        procedure: &Procedure,
        own: Option<&ServiceDefinition>,
        handlers: &[Handler],
    ) -> Vec<NotOnline> {
        let details = procedure.details.as_ref();
        let online = own.is_some() || details.is_some_and(|known| known.accepts(Method::Online));
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
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn own_service(
        &self,
        entry: &ServiceDefinition,
        handlers: Vec<Handler>,
        territory: Territory,
    ) -> Service {
        let form = entry.form.as_ref();
        Service {
            procedure: entry.procedure.clone(),
            form: form.unwrap_or(&self.general.form).clone(),
            own_form: form.is_some(),
            case: entry.case.clone(),
            handlers,
            territory,
            claimed: entry.level,
            result: entry.result,
            deliveries: entry.deliveries.clone(),
            papers: entry.papers,
            not_papers: entry.not_papers.clone(),
            components: entry.components.clone(),
            terms: entry.terms.clone(),
            outcomes: entry.outcomes.clone(),
            fees: entry.fees.clone(),
            fee_knowledge: entry.fee_knowledge(),
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
            case: None,
            handlers,
            territory,
            claimed: OnlineLevel::Partial,
            result: ResultForm::Either,
            deliveries: self.general.deliveries.clone(),
            papers: PaperSource::Procedure,
            not_papers: Vec::new(),
            components: Vec::new(),
            terms: Vec::new(),
            outcomes: Vec::new(),
            fees: Vec::new(),
            fee_knowledge: if charged {
                FeeKnowledge::Charged
            } else {
                FeeKnowledge::Unknown
            },
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
            components_electronic: self.components.iter().all(ServiceComponent::is_electronic),
            fee: self.fee_knowledge,
            online_payment,
        })
    }

    /// The papers of its own form, which is all that is asked for where it names none; not known
    /// here where the procedure's papers are sent, as with the general form.
    pub fn own_papers(&self) -> Option<&[ServiceComponent]> {
        let are_own = self.own_form && self.papers == PaperSource::Entry;
        are_own.then_some(self.components.as_slice())
    }

    /// Whether a paper that the procedure lists is none to hand in with its own form: it is the form
    /// itself, or a remark.
    pub fn is_no_paper(&self, name: &str) -> bool {
        self.own_form && self.not_papers.iter().any(|words| name.contains(words))
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
        if needed == PlaceNeeded::Commune && place.commune.is_none() {
            return Err(NotHere::Choose(needed));
        }
        Ok(())
    }
}
