//! Trying a message again with all that wait for its reason, as they came.

use actix_web::web::Path;

use super::discard::seen;
use super::show::{MessagePage, require};
use crate::console::paths;
use crate::exchange::replay_alike;
use crate::kernel::{PartnerId, QuarantineId, TimeKey};
use crate::web::{PageResult, Posted, StaffRequest, page_with_faults};

pub(in crate::console) async fn act(
    console: StaffRequest,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> PageResult {
    let (partner, id) = path.into_inner();
    let line = require(&console, (partner, id)).await?;
    let Some(TimeKey(at, last)) = seen(&posted, &line) else {
        let mut page = MessagePage::open(&console, (partner, id)).await?;
        let text = page.frame.t("console.fault.other_reason");
        page.faults.add("message", text);
        return page_with_faults(&page);
    };
    let replayed = console.write(move |tx, cx| replay_alike(tx, cx, &line, (at, last)));
    replayed.await?;
    Ok(console.to_saying(&paths::partner(partner), "console.notice.replays_alike"))
}
