//! Discarding a message, or all that wait for its reason. They stay kept.

use actix_web::web::Path;

use super::show::{MessagePage, require};
use crate::console::paths;
use crate::exchange::{QuarantineLine, discard_alike, discard_quarantined};
use crate::kernel::{PartnerId, QuarantineId, Reason, TimeKey};
use crate::storage;
use crate::web::{PageError, PageResult, Posted, StaffRequest, page_with_faults};

pub(in crate::console) async fn act(
    console: StaffRequest,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> PageResult {
    let (partner, id) = path.into_inner();
    let line = require(&console, (partner, id)).await?;
    let with_alike = posted.has("discard_alike");
    let last_alike = seen(&posted, &line).filter(|_| with_alike);
    let has_changed = with_alike && last_alike.is_none();
    let (Ok(reason), false) = (posted.text("reason").parse::<Reason>(), has_changed) else {
        let mut page = MessagePage::open(&console, (partner, id)).await?;
        page.look_again(posted.text("reason"), last_alike.is_some(), has_changed);
        return page_with_faults(&page);
    };
    let cx = console.cx.clone();
    let storage = &console.env.storage;
    let discarded = storage
        .writing(move |tx| {
            let is_discarded = discard_quarantined(tx, &cx, id, &reason)?;
            if let Some(TimeKey(at, last)) = last_alike.filter(|_| is_discarded) {
                discard_alike(tx, &cx, &line, (at, last), &reason)?;
            }
            storage::Result::Ok(is_discarded)
        })
        .await?;
    match discarded {
        true => {
            let notice = match with_alike {
                true => "console.notice.discarded_alike",
                false => "console.notice.discarded",
            };
            Ok(console.to_saying(&paths::partner(partner), notice))
        }
        false => Err(PageError::Conflict),
    }
}

/// The last of the messages that the operator saw to wait for the same reason. About what came since
/// nobody has decided; about none of them, if the message waits for another reason by now.
pub(super) fn seen(posted: &Posted, line: &QuarantineLine) -> Option<TimeKey<QuarantineId>> {
    let reason = posted.raw("alike_reason").split_whitespace();
    let last = posted.text("alike_until").parse().ok();
    last.filter(|_| reason.eq(line.reason.split_whitespace()))
}
