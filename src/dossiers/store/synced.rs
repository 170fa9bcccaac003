//! Dossiers whose agency's own system decides: what is stored of them, read for a batch at once.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::dossier_row::Row;
use super::events::event_kind;
use super::supplements::SupplementRequest;
use super::synced_details::open;
use crate::dossiers::dossier::{Authority, Dossier};
use crate::dossiers::lifecycle::State;
use crate::dossiers::office_names::OfficeNames;
use crate::dossiers::synced::{
    Baseline, Details, Known, Past, PastEvent, StoredBaseline, SyncedDates,
};
use crate::kernel::{AgencyId, DossierId, EventTextId, Instant, PartnerId};
use crate::storage::schema::{
    agency_authorities, dossier_events, dossiers, partners, supplement_requests, synced_dossiers,
};
use crate::storage::{Conn, Document, Engine, KeyRing, Result, Sealed, Tx};

/// Whose word decides about a dossier, and in which agency's feed it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deciding {
    pub partner: PartnerId,
    /// The partner's own agency.
    pub agency: AgencyId,
}

/// The partner whose word decides about what is filed with an agency at a time: the one set for
/// the nearest of `offices`, which are the agency and those above it, nearest first. It is told in the
/// feed of its own agency, whichever of its agencies that is.
pub fn partner_deciding(
    conn: &mut Conn,
    offices: &[AgencyId],
    now: Instant,
) -> Result<Option<Deciding>> {
    let set: HashMap<AgencyId, PartnerId> = agency_authorities::table
        .filter(agency_authorities::agency_id.eq_any(offices.to_vec()))
        .filter(agency_authorities::since.le(now))
        .filter(
            agency_authorities::until
                .is_null()
                .or(agency_authorities::until.gt(now)),
        )
        .select((
            agency_authorities::agency_id,
            agency_authorities::partner_id,
        ))
        .load(conn.engine())?
        .into_iter()
        .collect();
    let Some(partner) = offices.iter().find_map(|office| set.get(office)).copied() else {
        return Ok(None);
    };
    let agency = partners::table
        .find(partner)
        .select(partners::agency_id)
        .first(conn.engine())
        .optional()?;
    Ok(agency.map(|agency| Deciding { partner, agency }))
}

/// The partner whose system decides about a dossier.
pub fn partner_of(conn: &mut Conn, dossier: DossierId) -> Result<Option<Deciding>> {
    let found: Option<(PartnerId, AgencyId)> = synced_dossiers::table
        .find(dossier)
        .select((synced_dossiers::partner_id, synced_dossiers::feed_agency_id))
        .first(conn.engine())
        .optional()?;
    Ok(found.map(|(partner, agency)| Deciding { partner, agency }))
}

/// The offices that work on those of these dossiers about which an agency's own system decides.
pub fn offices_of(
    conn: &mut Conn,
    dossiers: Vec<DossierId>,
) -> Result<HashMap<DossierId, OfficeNames>> {
    let rows: Vec<(DossierId, PartnerId, String)> = synced_dossiers::table
        .filter(synced_dossiers::dossier_id.eq_any(dossiers))
        .select((
            synced_dossiers::dossier_id,
            synced_dossiers::partner_id,
            synced_dossiers::handled_by,
        ))
        .load(conn.engine())?;
    let ids: Vec<PartnerId> = rows.iter().map(|(_, partner, _)| *partner).collect();
    let names: HashMap<PartnerId, String> = partners::table
        .filter(partners::id.eq_any(ids))
        .select((partners::id, partners::name))
        .load(conn.engine())?
        .into_iter()
        .collect();
    let office = |(dossier, partner, sent): (DossierId, PartnerId, String)| {
        let office = OfficeNames {
            sent: Some(sent).filter(|name| !name.is_empty()),
            partner: names.get(&partner).cloned(),
        };
        (dossier, office)
    };
    Ok(rows.into_iter().map(office).collect())
}

/// The office that works on a dossier.
pub fn office_of(conn: &mut Conn, dossier: DossierId) -> Result<OfficeNames> {
    let found = offices_of(conn, vec![dossier])?.remove(&dossier);
    Ok(found.unwrap_or_default())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = synced_dossiers)]
struct SyncedRow {
    dossier_id: DossierId,
    partner_id: PartnerId,
    feed_agency_id: AgencyId,
    snapshot_digest: Option<Vec<u8>>,
    snapshot_state: State,
    stated_at: Option<Instant>,
    submitted_at: Option<Instant>,
    accepted_at: Option<Instant>,
    due_at: Option<Instant>,
    refused_at: Option<Instant>,
    finished_at: Option<Instant>,
    returned_at: Option<Instant>,
    details: Option<Sealed<Details>>,
}

impl SyncedRow {
    fn baseline(&self, keys: &KeyRing, dossier: &Dossier) -> Result<StoredBaseline> {
        Ok(StoredBaseline {
            baseline: Baseline {
                state: self.snapshot_state,
                since: self.stated_at.unwrap_or(dossier.times.submitted_at),
                dates: SyncedDates {
                    submitted_at: self.submitted_at,
                    accepted_at: self.accepted_at,
                    due_at: self.due_at,
                    refused_at: self.refused_at,
                    finished_at: self.finished_at,
                    returned_at: self.returned_at,
                },
                suspensions: open(keys, self.details.as_ref())?.suspensions(),
            },
            is_dated: self.stated_at.is_some(),
            has_snapshot: self.snapshot_digest.is_some(),
        })
    }
}

/// What the newest snapshot of a dossier says.
pub fn stored_baseline(conn: &mut Conn, dossier: &Dossier) -> Result<Option<StoredBaseline>> {
    let row: Option<SyncedRow> = synced_dossiers::table
        .find(dossier.id)
        .select(SyncedRow::as_select())
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    row.map(|row| row.baseline(&keys, dossier)).transpose()
}

/// The partner's dossiers among these, with all that is derived from. Their rows are locked until
/// the commit, in the order of their ids, so that two batches never wait for each other.
pub fn synced_for_update(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    ids: Vec<DossierId>,
) -> Result<Vec<Known>> {
    known(tx, ids, |row| row.partner_id == partner)
}

/// Whether there are dossiers as `synced_undated` gives them.
pub fn has_undated(conn: &mut Conn) -> Result<bool> {
    let undated = synced_dossiers::table.filter(synced_dossiers::stated_at.is_null());
    Ok(diesel::select(exists(undated)).get_result(conn.engine())?)
}

/// At most so many dossiers whose newest snapshot an earlier version of the portal recorded, which
/// did not say since when they are in its state.
pub fn synced_undated(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Known>> {
    let ids: Vec<DossierId> = synced_dossiers::table
        .filter(synced_dossiers::stated_at.is_null())
        .order(synced_dossiers::dossier_id)
        .limit(most)
        .select(synced_dossiers::dossier_id)
        .load(tx.engine())?;
    // Somebody else may have recorded a newer snapshot before its row was locked.
    known(tx, ids, |row| row.stated_at.is_none())
}

fn known(
    tx: &mut Tx<'_>,
    ids: Vec<DossierId>,
    counts: impl Fn(&SyncedRow) -> bool,
) -> Result<Vec<Known>> {
    let dossiers = lock(tx, ids)?;
    let ids: Vec<DossierId> = dossiers.iter().map(|dossier| dossier.id).collect();
    let rows: Vec<SyncedRow> = crate::each!(tx, |c| synced_dossiers::table
        .filter(synced_dossiers::dossier_id.eq_any(ids.clone()))
        .select(SyncedRow::as_select())
        .load(c))?;
    let rows = rows.into_iter().filter(counts);
    let mut synced: HashMap<DossierId, SyncedRow> = rows.map(|row| (row.dossier_id, row)).collect();
    let waiting = dossiers
        .iter()
        .filter(|dossier| dossier.state() == State::SupplementRequested)
        .map(|dossier| dossier.id);
    let mut awaited = awaited_of(tx, waiting.collect())?;
    let mut events = past_events(tx, ids)?;
    let keys = tx.keys();
    dossiers
        .into_iter()
        .filter_map(|dossier| Some((synced.remove(&dossier.id)?, dossier)))
        .map(|(row, dossier)| {
            let events = events.remove(&dossier.id).unwrap_or_default();
            let recorded = events
                .iter()
                .filter_map(|event| event.key.clone())
                .collect();
            let (past, baseline) = Past::of(events, &row.baseline(&keys, &dossier)?);
            Ok(Known {
                baseline: Some(baseline),
                feed: row.feed_agency_id,
                digest: row.snapshot_digest,
                past,
                keys: recorded,
                awaited: awaited.remove(&dossier.id),
                dossier,
            })
        })
        .collect()
}

fn lock(tx: &mut Tx<'_>, ids: Vec<DossierId>) -> Result<Vec<Dossier>> {
    let keys = tx.keys();
    let rows: Vec<Row> = match tx.engine() {
        Engine::Pg(c) => lock_rows(c, &ids)?,
        // There is one writer at a time.
        Engine::Lite(c) => dossiers::table
            .filter(dossiers::id.eq_any(ids))
            .filter(dossiers::authority.eq(Authority::Partner))
            .select(Row::as_select())
            .load(c)?,
    };
    rows.into_iter()
        .map(|row| row.into_dossier(&keys))
        .collect()
}

/// Locks the rows (`FOR UPDATE`). PostgreSQL leaves out a row that was deleted and inserted again while
/// the lock was awaited, so the query is repeated until no row is missing.
fn lock_rows(conn: &mut PgConnection, ids: &[DossierId]) -> QueryResult<Vec<Row>> {
    let partners = || {
        dossiers::table
            .filter(dossiers::id.eq_any(ids))
            .filter(dossiers::authority.eq(Authority::Partner))
    };
    loop {
        let rows: Vec<Row> = partners()
            .order(dossiers::id)
            .select(Row::as_select())
            .for_update()
            .load(conn)?;
        if rows.len() == ids.len() {
            return Ok(rows);
        }
        let known: i64 = partners().count().get_result(conn)?;
        if usize::try_from(known).is_ok_and(|known| rows.len() >= known) {
            return Ok(rows);
        }
    }
}

/// The events of these dossiers as far as their state follows from them.
fn past_events(tx: &mut Tx<'_>, ids: Vec<DossierId>) -> Result<HashMap<DossierId, Vec<PastEvent>>> {
    type Row = (
        (DossierId, i32, String, Document),
        (Instant, Instant, State),
        (Option<EventTextId>, Option<String>),
    );
    let rows: Vec<Row> = crate::each!(tx, |c| dossier_events::table
        .filter(dossier_events::dossier_id.eq_any(ids))
        .order((dossier_events::dossier_id, dossier_events::seq))
        .select((
            (
                dossier_events::dossier_id,
                dossier_events::seq,
                dossier_events::name,
                dossier_events::body,
            ),
            (
                dossier_events::occurred_at,
                dossier_events::recorded_at,
                dossier_events::state_after,
            ),
            (dossier_events::note_id, dossier_events::source_key),
        ))
        .load(c))?;
    let mut events: HashMap<DossierId, Vec<PastEvent>> = HashMap::new();
    for ((dossier, seq, name, body), (occurred_at, recorded_at, state_after), (note, key)) in rows {
        events.entry(dossier).or_default().push(PastEvent {
            seq,
            kind: event_kind(&name, body)?,
            occurred_at,
            recorded_at,
            state_after,
            note,
            key,
        });
    }
    Ok(events)
}

fn awaited_of(
    tx: &mut Tx<'_>,
    ids: Vec<DossierId>,
) -> Result<HashMap<DossierId, SupplementRequest>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(DossierId, SupplementRequest)> =
        crate::each!(tx, |c| supplement_requests::table
            .filter(supplement_requests::dossier_id.eq_any(ids))
            .filter(supplement_requests::answered_at.is_null())
            .select((
                supplement_requests::dossier_id,
                SupplementRequest::as_select()
            ))
            .load(c))?;
    Ok(rows.into_iter().collect())
}
