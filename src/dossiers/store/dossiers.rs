//! The dossier's own row, read and changed.

use diesel::prelude::*;

use super::new_dossier::{ADDRESS, EMAIL, NUMBER, PHONE};
use crate::catalogue::ResultDelivery;
use crate::dossiers::dossier::{
    Authority, ChainEnd, DeskList, Dossier, FiledUnder, Holder, HolderKind, Place, Times,
};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::{Standing, State};
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant};
use crate::storage::schema::{dossier_agencies, dossiers};
use crate::storage::{Conn, Error, KeyRing, Result, Sealed, Tx};

const TABLE: &str = "dossiers";

#[derive(Queryable, Selectable)]
#[diesel(table_name = dossiers)]
pub(super) struct Row {
    id: DossierId,
    version: i32,
    code: String,
    agency_id: AgencyId,
    authority: Authority,
    source: Source,
    state: State,
    resume_state: Option<State>,
    last_seq: i32,
    last_digest: Vec<u8>,
    procedure_code: String,
    procedure_revision: Option<i32>,
    procedure_name: String,
    applicant_id: Option<AccountId>,
    holder_id: Option<AccountId>,
    holder_kind: HolderKind,
    holder_name: String,
    holder_number: Option<Sealed<String>>,
    holder_phone: Option<Sealed<String>>,
    holder_email: Option<Sealed<String>>,
    summary: String,
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
}

/// The columns that acts change; the others stay as they were filed.
#[derive(AsChangeset)]
#[diesel(table_name = dossiers, treat_none_as_null = true)]
pub(super) struct Changing<'a> {
    state: State,
    resume_state: Option<State>,
    last_seq: i32,
    last_digest: &'a [u8],
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

impl<'a> Changing<'a> {
    pub(super) fn of(dossier: &'a Dossier, now: Instant) -> Self {
        let Dossier {
            times,
            place,
            chain,
            ..
        } = dossier;
        Self {
            state: dossier.state(),
            resume_state: dossier.standing.resume(),
            last_seq: chain.seq,
            last_digest: &chain.digest,
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
        }
    }
}

impl Row {
    pub(super) fn into_dossier(self, keys: &KeyRing) -> Result<Dossier> {
        let nonsense =
            |column, what: &dyn ToString| Error::nonsense(TABLE, column, what.to_string());
        let standing = Standing::new(self.state, self.resume_state)
            .ok_or_else(|| nonsense("resume_state", &format!("{:?}", self.resume_state)))?;
        let term = match &self.term {
            Some(term) => Some(term.parse().map_err(|error| nonsense("term", &error))?),
            None => None,
        };
        Ok(Dossier {
            id: self.id,
            version: self.version,
            code: self.code,
            agency: self.agency_id,
            authority: self.authority,
            source: self.source,
            standing,
            chain: ChainEnd {
                seq: self.last_seq,
                digest: self.last_digest,
            },
            procedure: FiledUnder {
                code: self.procedure_code,
                revision: self.procedure_revision,
                name: self.procedure_name,
                term,
            },
            applicant: self.applicant_id,
            holder: Holder {
                account: self.holder_id,
                kind: self.holder_kind,
                name: self.holder_name,
                number: open(keys, NUMBER, self.holder_number.as_ref())?,
                phone: open(keys, PHONE, self.holder_phone.as_ref())?,
                email: open(keys, EMAIL, self.holder_email.as_ref())?,
            },
            summary: self.summary,
            delivery: self.delivery,
            address: open(keys, ADDRESS, self.delivery_address.as_ref())?,
            times: Times {
                submitted_at: self.submitted_at,
                clock_started_at: self.clock_started_at,
                accepted_at: self.accepted_at,
                due_at: self.due_at,
                suspended_at: self.suspended_at,
                settled_at: self.settled_at,
                returned_at: self.returned_at,
            },
            on_time: self.on_time,
            place: Place {
                list: self.desk,
                sort_at: self.sort_at,
                unit: self.unit_id,
                officer: self.officer_id,
            },
        })
    }
}

fn open(
    keys: &KeyRing,
    context: &'static str,
    sealed: Option<&Sealed<String>>,
) -> Result<Option<String>> {
    sealed.map(|sealed| sealed.open(keys, context)).transpose()
}

/// Writes what acts change, if the row still has `version`.
pub fn dossier_update(
    tx: &mut Tx<'_>,
    version: i32,
    dossier: &Dossier,
    now: Instant,
) -> Result<bool> {
    let row = dossiers::table
        .find(dossier.id)
        .filter(dossiers::version.eq(version));
    let changed = diesel::update(row)
        .set((
            dossiers::version.eq(dossier.version),
            Changing::of(dossier, now),
        ))
        .execute(tx.engine())?;
    Ok(changed > 0)
}

fn one(conn: &mut Conn, found: Option<Row>) -> Result<Option<Dossier>> {
    let keys = conn.keys();
    found.map(|row| row.into_dossier(&keys)).transpose()
}

/// A dossier, whoever asks: for jobs and the clock.
pub fn dossier(conn: &mut Conn, id: DossierId) -> Result<Option<Dossier>> {
    let found = dossiers::table
        .find(id)
        .select(Row::as_select())
        .first::<Row>(conn.engine())
        .optional()?;
    one(conn, found)
}

/// A dossier that the account filed or holds.
pub fn dossier_of_person(
    conn: &mut Conn,
    id: DossierId,
    account: AccountId,
) -> Result<Option<Dossier>> {
    let found = dossier(conn, id)?;
    Ok(found.filter(|dossier| dossier.belongs_to(account)))
}

/// A dossier that has passed through one of the agencies.
pub fn dossier_of_agencies(
    conn: &mut Conn,
    id: DossierId,
    agencies: &[AgencyId],
) -> Result<Option<Dossier>> {
    let passed = dossier_agencies::table
        .filter(dossier_agencies::dossier_id.eq(id))
        .filter(dossier_agencies::agency_id.eq_any(agencies.to_vec()))
        .count()
        .get_result::<i64>(conn.engine())?;
    if passed == 0 {
        Ok(None)
    } else {
        dossier(conn, id)
    }
}

/// What the public look-up compares; none where there is no dossier, or nothing to ask for.
pub fn lookup_of(conn: &mut Conn, id: DossierId) -> Result<Option<Vec<u8>>> {
    let index: Option<Option<Vec<u8>>> = dossiers::table
        .find(id)
        .select(dossiers::lookup_index)
        .first(conn.engine())
        .optional()?;
    Ok(index.flatten())
}
