//! Procedures and their revisions, services, fields, life events, and the search over them.
//!
//! A procedure is what the law defines; a service is the rule by which this portal takes it.
//! Both are data: no code here names a procedure, a form or a field of one. What is uncertain in
//! the data keeps its [`crate::kernel::FactStatus`] up to the page. How agencies and units are held is the room
//! `agencies`; how a form looks and validates is the room `forms`.

mod calendar_changes;
mod calendars;
mod channel;
mod check;
mod citation;
mod code;
mod details;
mod document;
mod entries;
mod entry_check;
mod fee;
mod field;
mod finding;
mod form_files;
mod handler;
mod import;
mod keep_current;
mod leftovers;
mod level;
mod life_event;
mod procedure;
pub mod search;
mod service;
mod service_entry;
mod cache;
mod snapshot;
pub mod source;
mod store;

pub use cache::CatalogueCache;
pub use calendar_changes::{
    CalendarChanges, CalendarError, ChangedDay, ChangedHours, set_day, set_hours, unset_day,
    unset_hours,
};
use calendars::Calendars;
pub use channel::{Channel, LegalTerm, Method};
pub use check::{Circumstances, check};
pub use citation::is_citation;
pub use code::{ProcedureCode, ProcedureCodeError, ProcedureReference};
pub use details::{
    AdministrativeLevel, Component, ComponentCase, Details, FeeStatement, NoteSubject, Origin,
    Remark, ResultKind,
};
pub use document::{Digest, digest, document};
pub use entries::search_keys;
pub use fee::{FeeDue, FeeKnowledge, FeeRule, FeeStanding, Overdue};
pub use field::{Field, Fields};
pub use finding::{EntryFault, Finding, Severity};
pub use form_files::{FormFile, FormFiles};
pub use handler::{ExecutingUnits, Handler, HandlerError, PlaceNeeded};
pub use import::{ImportError, ImportReport, examine, import, import_if_due};
pub use keep_current::{RefreshError, keep_current, refresh};
pub use leftovers::{Leftover, is_in_capitals, leftover};
use level::ONLINE_PAYMENT;
pub use level::{Derived, Level4Refusal, LevelFacts, OnlineLevel, OnlineLevelError, derive_level};
pub use life_event::{Audience, EventGroup, LifeEvent};
pub use procedure::{Procedure, ProcedureKind, ProcedureStatus, Subject};
pub use service::{
    ChosenPlace, NotHere, NotOnline, ResultDelivery, ResultForm, Service, ServiceBook, Territory,
};
pub use service_entry::{
    EntryLine, FormCase, Outcome, PaperKind, PaperSource, Register, ServiceComponent,
    ServiceDefinition, TermRule,
};
pub use snapshot::{Offer, Snapshot};
pub use source::{Catalogue, Files, SourceError};
pub use store::{calendar_changes, form_revision, procedure_revision, version};
