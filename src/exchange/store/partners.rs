//! Partners as they are set up, and what they decide.

use std::collections::HashMap;

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::agencies::AgencyCode;
use crate::exchange::{Partner, Secret, StatusMap, SuccessCode};
use crate::kernel::{AgencyId, Instant, PartnerId};
use crate::storage::schema::{
    agency_authorities, jobs, partner_breakers, partner_codes, partner_messages, partner_sessions,
    partners as table, pushes, quarantine,
};
use crate::storage::{BlindIndex, Conn, Document, Error, KeyRing, Result, Sealed, Tx};

const PASSWORD: &str = "partners.password";
const PUSH_SECRET: &str = "partners.push_secret";

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    id: PartnerId,
    username: String,
    name: String,
    agency_code: String,
    agency_id: AgencyId,
    success_code: String,
    push_url: Option<String>,
    file_hosts: String,
    private_files: bool,
    status_map: Document,
    suspended_at: Option<Instant>,
}

impl Row {
    fn into_partner(self, codes: Vec<String>) -> Result<Partner> {
        let nonsense = |column, what: &str| Error::nonsense("partners", column, what);
        let code: AgencyCode = self
            .agency_code
            .parse()
            .map_err(|_| nonsense("agency_code", &self.agency_code))?;
        let further = codes.into_iter().filter(|one| *one != self.agency_code);
        let further_codes: Result<_> = further
            .map(|one| one.parse().map_err(|_| nonsense("agency_code", &one)))
            .collect();
        let status_map: StatusMap = serde_json::from_value(self.status_map.0)
            .map_err(|error| nonsense("status_map", &error.to_string()))?;
        Ok(Partner {
            id: self.id,
            username: self.username,
            name: self.name,
            code,
            agency: self.agency_id,
            further_codes: further_codes?,
            success: SuccessCode::from_text(&self.success_code)
                .ok_or_else(|| nonsense("success_code", &self.success_code))?,
            push_url: self.push_url,
            file_hosts: self
                .file_hosts
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            private_files: self.private_files,
            status_map,
            suspended_at: self.suspended_at,
        })
    }
}

pub fn partner(conn: &mut Conn, id: PartnerId) -> Result<Option<Partner>> {
    let found = table::table
        .find(id)
        .select(Row::as_select())
        .first::<Row>(conn.engine())
        .optional()?;
    found.map(|row| with_codes(conn, row)).transpose()
}

/// The partner that signs in with a name.
pub fn partner_by_username(conn: &mut Conn, username: &str) -> Result<Option<Partner>> {
    let found = table::table
        .filter(table::username.eq(username))
        .select(Row::as_select())
        .first::<Row>(conn.engine())
        .optional()?;
    found.map(|row| with_codes(conn, row)).transpose()
}

/// Every partner, by name. A country has some two hundred.
pub fn partners(conn: &mut Conn) -> Result<Vec<Partner>> {
    let rows: Vec<Row> = table::table
        .order((table::name, table::id))
        .select(Row::as_select())
        .load(conn.engine())?;
    let codes: Vec<(PartnerId, String)> = partner_codes::table
        .order(partner_codes::code)
        .select((partner_codes::partner_id, partner_codes::code))
        .load(conn.engine())?;
    let mut of: HashMap<PartnerId, Vec<String>> = HashMap::new();
    for (partner, code) in codes {
        of.entry(partner).or_default().push(code);
    }
    rows.into_iter()
        .map(|row| {
            let codes = of.remove(&row.id).unwrap_or_default();
            row.into_partner(codes)
        })
        .collect()
}

fn with_codes(conn: &mut Conn, row: Row) -> Result<Partner> {
    let codes = partner_codes::table
        .filter(partner_codes::partner_id.eq(row.id))
        .order(partner_codes::code)
        .select(partner_codes::code)
        .load(conn.engine())?;
    row.into_partner(codes)
}

/// Writes the codes of a partner in place of those it had.
fn codes_replace(tx: &mut Tx<'_>, partner: &Partner) -> Result<()> {
    diesel::delete(partner_codes::table.filter(partner_codes::partner_id.eq(partner.id)))
        .execute(tx.engine())?;
    for code in partner.codes() {
        let row = (
            partner_codes::partner_id.eq(partner.id),
            partner_codes::code.eq(code.to_string()),
        );
        crate::insert_if_new!(tx, partner_codes::table, row)?;
    }
    Ok(())
}

/// Adds a partner. False when its name is taken.
pub fn partner_insert(
    tx: &mut Tx<'_>,
    partner: &Partner,
    password: &Secret,
    push_secret: &Secret,
    now: Instant,
) -> Result<bool> {
    let keys = tx.keys();
    let row = (
        table::id.eq(partner.id),
        table::username.eq(&partner.username),
        table::name.eq(&partner.name),
        table::agency_code.eq(partner.code.to_string()),
        table::agency_id.eq(partner.agency),
        table::password_index.eq(password_index(&keys, password)),
        table::success_code.eq(partner.success.as_str()),
        table::push_url.eq(&partner.push_url),
        table::push_secret.eq(seal_push_secret(&keys, push_secret)?),
        table::file_hosts.eq(partner.file_hosts.join(" ")),
        table::private_files.eq(partner.private_files),
        table::status_map.eq(status_document(&partner.status_map)?),
        table::created_at.eq(now),
    );
    if !crate::insert_if_new!(tx, table::table, row.clone())? {
        return Ok(false);
    }
    codes_replace(tx, partner)?;
    Ok(true)
}

/// Writes how a partner is set up; its name of sign-in and its own code stay.
pub fn partner_update(tx: &mut Tx<'_>, partner: &Partner) -> Result<()> {
    diesel::update(table::table.find(partner.id))
        .set((
            table::name.eq(&partner.name),
            table::success_code.eq(partner.success.as_str()),
            table::push_url.eq(&partner.push_url),
            table::file_hosts.eq(partner.file_hosts.join(" ")),
            table::private_files.eq(partner.private_files),
            table::status_map.eq(status_document(&partner.status_map)?),
            table::suspended_at.eq(partner.suspended_at),
        ))
        .execute(tx.engine())?;
    codes_replace(tx, partner)
}

fn status_document(map: &StatusMap) -> Result<Document> {
    serde_json::to_value(map)
        .map(Document)
        .map_err(|error| Error::nonsense("partners", "status_map", error))
}

fn seal_push_secret(keys: &KeyRing, secret: &Secret) -> Result<Sealed<String>> {
    Sealed::seal(keys, PUSH_SECRET, &secret.reveal().to_owned())
}

/// Whether anything has passed between a partner and the portal, waits to, or was decided by it.
pub fn partner_was_used(conn: &mut Conn, id: PartnerId) -> Result<bool> {
    use diesel::dsl::exists;
    let messages = partner_messages::table.filter(partner_messages::partner_id.eq(id));
    let waiting = quarantine::table.filter(quarantine::partner.eq(id.to_string()));
    let told = pushes::table.filter(pushes::partner_id.eq(id));
    let decided = agency_authorities::table.filter(agency_authorities::partner_id.eq(id));
    let jobs = jobs::table.filter(jobs::party_id.eq(id));
    let was_used = exists(messages)
        .or(exists(waiting))
        .or(exists(told))
        .or(exists(decided))
        .or(exists(jobs));
    Ok(diesel::select(was_used).get_result(conn.engine())?)
}

/// Removes a partner that was never used.
pub fn partner_delete(tx: &mut Tx<'_>, id: PartnerId) -> Result<()> {
    diesel::delete(partner_codes::table.filter(partner_codes::partner_id.eq(id)))
        .execute(tx.engine())?;
    diesel::delete(partner_sessions::table.filter(partner_sessions::partner_id.eq(id)))
        .execute(tx.engine())?;
    diesel::delete(partner_breakers::table.find(id)).execute(tx.engine())?;
    diesel::delete(table::table.find(id)).execute(tx.engine())?;
    Ok(())
}

/// Gives a partner new secrets. The old password opens until `old_until`, so that the partner can
/// change over without a gap.
pub fn secrets_replace(
    tx: &mut Tx<'_>,
    id: PartnerId,
    password: &Secret,
    push_secret: &Secret,
    old_until: Instant,
) -> Result<()> {
    let keys = tx.keys();
    diesel::update(table::table.find(id))
        .set((
            table::old_password_index.eq(table::password_index.nullable()),
            table::old_password_until.eq(Some(old_until)),
        ))
        .execute(tx.engine())?;
    diesel::update(table::table.find(id))
        .set((
            table::password_index.eq(password_index(&keys, password)),
            table::push_secret.eq(Some(seal_push_secret(&keys, push_secret)?)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// The hashes that open a partner's door now: of its password, and of the one before for a while.
pub fn password_indexes(conn: &mut Conn, id: PartnerId, now: Instant) -> Result<Vec<BlindIndex>> {
    type Row = (BlindIndex, Option<BlindIndex>, Option<Instant>);
    let row: Option<Row> = table::table
        .find(id)
        .select((
            table::password_index,
            table::old_password_index,
            table::old_password_until,
        ))
        .first(conn.engine())
        .optional()?;
    let Some((password, old, until)) = row else {
        return Ok(Vec::new());
    };
    let old = old.filter(|_| until.is_some_and(|until| until > now));
    Ok(std::iter::once(password).chain(old).collect())
}

/// A mark that changes with a partner's secrets and tells nothing of them: a page that was made
/// before they were changed is known by it.
pub fn secrets_mark(conn: &mut Conn, id: PartnerId) -> Result<Option<String>> {
    let index: Option<BlindIndex> = table::table
        .find(id)
        .select(table::password_index)
        .first(conn.engine())
        .optional()?;
    let mark = |index: BlindIndex| hex::encode(Sha256::digest(index));
    Ok(index.map(mark))
}

/// What is compared with the hashes that are kept.
pub fn password_index(keys: &KeyRing, password: &Secret) -> BlindIndex {
    password.index(keys, PASSWORD)
}

/// The secret with which the portal calls the partner.
pub fn push_secret(conn: &mut Conn, id: PartnerId) -> Result<Option<Secret>> {
    let sealed: Option<Option<Sealed<String>>> = table::table
        .find(id)
        .select(table::push_secret)
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    sealed
        .flatten()
        .map(|sealed| Ok(Secret::sent(&sealed.open(&keys, PUSH_SECRET)?)))
        .transpose()
}

/// From `since` on the partner's word decides about what is filed with the agency, and nobody else's.
pub fn authority_begin(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    agency: AgencyId,
    since: Instant,
) -> Result<()> {
    let open = agency_authorities::table
        .filter(agency_authorities::agency_id.eq(agency))
        .filter(agency_authorities::until.is_null());
    diesel::update(open)
        .set(agency_authorities::until.eq(Some(since)))
        .execute(tx.engine())?;
    let row = (
        agency_authorities::agency_id.eq(agency),
        agency_authorities::since.eq(since),
        agency_authorities::until.eq(None::<Instant>),
        agency_authorities::partner_id.eq(partner),
    );
    crate::insert_if_new!(tx, agency_authorities::table, row)?;
    Ok(())
}

/// From `until` on what is filed with the agency is worked on in the portal again.
pub fn authority_end(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    agency: AgencyId,
    until: Instant,
) -> Result<bool> {
    let open = agency_authorities::table
        .filter(agency_authorities::agency_id.eq(agency))
        .filter(agency_authorities::partner_id.eq(partner))
        .filter(agency_authorities::until.is_null());
    let ended = diesel::update(open)
        .set(agency_authorities::until.eq(Some(until)))
        .execute(tx.engine())?;
    Ok(ended > 0)
}

/// The agencies about whose filings the partner decides now.
pub fn agencies_decided_by(
    conn: &mut Conn,
    partner: PartnerId,
    now: Instant,
) -> Result<Vec<AgencyId>> {
    Ok(agency_authorities::table
        .filter(agency_authorities::partner_id.eq(partner))
        .filter(agency_authorities::since.le(now))
        .filter(
            agency_authorities::until
                .is_null()
                .or(agency_authorities::until.gt(now)),
        )
        .select(agency_authorities::agency_id)
        .load(conn.engine())?)
}
