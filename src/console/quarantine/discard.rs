//! Discarding a message, for a reason. It stays kept.

use actix_web::web::Path;

use super::show::{MessagePage, require};
use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::exchange::{DiscardFault, discard_quarantined};
use crate::kernel::{PartnerId, QuarantineId};
use crate::web::{PageError, Posted, page_with_faults};

pub(in crate::console) async fn act(
    console: AtConsole,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> Answer {
    let (partner, id) = path.into_inner();
    require(&console, (partner, id)).await?;
    let (moment, operator) = (console.moment.clone(), console.operator);
    let reason = posted.raw("reason").to_owned();
    let typed = reason.clone();
    let storage = &console.ground.storage;
    let done = storage
        .writing(move |tx| discard_quarantined(tx, &moment, id, &reason, operator))
        .await;
    match done {
        Ok(()) => {
            let notice = "console.notice.discarded";
            Ok(console.to_saying(&paths::partner(partner), notice))
        }
        Err(DiscardFault::Storage(error)) => Err(error.into()),
        Err(DiscardFault::Gone) => Err(PageError::Conflict),
        Err(DiscardFault::Reason) => {
            let mut page = MessagePage::open(&console, (partner, id)).await?;
            page.reason = typed;
            let text = page.frame.t("console.fault.reason");
            page.faults.add("reason", text);
            page_with_faults(&page)
        }
    }
}
