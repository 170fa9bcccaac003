//! Discarding a message, or all that wait for its reason. They stay kept.

use actix_web::web::Path;

use super::show::{MessagePage, require};
use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::console::place::{NoPlace, Place};
use crate::exchange::{QuarantineLine, discard_alike, discard_quarantined};
use crate::kernel::{PartnerId, QuarantineId, Reason};
use crate::storage;
use crate::web::{PageError, Posted, page_with_faults};

pub(in crate::console) async fn act(
    console: AtConsole,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> Answer {
    let (partner, id) = path.into_inner();
    let line = require(&console, (partner, id)).await?;
    let last_alike = match posted.has("discard_alike") {
        true => Some(seen(&posted, &line)?),
        false => None,
    };
    let typed = posted.raw("reason");
    let Ok(reason) = typed.parse::<Reason>() else {
        let mut page = MessagePage::open(&console, (partner, id)).await?;
        typed.clone_into(&mut page.reason);
        page.discard_alike = last_alike.is_some();
        let text = page.frame.t("console.fault.reason");
        page.faults.add("reason", text);
        return page_with_faults(&page);
    };
    let (moment, operator) = (console.moment.clone(), console.operator);
    let storage = &console.ground.storage;
    let discarded = storage
        .writing(move |tx| {
            let is_discarded = discard_quarantined(tx, &moment, id, &reason, operator)?;
            if let Some(Place(at, last)) = last_alike.filter(|_| is_discarded) {
                discard_alike(tx, &moment, &line, (at, last), &reason, operator)?;
            }
            storage::Result::Ok(is_discarded)
        })
        .await?;
    match discarded {
        true => {
            let notice = match last_alike {
                Some(_) => "console.notice.discarded_alike",
                None => "console.notice.discarded",
            };
            Ok(console.to_saying(&paths::partner(partner), notice))
        }
        false => Err(PageError::Conflict),
    }
}

/// The last of the messages that the operator saw to wait for the same reason: what came since, and
/// what another reason has by now, nobody has decided about.
fn seen(posted: &Posted, line: &QuarantineLine) -> Result<Place<QuarantineId>, PageError> {
    let reason = posted.raw("alike_reason").split_whitespace();
    if !reason.eq(line.reason.split_whitespace()) {
        return Err(PageError::Conflict);
    }
    let last = posted.raw("alike_until").parse();
    last.map_err(|_: NoPlace| PageError::BadRequest)
}
