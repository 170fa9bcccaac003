//! Shutting a partner out and letting it in again; whether its word decides about dossiers.

use actix_web::web::Path;

use super::change::make;
use crate::console::partners::lookup::partner_named;
use crate::console::paths;
use crate::exchange::PartnerChange;
use crate::kernel::PartnerId;
use crate::web::{PageError, PageResult, Posted, StaffRequest};

pub(in crate::console) async fn act(
    console: StaffRequest,
    id: Path<PartnerId>,
    posted: Posted,
) -> PageResult {
    let id = partner_named(&console, id.into_inner()).await?.id;
    let (change, notice) = match posted.text("act") {
        "suspend" => (PartnerChange::Suspended(true), "console.notice.suspended"),
        "resume" => (PartnerChange::Suspended(false), "console.notice.resumed"),
        "decide" => (PartnerChange::Decides(true), "console.notice.decides"),
        "leave" => (
            PartnerChange::Decides(false),
            "console.notice.decides_no_more",
        ),
        _ => return Err(PageError::BadRequest),
    };
    make(&console, id, change).await?;
    Ok(console.to_saying(&paths::partner(id), notice))
}
