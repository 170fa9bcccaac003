//! A message that was not taken is kept all the same, and waits in quarantine with the reason.

use chrono::Duration;
use sha2::{Digest, Sha256};

use super::call::{Call, service_name};
use super::context::{InboundContext, Trouble};
use super::refusal::Refusal;
use super::replay::ReplayMessage;
use crate::exchange::store::{self, KeptBody, MessageLine, QuarantineLine};
use crate::exchange::wire::{Answer, Fault};
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{MessageId, QuarantineId};
use crate::storage::{self, Tx};

/// Longer than any message is worked on.
const AGAIN_SECONDS: i64 = 60;

/// Keeps a message that was refused; gives back the answer.
pub(super) fn refused(
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    refusal: Refusal,
) -> Result<Answer, Trouble> {
    let (fault, waits) = match refusal {
        Refusal::Quarantined(fault) => (fault, true),
        Refusal::Known(fault) => (fault, false),
        Refusal::Storage(error) => return Err(error.into()),
    };
    let answer = match waits {
        true => Answer::refusal(fault.text()),
        false => Answer::known(fault.text()),
    };
    let body = KeptBody::of(cx.storage.keys(), call.body)?;
    let message: MessageId = cx.moment.id();
    cx.storage.write(|tx| -> storage::Result<()> {
        let line = MessageLine {
            id: message,
            service: service_name(call.service),
            dossier_code: fault.dossier.clone(),
            elements: 0,
            received_at: cx.moment.now,
            answer_code: answer.code.clone(),
            answer: answer.message.clone(),
            mended: None,
        };
        store::message_insert(tx, call.partner.id, &line, &body)?;
        if waits {
            let line = quarantine_line(cx, call, &fault, message);
            store::quarantine_put(tx, &line, &body)?;
            look_again(tx, cx, &line)?;
        }
        Ok(())
    })?;
    Ok(answer)
}

/// What a message waits for may come between the refusal and this: it woke nothing then, as nothing
/// waited yet.
pub(super) fn look_again(
    tx: &mut Tx<'_>,
    cx: &InboundContext<'_>,
    line: &QuarantineLine,
) -> storage::Result<()> {
    let waits_for_dossier = ["CapNhatTienDoHoSoMC", "DongBoHoSoMC"]
        .iter()
        .any(|service| line.service.eq_ignore_ascii_case(service));
    if !waits_for_dossier || line.dossier_code.is_empty() {
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

fn quarantine_line(
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    fault: &Fault,
    message: MessageId,
) -> QuarantineLine {
    QuarantineLine {
        id: quarantine_id(call),
        partner: call.partner.id,
        service: service_name(call.service),
        dossier_code: fault.dossier.clone().unwrap_or_default(),
        reason: fault.words(),
        received_at: cx.moment.now,
        message: Some(message),
        recorded: None,
        settled_at: None,
        settlement: None,
        settled_by: None,
    }
}

/// A client that repeats what was refused fills no quarantine: but for the session, which changes,
/// equal messages of a partner are one.
fn quarantine_id(call: &Call<'_>) -> QuarantineId {
    let hashed = Sha256::new_with_prefix(b"motcua/quarantine/1\n")
        .chain_update(call.partner.id.uuid())
        .chain_update(call.object.without("session"));
    QuarantineId::of_hash(hashed)
}
