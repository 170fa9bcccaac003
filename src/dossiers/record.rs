//! One operation, one transaction: the new version of the row, one event in the chain, its jobs.

use super::dossier::{Authority, ChainEnd, Dossier};
use super::effects::{Concerned, effects};
use super::error::{Error, Result};
use super::event::{Event, EventText, Source};
use super::event_kind::EventKind;
use super::store::{self, Recorded};
use crate::jobs;
use crate::kernel::{AccountId, Instant, TimeAndChance};
use crate::storage::Tx;

/// An event that an operation is about to record.
pub(super) struct NewEvent {
    pub(super) kind: EventKind,
    pub(super) source: Source,
    pub(super) actor: Option<AccountId>,
    pub(super) note: Option<EventText>,
    /// What makes a synced event the same event when it comes again.
    pub(super) source_key: Option<String>,
}

impl NewEvent {
    /// Something the applicant did on the portal.
    pub(super) fn by_applicant(kind: EventKind, actor: AccountId) -> Self {
        Self {
            kind,
            source: Source::Portal,
            actor: Some(actor),
            note: None,
            source_key: None,
        }
    }
}

/// Records what happened: `after` is the dossier as the operation wants it. Fails with `Stale` when
/// somebody else was faster.
pub(super) fn record(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    mut after: Dossier,
    event: NewEvent,
) -> Result<Dossier> {
    let version = after.version;
    after.version = version.saturating_add(1);
    let (event, note) = chained(&mut after, event, moment.now, moment.now);
    if !store::dossier_update(tx, version, &after, moment.now)? {
        return Err(Error::Stale);
    }
    append(tx, moment, &after, &event, note.as_ref())?;
    Ok(after)
}

/// Records the first event of a dossier. False when the dossier is there already.
pub(super) fn record_first(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    dossier: &mut Dossier,
    event: NewEvent,
) -> Result<bool> {
    let (event, note) = chained(dossier, event, moment.now, moment.now);
    if !store::dossier_insert_if_new(tx, dossier, moment.now)? {
        return Ok(false);
    }
    append(tx, moment, dossier, &event, note.as_ref())?;
    Ok(true)
}

/// The event with its link in the chain of `after`, which now ends with it; and its text.
pub(super) fn chained(
    after: &mut Dossier,
    new: NewEvent,
    occurred_at: Instant,
    recorded_at: Instant,
) -> (Recorded, Option<EventText>) {
    let event = Event {
        dossier: after.id,
        seq: after.chain.seq.saturating_add(1),
        kind: new.kind,
        source: new.source,
        actor: new.actor,
        agency: after.agency,
        occurred_at,
        recorded_at,
        state_after: after.state(),
        note: new.note.as_ref().map(|note| note.id),
        source_key: new.source_key,
    };
    let note_digest = new.note.as_ref().map(EventText::digest);
    let digest = event.digest(&after.chain.digest, note_digest.as_deref());
    after.chain = ChainEnd {
        seq: event.seq,
        digest: digest.clone(),
    };
    (Recorded { event, digest }, new.note)
}

fn append(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    dossier: &Dossier,
    recorded: &Recorded,
    note: Option<&EventText>,
) -> Result<()> {
    if let Some(note) = note {
        store::note_insert(tx, recorded.event.dossier, note)?;
    }
    store::event_insert(tx, recorded)?;
    let concerned = Concerned {
        has_reader: dossier.reader().is_some(),
        partner: match dossier.authority {
            Authority::Desk => None,
            Authority::Partner => store::partner_of(tx, dossier.id)?,
        },
    };
    for job in effects(&recorded.event, concerned) {
        jobs::enqueue(tx, moment, &job)?;
    }
    Ok(())
}
