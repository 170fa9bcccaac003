//! The dossier's own row.

use diesel::prelude::*;

use crate::dossiers::dossier::{
    Authority, ChainEnd, DeskList, Dossier, FiledUnder, Handover, Holder, HolderKind, Place, Times,
};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::{Standing, State};
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, Term, TermUnit, fold};
use crate::storage::schema::{dossier_agencies, dossier_answers, dossiers};
use crate::storage::{Conn, Error, KeyRing, Result, Sealed, Tx};

const NUMBER: &str = "dossiers.holder_number";
const PHONE: &str = "dossiers.holder_phone";
const EMAIL: &str = "dossiers.holder_email";
const ADDRESS: &str = "dossiers.delivery_address";
const ANSWERS: &str = "dossiers.answers";
const TABLE: &str = "dossiers";

#[derive(Queryable, Selectable)]
#[diesel(table_name = dossiers)]
struct Row {
    id: DossierId,
    version: i32,
    code: String,
    agency_id: AgencyId,
    authority: i16,
    source: i16,
    state: i16,
    resume_state: Option<i16>,
    last_seq: i32,
    last_digest: Vec<u8>,
    procedure_code: String,
    procedure_revision: Option<i32>,
    procedure_name: String,
    applicant_id: Option<AccountId>,
    holder_id: Option<AccountId>,
    holder_kind: i16,
    holder_name: String,
    holder_number: Option<Sealed<String>>,
    holder_phone: Option<Sealed<String>>,
    holder_email: Option<Sealed<String>>,
    summary: String,
    delivery: i16,
    delivery_address: Option<Sealed<String>>,
    term_quantity: Option<i32>,
    term_unit: Option<i16>,
    submitted_at: Instant,
    clock_started_at: Instant,
    accepted_at: Option<Instant>,
    due_at: Option<Instant>,
    suspended_at: Option<Instant>,
    suspended_minutes: i64,
    settled_at: Option<Instant>,
    returned_at: Option<Instant>,
    on_time: Option<bool>,
    desk: i16,
    sort_at: Instant,
    unit_id: Option<HandlingUnitId>,
    officer_id: Option<AccountId>,
}
