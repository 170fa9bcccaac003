//! Discarding a message, or all that wait for its reason. They stay kept.

use actix_web::web::Path;

use super::show::{MessagePage, require};
use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::exchange::{discard_alike, discard_quarantined};
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
    let with_alike = posted.has("discard_alike");
    let typed = posted.raw("reason");
    let Ok(reason) = typed.parse::<Reason>() else {
        let mut page = MessagePage::open(&console, (partner, id)).await?;
        typed.clone_into(&mut page.reason);
        page.discard_alike = with_alike;
        let text = page.frame.t("console.fault.reason");
        page.faults.add("reason", text);
        return page_with_faults(&page);
    };
    let (moment, operator) = (console.moment.clone(), console.operator);
    let storage = &console.ground.storage;
    let discarded = storage
        .writing(move |tx| {
            let is_discarded = discard_quarantined(tx, &moment, id, &reason, operator)?;
            if is_discarded && with_alike {
                discard_alike(tx, &moment, &line, &reason, operator)?;
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
