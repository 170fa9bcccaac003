//! The catalogue as running processes have it: one immutable snapshot, replaced whole when an
//! import has changed something.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::search::Index;
use super::{Catalogue, Derived, NotOnline, Procedure, ProcedureCode, Service};
use crate::agencies::{Agency, AgencyKey, Calendar, OfficeHours};
use crate::forms::{Library, UnitLists};
use crate::kernel::AgencyId;

/// How a procedure is taken, worked out once.
#[derive(Debug)]
pub struct Offer {
    /// The service, or every reason why there is none.
    pub service: Result<Service, Vec<NotOnline>>,
    /// The level that pages show.
    pub level: Derived,
}

/// The whole catalogue at one version.
pub struct Snapshot {
    /// Its version; a higher one is newer.
    pub version: i64,
    /// Procedures, services, agencies, units, fields, life events, holidays.
    pub catalogue: Catalogue,
    /// The forms, each at its current revision.
    pub forms: Library,
    lists: UnitLists,
    calendar: Calendar,
    revisions: BTreeMap<ProcedureCode, i32>,
    offers: BTreeMap<ProcedureCode, Offer>,
    index: OnceLock<Index>,
}

impl Snapshot {
    /// The snapshot of a catalogue whose procedures stand at these revisions; 1 for those that are
    /// not named.
    pub fn new(
        version: i64,
        catalogue: Catalogue,
        forms: Library,
        revisions: BTreeMap<ProcedureCode, i32>,
    ) -> Self {
        let offers = catalogue
            .procedures
            .values()
            .map(|procedure| {
                let service = catalogue.service(procedure);
                let level = catalogue.level(procedure, ONLINE_PAYMENT);
                (procedure.code.clone(), Offer { service, level })
            })
            .collect();
        let calendar = Calendar {
            hours: OfficeHours::default(),
            holidays: catalogue.holiday_table(),
        };
        let lists = UnitLists::new(&catalogue.units, &catalogue.history, &catalogue.agencies);
        Self {
            version,
            catalogue,
            forms,
            lists,
            calendar,
            revisions,
            offers,
            index: OnceLock::new(),
        }
    }

    /// A procedure.
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.catalogue.procedures.get(code)
    }

    /// The name of the procedure that a row names by its code; the code, should the catalogue have
    /// lost it.
    pub fn procedure_name(&self, code: &str) -> String {
        let known = code.parse().ok().and_then(|code| self.procedure(&code));
        known.map_or_else(|| code.to_owned(), |procedure| procedure.name.clone())
    }

    /// The revision at which a procedure stands.
    pub fn revision(&self, code: &ProcedureCode) -> i32 {
        self.revisions.get(code).copied().unwrap_or(1)
    }

    /// How a procedure is taken.
    pub fn offer(&self, code: &ProcedureCode) -> Option<&Offer> {
        self.offers.get(code)
    }

    /// The service for a procedure, where there is one.
    pub fn service(&self, code: &ProcedureCode) -> Option<&Service> {
        self.offers.get(code)?.service.as_ref().ok()
    }

    /// An agency by its id.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.catalogue.agencies.by_id(id)
    }

    /// An agency by its catalogue key.
    pub fn agency_by_key(&self, key: &AgencyKey) -> Option<&Agency> {
        self.catalogue.agencies.by_key(key)
    }

    /// An agency's name; its id, should the catalogue have lost it.
    pub fn agency_name(&self, id: AgencyId) -> String {
        self.agency(id)
            .map_or_else(|| id.to_string(), |agency| agency.name.clone())
    }

    /// What people choose from in forms: units and agencies in force.
    pub fn lists(&self) -> &UnitLists {
        &self.lists
    }

    /// The calendar by which an agency works. All keep the usual office hours as yet.
    pub fn calendar(&self, _agency: AgencyId) -> &Calendar {
        &self.calendar
    }

    /// The search, once its index is built.
    pub fn index(&self) -> Option<&Index> {
        self.index.get()
    }

    /// Puts the index in place; a second one is not needed and is dropped.
    pub fn set_index(&self, index: Index) {
        if self.index.set(index).is_err() {
            tracing::debug!("the search index was built twice");
        }
    }
}

/// Payment online comes with a later version of the portal.
const ONLINE_PAYMENT: bool = false;

/// Where a process keeps its snapshot. Reading it costs no more than a counter.
pub struct Shelf(RwLock<Arc<Snapshot>>);

impl Shelf {
    /// A shelf with its first snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Self(RwLock::new(Arc::new(snapshot)))
    }

    /// The catalogue as it is now. A page takes it once, so that it does not change under it.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the snapshot.
    pub fn replace(&self, snapshot: Arc<Snapshot>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
    }
}
