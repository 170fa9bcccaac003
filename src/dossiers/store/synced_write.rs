//! Dossiers whose agency's own system decides, written a batch at once.

use diesel::prelude::*;

use super::codes::{CodeKind, CodeRow};
use super::dossier_row::{Changing, NewRow, number_index};
use super::events::{EventRow, NoteRow};
use super::new_dossier::AgencyRow;
use super::supplements::SupplementRow;
use super::synced::Deciding;
use super::synced_details::seal;
use crate::dossiers::lifecycle::State;
use crate::dossiers::synced::{
    Channel, Details, OnlinePayment, PendingChanges, RequestChange, Snapshot,
};
use crate::kernel::{AccountId, AgencyId, DossierId, Instant, MessageId, PartnerId};
use crate::storage::schema::{
    dossier_agencies, dossier_codes, dossier_events, dossier_notes, dossiers, supplement_requests,
    synced_dossiers,
};
use crate::storage::{Engine, Error, KeyRing, Result, Sealed, Tx};

#[derive(Insertable)]
#[diesel(table_name = synced_dossiers, treat_none_as_default_value = false)]
struct SyncedRow<'a> {
    dossier_id: DossierId,
    partner_id: PartnerId,
    feed_agency_id: AgencyId,
    message_id: Option<MessageId>,
    snapshot_digest: Option<&'a [u8]>,
    snapshot_state: State,
    stated_at: Option<Instant>,
    submitted_at: Option<Instant>,
    accepted_at: Option<Instant>,
    due_at: Option<Instant>,
    refused_at: Option<Instant>,
    finished_at: Option<Instant>,
    returned_at: Option<Instant>,
    handled_by: &'a str,
    channel: Channel,
    paid_online: OnlinePayment,
    digitised: bool,
    vneid: bool,
    identified: bool,
    details: Option<Sealed<Details>>,
}

impl<'a> SyncedRow<'a> {
    fn of(
        keys: &KeyRing,
        partner: PartnerId,
        message: MessageId,
        one: &PendingChanges,
        snapshot: &'a Snapshot,
    ) -> Result<Self> {
        let (dates, traits) = (snapshot.dates, snapshot.traits);
        Ok(Self {
            dossier_id: one.known.dossier.id,
            partner_id: partner,
            feed_agency_id: one.known.feed,
            message_id: Some(message),
            snapshot_digest: Some(&snapshot.digest),
            snapshot_state: snapshot.state,
            stated_at: one.known.baseline.as_ref().map(|baseline| baseline.since),
            submitted_at: dates.submitted_at,
            accepted_at: dates.accepted_at,
            due_at: dates.due_at,
            refused_at: dates.refused_at,
            finished_at: dates.finished_at,
            returned_at: dates.returned_at,
            handled_by: &snapshot.handled_by,
            channel: traits.channel,
            paid_online: traits.paid_online,
            digitised: traits.digitised,
            vneid: traits.vneid,
            identified: snapshot.number_identifies,
            details: seal(keys, &snapshot.details)?,
        })
    }
}

/// A dossier that was filed here goes to a partner: nothing is known of it there yet.
pub fn synced_begin(
    tx: &mut Tx<'_>,
    deciding: Deciding,
    dossier: DossierId,
    submitted_at: Instant,
) -> Result<()> {
    let row = SyncedRow {
        dossier_id: dossier,
        partner_id: deciding.partner,
        feed_agency_id: deciding.agency,
        message_id: None,
        snapshot_digest: None,
        snapshot_state: State::Submitted,
        stated_at: Some(submitted_at),
        submitted_at: Some(submitted_at),
        accepted_at: None,
        due_at: None,
        refused_at: None,
        finished_at: None,
        returned_at: None,
        handled_by: "",
        channel: Channel::Online,
        paid_online: OnlinePayment::None,
        digitised: false,
        vneid: false,
        identified: false,
        details: None,
    };
    crate::insert_if_new!(tx, synced_dossiers::table, &row)?;
    Ok(())
}

/// Inserts dossiers that are new, with their codes and first events.
///
/// # Errors
/// `Overtaken` when another batch took one of the codes meanwhile; the transaction is tried again.
pub fn synced_insert(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    new: &[PendingChanges],
    snapshots: &[&Snapshot],
    message: MessageId,
    now: Instant,
) -> Result<()> {
    claim_codes(tx, new)?;
    let keys = tx.keys();
    let rows: Result<Vec<NewRow>> = new
        .iter()
        .map(|one| NewRow::of(&keys, &one.known.dossier, now))
        .collect();
    crate::insert_all!(tx, dossiers::table, rows?)?;
    let agencies: Vec<AgencyRow> = new
        .iter()
        .map(|one| AgencyRow {
            dossier_id: one.known.dossier.id,
            agency_id: one.known.dossier.agency,
            since: now,
        })
        .collect();
    crate::insert_all!(tx, dossier_agencies::table, agencies)?;
    insert_synced(tx, partner, message, new, snapshots)?;
    insert_history(tx, new)
}

/// Takes the codes in their order, so that two batches never wait for each other.
fn claim_codes(tx: &mut Tx<'_>, new: &[PendingChanges]) -> Result<()> {
    let mut rows: Vec<CodeRow<'_>> = new
        .iter()
        .map(|one| {
            let dossier = &one.known.dossier;
            CodeRow::of(&dossier.code, dossier.id, CodeKind::Agency)
        })
        .collect();
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    let wanted = rows.len();
    let taken = match tx.engine() {
        Engine::Pg(c) => diesel::insert_into(dossier_codes::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(c)?,
        Engine::Lite(c) => rows.iter().try_fold(0, |taken, row| {
            diesel::insert_into(dossier_codes::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c)
                .map(|one| taken + one)
        })?,
    };
    if taken == wanted {
        Ok(())
    } else {
        Err(Error::Overtaken)
    }
}

fn insert_synced(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    message: MessageId,
    hands: &[PendingChanges],
    snapshots: &[&Snapshot],
) -> Result<()> {
    let keys = tx.keys();
    let rows: Result<Vec<SyncedRow<'_>>> = hands
        .iter()
        .zip(snapshots)
        .map(|(one, snapshot)| SyncedRow::of(&keys, partner, message, one, snapshot))
        .collect();
    crate::insert_all!(tx, synced_dossiers::table, rows?)
}

/// Replaces what was known of dossiers by their newest snapshots. Their rows are locked. Deleting and
/// inserting a row costs no more than updating most of its columns.
pub fn synced_replace(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    changed: &[PendingChanges],
    snapshots: &[&Snapshot],
    message: MessageId,
    now: Instant,
) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let ids: Vec<DossierId> = changed.iter().map(|one| one.known.dossier.id).collect();
    let keys = tx.keys();
    let rows: Result<Vec<NewRow>> = changed
        .iter()
        .map(|one| NewRow::of(&keys, &one.known.dossier, now))
        .collect();
    crate::each!(tx, |c| diesel::delete(
        dossiers::table.filter(dossiers::id.eq_any(ids.clone()))
    )
    .execute(c))?;
    crate::insert_all!(tx, dossiers::table, rows?)?;
    crate::each!(tx, |c| diesel::delete(
        synced_dossiers::table.filter(synced_dossiers::dossier_id.eq_any(ids))
    )
    .execute(c))?;
    insert_synced(tx, partner, message, changed, snapshots)?;
    insert_history(tx, changed)
}

/// Writes what rows of progress change of dossiers whose rows are locked.
pub fn synced_advance(tx: &mut Tx<'_>, changed: &[PendingChanges], now: Instant) -> Result<()> {
    let ids: Vec<DossierId> = changed.iter().map(|one| one.known.dossier.id).collect();
    let rows: Vec<Changing> = changed
        .iter()
        .map(|one| Changing::of(&one.known.dossier, now))
        .collect();
    match tx.engine() {
        Engine::Pg(c) => Changing::write_all(c, &ids, &rows)?,
        Engine::Lite(c) => ids.iter().zip(rows).try_for_each(|(id, row)| {
            diesel::update(dossiers::table.find(id))
                .set(row)
                .execute(c)
                .map(|_| ())
        })?,
    }
    insert_history(tx, changed)
}

/// Keeps since when dossiers are in the states of their newest snapshots, as that was derived.
pub fn synced_date(tx: &mut Tx<'_>, derived: &[PendingChanges]) -> Result<()> {
    for one in derived {
        let since = one.known.baseline.as_ref().map(|baseline| baseline.since);
        diesel::update(synced_dossiers::table.find(one.known.dossier.id))
            .set(synced_dossiers::stated_at.eq(since))
            .execute(tx.engine())?;
    }
    Ok(())
}

/// The new events, their texts, and what becomes of supplement requests.
fn insert_history(tx: &mut Tx<'_>, hands: &[PendingChanges]) -> Result<()> {
    let keys = tx.keys();
    let events: Result<Vec<EventRow>> = hands
        .iter()
        .flat_map(|one| &one.events)
        .map(EventRow::of)
        .collect();
    crate::insert_all!(tx, dossier_events::table, events?)?;
    let notes: Result<Vec<NoteRow<'_>>> = hands
        .iter()
        .flat_map(|one| {
            let notes = one.notes.iter();
            notes.map(|note| NoteRow::of(&keys, one.known.dossier.id, note))
        })
        .collect();
    crate::insert_all!(tx, dossier_notes::table, notes?)?;
    for one in hands {
        for change in &one.requests {
            write_request(tx, one.known.dossier.id, change)?;
        }
    }
    Ok(())
}

fn write_request(tx: &mut Tx<'_>, dossier: DossierId, change: &RequestChange) -> Result<()> {
    match change {
        RequestChange::Asked(request) => {
            diesel::insert_into(supplement_requests::table)
                .values(SupplementRow::of(dossier, request))
                .execute(tx.engine())?;
        }
        RequestChange::Reworded { id, note } => {
            diesel::update(supplement_requests::table.find((dossier, *id)))
                .set(supplement_requests::note_id.eq(*note))
                .execute(tx.engine())?;
        }
        RequestChange::Ended { id, at } => {
            diesel::update(supplement_requests::table.find((dossier, *id)))
                .set(supplement_requests::answered_at.eq(Some(*at)))
                .execute(tx.engine())?;
        }
    }
    Ok(())
}

/// Ties dossiers that have no holder's account yet to the account that owns the number by which
/// their holder is identified, at most so many; gives back how many.
///
/// It is no event of the dossier, so its version stays: acts write the columns of [`Changing`], of
/// which the holder is none, so that neither loses what the other wrote.
///
/// # Errors
/// `Overtaken` when a snapshot replaced one of the rows meanwhile; the transaction is tried again.
pub fn synced_claim(tx: &mut Tx<'_>, account: AccountId, number: &str, most: i64) -> Result<i64> {
    let index = number_index(&tx.keys(), number);
    let ids: Vec<DossierId> = dossiers::table
        .inner_join(synced_dossiers::table.on(synced_dossiers::dossier_id.eq(dossiers::id)))
        .filter(dossiers::holder_number_index.eq(Some(index)))
        .filter(dossiers::holder_id.is_null())
        .filter(synced_dossiers::identified.eq(true))
        .order(dossiers::id)
        .limit(most)
        .select(dossiers::id)
        .load(tx.engine())?;
    let wanted = ids.len();
    let unclaimed = dossiers::table
        .filter(dossiers::id.eq_any(ids))
        .filter(dossiers::holder_id.is_null());
    let tied = diesel::update(unclaimed)
        .set(dossiers::holder_id.eq(Some(account)))
        .execute(tx.engine())?;
    if tied < wanted {
        return Err(Error::Overtaken);
    }
    Ok(i64::try_from(tied).unwrap_or(i64::MAX))
}
