//! The rows with which a dossier begins, written by filing and in bulk alike.

use diesel::prelude::*;

use crate::catalogue::ResultDelivery;
use crate::dossiers::dossier::{Authority, DeskList, Dossier, Holder, HolderKind};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, fold};
use crate::storage::schema::{dossier_agencies, dossiers};
use crate::storage::{KeyRing, Result, Sealed, Tx};

pub(super) const NUMBER: &str = "dossiers.holder_number";
pub(super) const PHONE: &str = "dossiers.holder_phone";
pub(super) const EMAIL: &str = "dossiers.holder_email";
pub(super) const ADDRESS: &str = "dossiers.delivery_address";

/// A dossier as it is written for the first time.
#[derive(Insertable)]
#[diesel(table_name = dossiers, treat_none_as_default_value = false)]
pub(super) struct DossierRow<'a> {
    id: DossierId,
    version: i32,
    code: &'a str,
    agency_id: AgencyId,
    authority: Authority,
    source: Source,
    state: State,
    resume_state: Option<State>,
    last_seq: i32,
    last_digest: &'a [u8],
    procedure_code: &'a str,
    procedure_revision: Option<i32>,
    procedure_name: &'a str,
    applicant_id: Option<AccountId>,
    holder_id: Option<AccountId>,
    holder_kind: HolderKind,
    holder_name: &'a str,
    holder_key: String,
    holder_key_reversed: String,
    holder_number: Option<Sealed<String>>,
    holder_number_index: Option<Vec<u8>>,
    holder_phone: Option<Sealed<String>>,
    holder_email: Option<Sealed<String>>,
    lookup_index: Option<Vec<u8>>,
    summary: &'a str,
    delivery: ResultDelivery,
    delivery_address: Option<Sealed<String>>,
    term: Option<String>,
    submitted_at: Instant,
    clock_started_at: Instant,
    accepted_at: Option<Instant>,
    due_at: Option<Instant>,
    suspended_at: Option<Instant>,
    settled_at: Option<Instant>,
    returned_at: Option<Instant>,
    on_time: Option<bool>,
    desk: DeskList,
    sort_at: Instant,
    unit_id: Option<HandlingUnitId>,
    officer_id: Option<AccountId>,
    updated_at: Instant,
}

impl<'a> DossierRow<'a> {
    pub(super) fn of(keys: &KeyRing, dossier: &'a Dossier, now: Instant) -> Result<Self> {
        let Dossier {
            procedure,
            holder,
            times,
            place,
            chain,
            ..
        } = dossier;
        let number = holder.number.as_deref();
        let key = fold(&holder.name);
        Ok(Self {
            id: dossier.id,
            version: dossier.version,
            code: &dossier.code,
            agency_id: dossier.agency,
            authority: dossier.authority,
            source: dossier.source,
            state: dossier.state(),
            resume_state: dossier.standing.resume(),
            last_seq: chain.seq,
            last_digest: &chain.digest,
            procedure_code: &procedure.code,
            procedure_revision: procedure.revision,
            procedure_name: &procedure.name,
            applicant_id: dossier.applicant,
            holder_id: holder.account,
            holder_kind: holder.kind,
            holder_name: &holder.name,
            holder_key_reversed: reversed(&key),
            holder_key: key,
            holder_number: seal(keys, NUMBER, holder.number.as_ref())?,
            holder_number_index: number.map(|number| number_index(keys, number)),
            holder_phone: seal(keys, PHONE, holder.phone.as_ref())?,
            holder_email: seal(keys, EMAIL, holder.email.as_ref())?,
            lookup_index: last_four(holder).map(|tail| lookup_index(keys, dossier.id, &tail)),
            summary: &dossier.summary,
            delivery: dossier.delivery,
            delivery_address: seal(keys, ADDRESS, dossier.address.as_ref())?,
            term: procedure.term.map(|term| term.to_string()),
            submitted_at: times.submitted_at,
            clock_started_at: times.clock_started_at,
            accepted_at: times.accepted_at,
            due_at: times.due_at,
            suspended_at: times.suspended_at,
            settled_at: times.settled_at,
            returned_at: times.returned_at,
            on_time: dossier.on_time,
            desk: place.list,
            sort_at: place.sort_at,
            unit_id: place.unit,
            officer_id: place.officer,
            updated_at: now,
        })
    }
}

/// Inserts a dossier with its first event's place in the chain, unless its id is taken.
pub fn dossier_insert_if_new(tx: &mut Tx<'_>, dossier: &Dossier, now: Instant) -> Result<bool> {
    let keys = tx.keys();
    let row = DossierRow::of(&keys, dossier, now)?;
    crate::insert_if_new!(tx, dossiers::table, &row)
}

fn seal(
    keys: &KeyRing,
    context: &'static str,
    value: Option<&String>,
) -> Result<Option<Sealed<String>>> {
    value
        .map(|value| Sealed::seal(keys, context, value))
        .transpose()
}

/// The words of a folded name, the last one first: by their beginning a name is found from its end.
pub(super) fn reversed(key: &str) -> String {
    key.split(' ').rev().collect::<Vec<_>>().join(" ")
}

/// The index by which a clerk finds the dossiers of a number.
pub fn number_index(keys: &KeyRing, number: &str) -> Vec<u8> {
    keys.blind(NUMBER, number.as_bytes())
}

/// What the public look-up compares: the last four digits, bound to this dossier alone.
pub fn lookup_index(keys: &KeyRing, dossier: DossierId, last_four: &str) -> Vec<u8> {
    keys.blind(
        "dossiers.lookup",
        format!("{dossier}:{last_four}").as_bytes(),
    )
}

/// The digits that the public look-up asks for: of the number, else of the phone.
fn last_four(holder: &Holder) -> Option<String> {
    let digits: Vec<char> = holder
        .number
        .as_deref()
        .or(holder.phone.as_deref())?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let start = digits.len().checked_sub(4)?;
    digits.get(start..).map(|tail| tail.iter().collect())
}

/// An agency that may see a dossier, as it is written.
#[derive(Insertable)]
#[diesel(table_name = dossier_agencies, treat_none_as_default_value = false)]
pub(super) struct AgencyRow {
    pub(super) dossier_id: DossierId,
    pub(super) agency_id: AgencyId,
    pub(super) since: Instant,
}

/// Lets an agency see the dossier from now on.
pub fn agency_insert_if_new(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    agency: AgencyId,
    now: Instant,
) -> Result<bool> {
    let row = AgencyRow {
        dossier_id: dossier,
        agency_id: agency,
        since: now,
    };
    crate::insert_if_new!(tx, dossier_agencies::table, &row)
}
