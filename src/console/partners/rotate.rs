//! New secrets for a partner.

use actix_web::web::Path;
use askama::Template;

use super::change::refusal;
use super::secrets;
use crate::console::partners::lookup::{self, partner_named};
use crate::console::paths;
use crate::exchange::{self, Partner, PartnerError, Secrets, rotate_secrets};
use crate::kernel::PartnerId;
use crate::web::{
    Choice, Confirmation, Faults, Frame, PageError, PageResult, Posted, StaffRequest,
    confirm_first, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "console/partners/rotate.html")]
struct RotatePage {
    frame: Frame,
    partner: Partner,
    /// Which secrets the page saw: sent again, the form must not shut out the password that it
    /// made the first time.
    mark: String,
    faults: Faults,
}

impl RotatePage {
    fn ways(&self) -> Vec<Choice> {
        let way = |key| {
            let words = self.frame.words;
            let hint = words.under("console.rotate.hint", key);
            Choice::new(key, words.under("console.rotate.way", key)).with_hint(hint)
        };
        vec![way("later"), way("at_once")]
    }

    fn cancel(&self) -> String {
        self.frame.path(&paths::partner(self.partner.id))
    }
}

pub(in crate::console) async fn page(console: StaffRequest, id: Path<PartnerId>) -> PageResult {
    answer(&open(&console, id.into_inner()).await?)
}

async fn open(console: &StaffRequest, id: PartnerId) -> Result<RotatePage, PageError> {
    let partner = partner_named(console, id).await?;
    let storage = &console.env.storage;
    let mark = storage.reading(move |conn| exchange::secrets_mark(conn, id));
    Ok(RotatePage {
        frame: console.frame(),
        partner,
        mark: mark.await?.unwrap_or_default(),
        faults: Faults::default(),
    })
}

pub(in crate::console) async fn act(
    console: StaffRequest,
    id: Path<PartnerId>,
    posted: Posted,
) -> PageResult {
    let mut page = open(&console, id.into_inner()).await?;
    let posted = match confirm_first(&console, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let at_once = match posted.text("way") {
        "later" => false,
        "at_once" => true,
        _ => {
            page.faults.add("way", page.frame.t("console.fault.way"));
            return page_with_faults(&page);
        }
    };
    let made = rotate(
        &console,
        page.partner.id,
        at_once,
        posted.text("mark").to_owned(),
    )
    .await?;
    secrets::show(page.frame, page.partner, made, !at_once)
}

async fn rotate(
    console: &StaffRequest,
    id: PartnerId,
    at_once: bool,
    seen: String,
) -> Result<Secrets, PageError> {
    let cx = console.cx.clone();
    let storage = &console.env.storage;
    let made = storage
        .writing(move |tx| -> Result<_, PartnerError> {
            if exchange::secrets_mark(tx, id)?.as_ref() != Some(&seen) {
                return Ok(None);
            }
            rotate_secrets(tx, &cx, id, at_once).map(Some)
        })
        .await;
    made.map_err(refusal)?.ok_or(PageError::Conflict)
}
