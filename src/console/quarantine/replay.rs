//! Trying a message again, as it came or as the operator mended it.

use actix_web::web::{self, Data, Path};

use super::show::{MessagePage, require};
use crate::catalogue::CatalogueCache;
use crate::console::paths;
use crate::exchange::{Replayed, Retrial, replay};
use crate::kernel::{PartnerId, QuarantineId};
use crate::web::{PageError, PageResult, Posted, StaffRequest, page_with_faults};

pub(in crate::console) async fn act(
    console: StaffRequest,
    cache: Data<CatalogueCache>,
    path: Path<(PartnerId, QuarantineId)>,
    posted: Posted,
) -> PageResult {
    let (partner, id) = path.into_inner();
    require(&console, (partner, id)).await?;
    let mended = posted
        .has("mended")
        .then(|| posted.raw("mended").to_owned());
    let reason = match attempt(&console, cache, id, mended.clone()).await? {
        Replayed::Taken => {
            let notice = "console.notice.recorded";
            return Ok(console.to_saying(&paths::partner(partner), notice));
        }
        Replayed::Gone => return Err(PageError::Conflict),
        Replayed::Refused(reason) => reason,
    };
    let mut page = MessagePage::open(&console, (partner, id)).await?;
    match mended {
        Some(typed) => {
            page.mended = typed;
            page.faults.add("mended", reason);
        }
        None => page.faults.add("message", reason),
    }
    page_with_faults(&page)
}

async fn attempt(
    console: &StaffRequest,
    cache: Data<CatalogueCache>,
    id: QuarantineId,
    mended: Option<String>,
) -> Result<Replayed, PageError> {
    let env = console.env.clone();
    let by = console.viewer.account;
    let tried = web::block(move || {
        let retrial = match mended.as_deref() {
            Some(text) => Retrial::Mended(text, by),
            None => Retrial::Asked(by),
        };
        replay(&env, &cache, id, retrial)
    });
    let tried = tried.await.map_err(|_| PageError::Unavailable)?;
    Ok(tried?)
}
