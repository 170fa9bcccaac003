//! Events and the texts that go with them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::dossiers::event::{Event, EventText, Source};
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::lifecycle::State;
use crate::kernel::{AccountId, AgencyId, DossierId, EventTextId, Instant};
use crate::storage::schema::{dossier_events, dossier_notes};
use crate::storage::{Conn, Document, Error, KeyRing, Result, Sealed, Tx};

const TEXT: &str = "dossier_notes.text";

/// An event as it is stored.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_events, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    dossier_id: DossierId,
    seq: i32,
    name: String,
    source: Source,
    actor_id: Option<AccountId>,
    agency_id: AgencyId,
    occurred_at: Instant,
    recorded_at: Instant,
    state_after: State,
    body: Document,
    note_id: Option<EventTextId>,
    source_key: Option<String>,
    digest: Vec<u8>,
}

impl EventRow {
    pub(super) fn of(recorded: &Recorded) -> Result<Self> {
        let event = &recorded.event;
        Ok(Self {
            dossier_id: event.dossier,
            seq: event.seq,
            name: event.kind.name().to_owned(),
            source: event.source,
            actor_id: event.actor,
            agency_id: event.agency,
            occurred_at: event.occurred_at,
            recorded_at: event.recorded_at,
            state_after: event.state_after,
            body: body(&event.kind)?,
            note_id: event.note,
            source_key: event.source_key.clone(),
            digest: recorded.digest.clone(),
        })
    }

    fn into_recorded(self) -> Result<Recorded> {
        Ok(Recorded {
            event: Event {
                dossier: self.dossier_id,
                seq: self.seq,
                kind: event_kind(&self.name, self.body)?,
                source: self.source,
                actor: self.actor_id,
                agency: self.agency_id,
                occurred_at: self.occurred_at,
                recorded_at: self.recorded_at,
                state_after: self.state_after,
                note: self.note_id,
                source_key: self.source_key,
            },
            digest: self.digest,
        })
    }
}

/// Appends an event with its link in the chain.
pub fn event_insert(tx: &mut Tx<'_>, recorded: &Recorded) -> Result<()> {
    diesel::insert_into(dossier_events::table)
        .values(EventRow::of(recorded)?)
        .execute(tx.engine())?;
    Ok(())
}

/// The name stands in a column of its own, so the body holds the rest.
fn body(kind: &EventKind) -> Result<Document> {
    let mut whole = serde_json::to_value(kind)
        .map_err(|error| Error::nonsense("dossier_events", "body", error))?;
    Ok(Document(
        whole
            .get_mut("body")
            .map(serde_json::Value::take)
            .unwrap_or_default(),
    ))
}

pub(super) fn event_kind(name: &str, body: Document) -> Result<EventKind> {
    serde_json::from_value(serde_json::json!({ "name": name, "body": body.0 }))
        .map_err(|error| Error::nonsense("dossier_events", "body", error))
}

/// A text as it is written.
#[derive(Insertable)]
#[diesel(table_name = dossier_notes, treat_none_as_default_value = false)]
pub(super) struct NoteRow<'a> {
    dossier_id: DossierId,
    id: EventTextId,
    text: Option<Sealed<String>>,
    salt: &'a [u8],
    digest: Vec<u8>,
}

impl<'a> NoteRow<'a> {
    pub(super) fn of(keys: &KeyRing, dossier: DossierId, note: &'a EventText) -> Result<Self> {
        Ok(Self {
            dossier_id: dossier,
            id: note.id,
            text: Some(Sealed::seal(keys, TEXT, &note.text)?),
            salt: &note.salt,
            digest: note.digest(),
        })
    }
}

/// Stores a text.
pub fn note_insert(tx: &mut Tx<'_>, dossier: DossierId, note: &EventText) -> Result<()> {
    let row = NoteRow::of(&tx.keys(), dossier, note)?;
    diesel::insert_into(dossier_notes::table)
        .values(row)
        .execute(tx.engine())?;
    Ok(())
}

/// A text, unless the law had it deleted.
pub fn event_text(conn: &mut Conn, dossier: DossierId, id: EventTextId) -> Result<Option<String>> {
    let sealed: Option<Option<Sealed<String>>> = dossier_notes::table
        .find((dossier, id))
        .select(dossier_notes::text)
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    sealed
        .flatten()
        .map(|sealed| sealed.open(&keys, TEXT))
        .transpose()
}

/// Every text of a dossier that the law has not had deleted. There are few, so they come at once.
pub fn event_texts_of(
    conn: &mut Conn,
    dossier: DossierId,
) -> Result<BTreeMap<EventTextId, String>> {
    let stored: Vec<(EventTextId, Option<Sealed<String>>)> = dossier_notes::table
        .filter(dossier_notes::dossier_id.eq(dossier))
        .select((dossier_notes::id, dossier_notes::text))
        .load(conn.engine())?;
    let keys = conn.keys();
    stored
        .into_iter()
        .filter_map(|(id, sealed)| Some((id, sealed?)))
        .map(|(id, sealed)| Ok((id, sealed.open(&keys, TEXT)?)))
        .collect()
}

/// Deletes the texts of a dossier that read so. Their digests stay, so that its chain verifies.
pub fn event_texts_forget(tx: &mut Tx<'_>, dossier: DossierId, text: &str) -> Result<()> {
    let mut texts = event_texts_of(tx, dossier)?;
    texts.retain(|_, known| known == text);
    let ids: Vec<EventTextId> = texts.into_keys().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let forgotten = dossier_notes::table
        .filter(dossier_notes::dossier_id.eq(dossier))
        .filter(dossier_notes::id.eq_any(ids));
    diesel::update(forgotten)
        .set(dossier_notes::text.eq(None::<Sealed<String>>))
        .execute(tx.engine())?;
    Ok(())
}

/// An event as it stands, with its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub event: Event,
    /// Its link in the chain.
    pub digest: Vec<u8>,
}

/// A dossier's events in the order of recording. A dossier has tens of them, so they come whole.
pub fn events(conn: &mut Conn, dossier: DossierId) -> Result<Vec<Recorded>> {
    dossier_events::table
        .filter(dossier_events::dossier_id.eq(dossier))
        .order(dossier_events::seq)
        .select(EventRow::as_select())
        .load(conn.engine())?
        .into_iter()
        .map(EventRow::into_recorded)
        .collect()
}

/// What happened to a dossier since event number `seen`, in the order of recording.
pub fn events_after(conn: &mut Conn, dossier: DossierId, seen: i32) -> Result<Vec<Event>> {
    dossier_events::table
        .filter(dossier_events::dossier_id.eq(dossier))
        .filter(dossier_events::seq.gt(seen))
        .order(dossier_events::seq)
        .select(EventRow::as_select())
        .load(conn.engine())?
        .into_iter()
        .map(|row: EventRow| Ok(row.into_recorded()?.event))
        .collect()
}

pub fn event(conn: &mut Conn, dossier: DossierId, seq: i32) -> Result<Option<Recorded>> {
    dossier_events::table
        .find((dossier, seq))
        .select(EventRow::as_select())
        .first(conn.engine())
        .optional()?
        .map(EventRow::into_recorded)
        .transpose()
}
