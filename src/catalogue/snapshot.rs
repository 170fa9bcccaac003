//! The catalogue at one version: immutable, built whole from the database.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{Duration, NaiveDate};

use super::import::{ImportError, SYNONYMS};
use super::search::{Index, Synonyms};
use super::source::Files;
use super::{
    CalendarChanges, Calendars, Catalogue, Derived, NotOnline, ONLINE_PAYMENT, Procedure,
    ProcedureCode, Service, entries, store,
};
use crate::agencies::{Agency, AgencyCode, AgencyKey, Calendar};
use crate::forms::{FormDefinition, Library, UnitLists};
use crate::kernel::{AgencyId, Instant};
use crate::storage::{self, Conn};

/// So long before the table of holidays ends, operators are told.
const HOLIDAY_NOTICE_DAYS: Duration = Duration::days(90);

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
    /// What people call things.
    pub synonyms: Arc<Synonyms>,
    lists: UnitLists,
    calendars: Calendars,
    revisions: BTreeMap<ProcedureCode, i32>,
    offers: BTreeMap<ProcedureCode, Offer>,
    variants: BTreeMap<ProcedureCode, Vec<Service>>,
    searched_by: RwLock<SearchedBy>,
}

/// By what a snapshot is searched.
enum SearchedBy {
    /// Nothing as yet.
    Nothing,
    /// The index of the snapshot before, until its own is built: it may name what is gone.
    Earlier(Arc<Index>),
    /// Its own index.
    Own(Arc<Index>),
}

impl Snapshot {
    /// The snapshot of a catalogue whose procedures stand at these revisions; 1 for those that are
    /// not named.
    pub fn new(
        version: i64,
        catalogue: Catalogue,
        forms: Library,
        synonyms: Synonyms,
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
        let several = catalogue.services.variants.keys();
        let several = several.filter_map(|code| catalogue.procedures.get(code));
        let variants = several
            .map(|procedure| (procedure.code.clone(), catalogue.variants(procedure)))
            .collect();
        let calendars = Calendars::of(&catalogue, &CalendarChanges::default());
        let lists = UnitLists::new(&catalogue.units, &catalogue.history, &catalogue.agencies);
        Self {
            version,
            catalogue,
            forms,
            synonyms: Arc::new(synonyms),
            lists,
            calendars,
            revisions,
            offers,
            variants,
            searched_by: RwLock::new(SearchedBy::Nothing),
        }
    }

    /// The catalogue inside the program, as it stands after its first import.
    ///
    /// # Errors
    /// A file that cannot be read or used.
    pub fn built_in() -> Result<Self, ImportError> {
        let files = Files::BuiltIn;
        Ok(Self::new(
            1,
            Catalogue::read(&files)?,
            Library::built_in()?,
            Synonyms::parse(&files.text(SYNONYMS)?)?,
            BTreeMap::new(),
        ))
    }

    /// The catalogue in the database.
    ///
    /// # Errors
    /// Faults of storage, and stored files that cannot be read, which an import does not let in.
    pub fn load(conn: &mut Conn) -> Result<Self, ImportError> {
        let version = store::version(conn)?.unwrap_or_default();
        let mut files = store::files(conn)?;
        let mut revisions = BTreeMap::new();
        let mut lines = String::new();
        for (code, revision, document) in store::standing_procedures(conn)? {
            let code = code
                .parse()
                .map_err(|error| storage::Error::nonsense("procedures", "code", error))?;
            revisions.insert(code, revision);
            lines.push_str(&document);
            lines.push('\n');
        }
        files.insert(STORED_PROCEDURES.to_owned(), lines);
        let forms = store::standing_forms(conn)?.into_iter().collect();
        let files = Files::Stored(files);
        let snapshot = Self::new(
            version,
            Catalogue::read(&files)?,
            forms,
            Synonyms::parse(&files.text(SYNONYMS)?)?,
            revisions,
        );
        let changes = store::calendar_changes(conn)?;
        Ok(Self {
            calendars: Calendars::of(&snapshot.catalogue, &changes),
            ..snapshot
        })
    }

    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.catalogue.procedures.get(code)
    }

    /// The name of the procedure that a row names by its code; the code, should the catalogue have
    /// lost it.
    pub fn procedure_name(&self, code: &str) -> String {
        let known = code.parse().ok().and_then(|code| self.procedure(&code));
        known.map_or_else(|| code.to_owned(), |procedure| procedure.name.clone())
    }

    /// The English name of a service that has one.
    pub fn english_name(&self, code: &ProcedureCode) -> Option<&str> {
        let definition = self.catalogue.services.definitions.get(code)?;
        definition.name_en.as_deref()
    }

    /// The revision at which a procedure stands.
    pub fn revision(&self, code: &ProcedureCode) -> i32 {
        self.revisions.get(code).copied().unwrap_or(1)
    }

    /// A procedure as it was published in one revision: mostly the standing one, which needs no
    /// look-up.
    pub fn procedure_at(
        &self,
        conn: &mut Conn,
        code: &ProcedureCode,
        revision: i32,
    ) -> storage::Result<Option<Procedure>> {
        match self.procedure(code) {
            Some(standing) if self.revision(code) == revision => Ok(Some(standing.clone())),
            _ => store::procedure_revision(conn, code, revision),
        }
    }

    /// A form as it was published in one revision.
    pub fn form_at(
        &self,
        conn: &mut Conn,
        key: &str,
        revision: i32,
    ) -> storage::Result<Option<FormDefinition>> {
        match self.forms.get(key) {
            Some(standing) if i32::try_from(standing.revision) == Ok(revision) => {
                Ok(Some(standing.clone()))
            }
            _ => store::form_revision(conn, key, revision),
        }
    }

    /// How a procedure is taken.
    pub fn offer(&self, code: &ProcedureCode) -> Option<&Offer> {
        self.offers.get(code)
    }

    /// The service for a procedure, where there is one.
    pub fn service(&self, code: &ProcedureCode) -> Option<&Service> {
        self.offers.get(code)?.service.as_ref().ok()
    }

    /// The services of a procedure with its other forms.
    pub fn variants(&self, code: &ProcedureCode) -> &[Service] {
        self.variants.get(code).map_or(&[], Vec::as_slice)
    }

    /// The service for a procedure with this form, where it has several; else the one that there is.
    pub fn service_with(&self, code: &ProcedureCode, form: &str) -> Option<&Service> {
        let mut variants = self.variants(code).iter();
        let variant = variants.find(|service| service.form == form);
        variant.or_else(|| self.service(code))
    }

    /// How many procedures this portal takes.
    pub fn service_count(&self) -> usize {
        let offers = self.offers.values();
        offers.filter(|offer| offer.service.is_ok()).count()
    }

    /// An agency by its id.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.catalogue.agencies.by_id(id)
    }

    /// An agency by its catalogue key.
    pub fn agency_by_key(&self, key: &AgencyKey) -> Option<&Agency> {
        self.catalogue.agencies.by_key(key)
    }

    /// An agency by its official code.
    pub fn agency_by_code(&self, code: &AgencyCode) -> Option<&Agency> {
        self.catalogue.agencies.by_code(code)
    }

    /// The id of the agency with an official code; where the catalogue knows none, the id that it will
    /// give the agency once that is added.
    pub fn agency_id_of_code(&self, code: &AgencyCode) -> AgencyId {
        let known = self.agency_by_code(code);
        known.map_or_else(|| AgencyKey::from(code).id(), Agency::id)
    }

    /// The name of the agency that did an agency's work at a time: its own, or its successor's once
    /// it has ended. None if the catalogue does not know it.
    pub fn agency_name(&self, id: AgencyId, at: Instant) -> Option<&str> {
        let agency = self.agency(id)?;
        let agencies = &self.catalogue.agencies;
        Some(&agencies.in_charge(agency, at.vietnam_date()).name)
    }

    /// What people choose from in forms: units and agencies in force.
    pub fn lists(&self) -> &UnitLists {
        &self.lists
    }

    /// The calendar by which an agency works.
    pub fn calendar(&self, agency: AgencyId) -> &Calendar {
        self.calendars.calendar(&self.catalogue, agency)
    }

    /// The last day of the last year whose holidays are known: due dates behind it are guesses.
    pub const fn holidays_known_until(&self) -> Option<NaiveDate> {
        self.calendars.known_until()
    }

    /// The same day, if it comes within 90 days or has passed.
    pub fn holidays_end_soon(&self, today: NaiveDate) -> Option<NaiveDate> {
        let end = self.holidays_known_until()?;
        (end - today <= HOLIDAY_NOTICE_DAYS).then_some(end)
    }

    /// The search, once there is an index; just after an import it may name procedures that the
    /// snapshot no longer holds.
    pub fn index(&self) -> Option<Arc<Index>> {
        match &*self
            .searched_by
            .read()
            .unwrap_or_else(PoisonError::into_inner)
        {
            SearchedBy::Nothing => None,
            SearchedBy::Earlier(index) | SearchedBy::Own(index) => Some(Arc::clone(index)),
        }
    }

    /// The same snapshot, searched by the index of an earlier one until its own is built.
    #[must_use]
    pub fn after(self, earlier: &Self) -> Self {
        let index = earlier.index();
        let searched_by = index.map_or(SearchedBy::Nothing, SearchedBy::Earlier);
        Self {
            searched_by: RwLock::new(searched_by),
            ..self
        }
    }

    /// Whether the index of this very catalogue is built.
    pub fn has_own_index(&self) -> bool {
        let searched_by = self.searched_by.read();
        matches!(
            *searched_by.unwrap_or_else(PoisonError::into_inner),
            SearchedBy::Own(_)
        )
    }

    /// Builds the search index, unless it is there. Blocks for as long as that takes.
    pub fn build_index(&self) {
        if !self.has_own_index() {
            let index = Index::build(entries::of(self), Arc::clone(&self.synonyms))
                .knowing(entries::places(self));
            let mut searched_by = self
                .searched_by
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            *searched_by = SearchedBy::Own(Arc::new(index));
        }
    }
}

/// Under this path the readers find the procedures that come from the database.
const STORED_PROCEDURES: &str = "procedures/stored.jsonl";
