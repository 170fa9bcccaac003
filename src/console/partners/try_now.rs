//! Trying a partner at once that is left alone after failures.

use actix_web::web::Path;

use crate::console::partners::lookup::partner_named;
use crate::console::paths;
use crate::exchange::try_now;
use crate::kernel::PartnerId;
use crate::web::{PageResult, Posted, StaffRequest};

pub(in crate::console) async fn act(
    console: StaffRequest,
    id: Path<PartnerId>,
    _: Posted,
) -> PageResult {
    let id = partner_named(&console, id.into_inner()).await?.id;
    console.write(move |tx, cx| try_now(tx, cx, id)).await?;
    Ok(console.to_saying(&paths::partner(id), "console.notice.tried_now"))
}
