//! A quarantined message is tried again.

use super::apply::{Refusal, record};
use super::call::Call;
use super::counter::Counter;
use super::order::{Order, reopened};
use crate::catalogue::Shelf;
use crate::exchange::store::{self, KeptBody};
use crate::exchange::wire::{Fault, Object};
use crate::journal::{self, Deed, Entry};
use crate::kernel::{AccountId, QuarantineId};
use crate::storage::{self, Tx};
use crate::web::Ground;

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// It is recorded now.
    Taken,
    /// It still cannot be; the reason.
    Refused(String),
    /// It had been settled before, or there is none.
    Gone,
}

/// Tries a quarantined message again, or what an operator made of it. What it was answered then is
/// not known to the sender any more, but what it says is recorded.
pub fn replay(
    ground: &Ground,
    shelf: &Shelf,
    id: QuarantineId,
    mended: Option<&str>,
    by: Option<AccountId>,
) -> storage::Result<Replayed> {
    let counter = Counter::new(ground, shelf, String::new());
    let found = ground.storage.read(|conn| {
        let Some((line, body)) = store::quarantined(conn, id)? else {
            return storage::Result::Ok(None);
        };
        let partner = store::partner(conn, line.partner)?;
        Ok(partner.map(|partner| (line, body, partner)))
    })?;
    let Some((line, kept, partner)) = found.filter(|(line, _, _)| line.settled_at.is_none()) else {
        return Ok(Replayed::Gone);
    };
    let body = mended.map_or(kept, |text| text.as_bytes().to_vec());
    let refused = |fault: &Fault| Ok(Replayed::Refused(fault.text()));
    let value = match reopened(&body) {
        Ok(value) => value,
        Err(fault) => return refused(&fault),
    };
    let Some(object) = Object::of(&value) else {
        return refused(&Fault::new("not_object"));
    };
    let call = Call {
        partner: &partner,
        service: &line.service,
        object,
        body: &body,
    };
    let order = match Order::read(&counter, &call) {
        Ok(order) => order,
        Err(fault) => return refused(&fault),
    };
    let how = if mended.is_some() {
        "mended"
    } else {
        "replayed"
    };
    let outcome = ground.storage.write(|tx| -> Result<(), Refusal> {
        let message = line.message.unwrap_or_else(|| counter.moment.id());
        match record(tx, &counter, &call, &order, message) {
            Ok(_) | Err(Refusal::Known(_)) => {}
            Err(refusal) => return Err(refusal),
        }
        store::quarantine_settle(tx, id, how, by, counter.moment.now)?;
        note(tx, &counter, id, by)?;
        Ok(())
    });
    match outcome {
        Ok(()) => Ok(Replayed::Taken),
        Err(Refusal::Storage(error)) => Err(error),
        Err(Refusal::Known(fault) | Refusal::Quarantined(fault)) => {
            let body = kept_body(ground, &body)?;
            let line = waits_on(&line, &fault);
            ground.storage.write(|tx| {
                store::quarantine_put(tx, &line, &body)?;
                note(tx, &counter, id, by)
            })?;
            refused(&fault)
        }
    }
}

fn kept_body(ground: &Ground, body: &[u8]) -> storage::Result<KeptBody> {
    KeptBody::of(ground.storage.keys(), body)
}

/// It waits on, with the reason of now: perhaps for another of its dossiers.
fn waits_on(line: &store::QuarantineLine, fault: &Fault) -> store::QuarantineLine {
    store::QuarantineLine {
        reason: fault.text(),
        dossier_code: fault.dossier.clone().unwrap_or_default(),
        ..line.clone()
    }
}

/// What a person tried stands in the journal.
fn note(
    tx: &mut Tx<'_>,
    counter: &Counter<'_>,
    id: QuarantineId,
    by: Option<AccountId>,
) -> storage::Result<()> {
    let Some(by) = by else { return Ok(()) };
    let entry = Entry::by(Deed::ReplayedMessage, Some(by), id);
    journal::record(tx, &counter.moment, &entry)
}
