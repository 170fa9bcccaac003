//! Discarding a message, for a reason. It stays kept.

use actix_web::web::Path;

use super::show::{MessagePage, require};
use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::exchange::discard_quarantined;
use crate::kernel::{PartnerId, QuarantineId, Reason};
use crate::web::{PageError, Posted, page_with_faults};

pub(in crate::console) async fn act(
    console: AtConsole,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> Answer {
    let (partner, id) = path.into_inner();
    require(&console, (partner, id)).await?;
    let typed = posted.raw("reason");
    let Ok(reason) = typed.parse::<Reason>() else {
        let mut page = MessagePage::open(&console, (partner, id)).await?;
        typed.clone_into(&mut page.reason);
        let text = page.frame.t("console.fault.reason");
        page.faults.add("reason", text);
        return page_with_faults(&page);
    };
    let (moment, operator) = (console.moment.clone(), console.operator);
    let storage = &console.ground.storage;
    let discarded = storage
        .writing(move |tx| discard_quarantined(tx, &moment, id, &reason, operator))
        .await?;
    match discarded {
        true => {
            let notice = "console.notice.discarded";
            Ok(console.to_saying(&paths::partner(partner), notice))
        }
        false => Err(PageError::Conflict),
    }
}
