//! Recording what a message orders: one transaction, in which the message itself is kept.

use super::call::{Call, service_name};
use super::context::InboundContext;
use super::order::{Order, own, reopened};
use super::ratings;
use super::refusal::Refusal;
use super::replay::ReplayMessage;
use crate::dossiers::{Recording, SnapshotMode, SyncRefusal, take_progress, take_snapshots, tie};
use crate::exchange::store::{self, KeptBody, MessageLine, WaitingMessage};
use crate::exchange::wire::{Answer, Object};
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{Instant, MessageId, QuarantineId};
use crate::speech::{Locale, Words};
use crate::storage::{self, Tx};

/// Records an order and keeps the message, both or neither.
pub(super) fn apply(
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    order: &Order,
) -> Result<Answer, Refusal> {
    let body = KeptBody::of(cx.storage.keys(), call.body)?;
    let message: MessageId = cx.moment.id();
    cx.storage.write(|tx| {
        let text = record(tx, cx, call, order, message, cx.moment.now)?;
        let answer = Answer::success(call.partner.success, text);
        let line = line(cx, call, order, message, &answer);
        store::message_insert(tx, call.partner.id, &line, &body)?;
        Ok(answer)
    })
}

/// What is kept of a message that could be read.
pub(super) fn line(
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    order: &Order,
    id: MessageId,
    answer: &Answer,
) -> MessageLine {
    MessageLine {
        id,
        service: service_name(call.service),
        dossier_code: order.dossier().map(str::to_owned),
        elements: i32::try_from(order.len()).unwrap_or(i32::MAX),
        received_at: cx.moment.now,
        answer_code: answer.code.clone(),
        answer: answer.message.clone(),
        mended: None,
    }
}

/// Records an order that came at a time; gives back what is answered.
pub(super) fn record(
    tx: &mut Tx<'_>,
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    order: &Order,
    message: MessageId,
    came_at: Instant,
) -> Result<String, Refusal> {
    let words = Words::new(Locale::Vi);
    let partner = call.partner;
    let at = Recording {
        moment: &cx.moment,
        message,
        calendar: cx.catalogue.calendar(partner.agency),
    };
    match order {
        Order::Snapshots(mode, snapshots) => {
            let taken = take_snapshots(tx, partner.id, *mode, snapshots, at)?;
            let codes: Vec<String> = snapshots.iter().map(|one| one.code.clone()).collect();
            wake(tx, cx, call, &codes, Woken::ByDossier(came_at))?;
            let key = match mode {
                SnapshotMode::Insert if taken.unchanged > 0 => "exchange.done.some_known",
                SnapshotMode::Insert => "exchange.done.insert",
                SnapshotMode::Update => "exchange.done.update",
            };
            Ok(words.with(key, &[("n", &taken.unchanged)]))
        }
        Order::Progress(rows) => {
            match take_progress(tx, partner.id, rows, at) {
                Err(SyncRefusal::Unknown(code)) => {
                    own(partner, &code)?;
                    return Err(SyncRefusal::Unknown(code).into());
                }
                outcome => outcome?,
            }
            Ok(words.t("exchange.done.progress").to_owned())
        }
        Order::Tie(one) => {
            if let Some(own_code) = &one.own_code {
                own(partner, own_code)?;
            }
            tie(tx, partner.id, one, at)?;
            let codes = one.own_code.iter().chain([&one.progress.code]);
            let codes: Vec<String> = codes.cloned().collect();
            wake(tx, cx, call, &codes, Woken::ByTie)?;
            Ok(words.t("exchange.done.status").to_owned())
        }
        Order::Ratings(summaries) => {
            ratings::record(tx, partner, summaries, cx.moment.now)?;
            Ok(words.t("exchange.done.ratings").to_owned())
        }
    }
}

/// What came, for which messages may be waiting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Woken {
    /// A dossier: its progress can be recorded now; what should have updated it before it was
    /// there is older than what came, at this time.
    ByDossier(Instant),
    /// A tie: snapshots under the agency's own code can be recorded now as well.
    ByTie,
}

impl Woken {
    /// Whether a snapshot that waits is older than what came.
    fn overtakes(self, waiting: &WaitingMessage) -> bool {
        matches!(self, Self::ByDossier(came_at) if waiting.received_at <= came_at)
    }
}

/// Messages that wait for these dossiers are tried again, but for snapshots that were overtaken.
fn wake(
    tx: &mut Tx<'_>,
    cx: &InboundContext<'_>,
    call: &Call<'_>,
    codes: &[String],
    woken: Woken,
) -> storage::Result<()> {
    for waiting in store::quarantine_waiting_for(tx, call.partner.id, codes)? {
        let is_snapshot = waiting.service.eq_ignore_ascii_case("DongBoHoSoMC");
        if is_snapshot && woken.overtakes(&waiting) {
            if is_alone(tx, cx, call, waiting.id)? {
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
    call: &Call<'_>,
    id: QuarantineId,
) -> storage::Result<bool> {
    let Some((line, body)) = store::quarantined(tx, id)? else {
        return Ok(false);
    };
    let Ok(value) = reopened(&body) else {
        return Ok(false);
    };
    let order = Object::of(&value).map(|object| {
        let call = Call {
            partner: call.partner,
            service: &line.service,
            object,
            body: &body,
        };
        Order::read(cx, &call)
    });
    Ok(matches!(order, Some(Ok(order)) if order.len() == 1))
}
