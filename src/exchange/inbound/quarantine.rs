//! A message that was not taken is kept all the same: it waits in quarantine with the reason, until
//! somebody mends it or what it waits for arrives.

use chrono::Duration;
use sha2::{Digest, Sha256};

use super::error::Error;
use super::open::InboundContext;
use super::record::{Batch, Incoming, kept_name};
use super::replay::ReplayMessage;
use super::services::{self, Recorder, ServiceCall};
use crate::dossiers::DossierCode;
use crate::exchange::Partner;
use crate::exchange::store::{self, KeptBody, MessageLine, QuarantineLine, WaitingMessage};
use crate::exchange::wire::{MessageError, Object, WireAnswer};
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{Instant, MessageId, QuarantineId};
use crate::storage::{self, Tx};

/// Longer than any message is worked on.
const AGAIN_SECONDS: i64 = 60;

/// Keeps a message that was refused; gives back the answer.
pub(super) fn refused(
    cx: &InboundContext<'_>,
    call: &ServiceCall<'_>,
    error: Error,
) -> Result<WireAnswer, Error> {
    let (error, answer, waits) = match error {
        Error::Message(error) => {
            let answer = WireAnswer::refusal(error.text());
            (error, answer, true)
        }
        Error::Known(error) => {
            let answer = WireAnswer::known(error.text());
            (error, answer, false)
        }
        Error::NotOffered(error) => {
            let answer = WireAnswer::refusal(error.text());
            (error, answer, false)
        }
        Error::Storage(_) => return Err(error),
    };
    let body = KeptBody::of(cx.storage.keys(), call.body)?;
    let message: MessageId = cx.moment.id();
    let kept = MessageLine {
        id: message,
        service: kept_name(call.service),
        dossier_code: error.dossier.clone(),
        elements: 0,
        received_at: cx.moment.now,
        answer_code: answer.code.clone(),
        answer: answer.message.clone(),
        mended: None,
    };
    let waiting = match waits {
        true => Some(quarantine_line(cx, call, &error, message)?),
        false => None,
    };
    cx.storage.write(|tx| -> storage::Result<()> {
        store::message_insert(tx, call.partner.id, &kept, &body)?;
        if let Some(line) = &waiting {
            store::quarantine_put(tx, line, &body)?;
            look_again(tx, cx, line)?;
        }
        Ok(())
    })?;
    Ok(answer)
}

fn quarantine_line(
    cx: &InboundContext<'_>,
    call: &ServiceCall<'_>,
    error: &MessageError,
    message: MessageId,
) -> Result<QuarantineLine, MessageError> {
    Ok(QuarantineLine {
        id: quarantine_id(call)?,
        partner: call.partner.id,
        service: kept_name(call.service),
        dossier_code: error
            .dossier
            .clone()
            .or_else(|| named_dossier(&call.object))
            .unwrap_or_default(),
        reason: error.words(),
        received_at: cx.moment.now,
        message: Some(message),
        recorded: None,
        settled_at: None,
        settlement: None,
        settled_by: None,
    })
}

/// The first dossier that a message names, where it was refused before anybody looked for it: operators
/// find the message by it.
fn named_dossier(message: &Object<'_>) -> Option<String> {
    const CODE: &str = "MaHoSo";
    let named = |object: &Object<'_>| object.text(CODE).ok().flatten();
    let elements = message.elements("data", usize::MAX).unwrap_or_default();
    let first = elements.first().copied();
    let first = first.and_then(|text| Object::with_only(text, &[CODE]).ok());
    let code = named(message).or_else(|| named(first.as_ref()?))?;
    Some(code.parse::<DossierCode>().ok()?.to_string())
}

/// A client that repeats what was refused fills no quarantine: but for the session, which changes,
/// equal messages of a partner are one.
fn quarantine_id(call: &ServiceCall<'_>) -> Result<QuarantineId, MessageError> {
    let mut hashed = Sha256::new_with_prefix(b"motcua/quarantine/1\n");
    hashed.update(call.partner.id.uuid());
    call.object
        .canonical_with("session", None, &mut |bytes| hashed.update(bytes))?;
    Ok(QuarantineId::of_hash(hashed))
}

/// What a message waits for may come between the refusal and this: it woke nothing then, as nothing
/// waited yet.
pub(super) fn look_again(
    tx: &mut Tx<'_>,
    cx: &InboundContext<'_>,
    line: &QuarantineLine,
) -> storage::Result<()> {
    let waits = services::recorder(&line.service).is_some_and(|service| service.waits_for_dossier);
    if !waits || line.dossier_code.is_empty() {
        return Ok(());
    }
    let replay = ReplayMessage {
        quarantined: line.id,
    };
    let lane = Lane::alone(format!("{}/again", line.id));
    let at = cx.moment.now + Duration::seconds(AGAIN_SECONDS);
    let again = NewJob::of(&replay, lane, at);
    jobs::enqueue_unless_waiting(tx, &cx.moment, &again)
}

/// What came, for which messages may be waiting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// Dossiers: their progress can be recorded now; what should have updated one before it was
    /// there is older than what came, at this time.
    Dossiers(Instant),
    /// A tie: snapshots under the agency's own code can be recorded now as well.
    Tie,
}

impl Arrival {
    /// Whether a message that waits is older than what came.
    fn overtakes(self, waiting: &WaitingMessage) -> bool {
        matches!(self, Self::Dossiers(came_at) if waiting.received_at <= came_at)
    }
}

/// Messages that wait for these dossiers are tried again, but for snapshots that were overtaken.
pub(super) fn wake(
    tx: &mut Tx<'_>,
    incoming: &Incoming<'_>,
    dossiers: &[&str],
    arrival: Arrival,
) -> storage::Result<()> {
    let (cx, partner) = (incoming.cx, incoming.partner);
    for waiting in store::quarantine_waiting_for(tx, partner.id, dossiers)? {
        let newest_counts = |service: &Recorder| service.newest_counts;
        let is_snapshot = services::recorder(&waiting.service).is_some_and(newest_counts);
        if is_snapshot && arrival.overtakes(&waiting) {
            if is_alone(tx, cx, partner, waiting.id)? {
                let now = cx.moment.now;
                store::quarantine_settle(tx, waiting.id, "overtaken", None, now)?;
            }
            continue;
        }
        let replay = ReplayMessage {
            quarantined: waiting.id,
        };
        let replay = NewJob::of(&replay, Lane::alone(waiting.id), cx.moment.now);
        jobs::enqueue_unless_waiting(tx, &cx.moment, &replay)?;
    }
    Ok(())
}

/// Whether a quarantined message is about one dossier only: what it says of others, nobody has
/// overtaken.
fn is_alone(
    tx: &mut Tx<'_>,
    cx: &InboundContext<'_>,
    partner: &Partner,
    id: QuarantineId,
) -> storage::Result<bool> {
    let Some((line, body)) = store::quarantined(tx, id)? else {
        return Ok(false);
    };
    let batch =
        ServiceCall::again(partner, &line.service, &body).and_then(|call| Batch::read(cx, &call));
    Ok(batch.is_ok_and(|batch| batch.len() == 1))
}
