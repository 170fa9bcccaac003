//! Changing how a partner is set up.

use actix_web::web::Path;
use askama::Template;

use super::settings::{SettingsForm, read_settings};
use crate::console::partners::lookup::{self, partner_named};
use crate::console::paths;
use crate::exchange::{Partner, PartnerChange, PartnerError, change_partner};
use crate::kernel::PartnerId;
use crate::web::{
    Confirmation, Faults, Fields, Frame, PageError, PageResult, Posted, StaffRequest,
    confirm_first, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "console/partners/change.html")]
struct ChangePage {
    frame: Frame,
    partner: Partner,
    settings: SettingsForm,
    faults: Faults,
}

impl ChangePage {
    fn cancel(&self) -> String {
        self.frame.path(&paths::partner(self.partner.id))
    }
}

pub(in crate::console) async fn page(console: StaffRequest, id: Path<PartnerId>) -> PageResult {
    let partner = partner_named(&console, id.into_inner()).await?;
    answer(&ChangePage {
        frame: console.frame(),
        settings: SettingsForm::of(&partner),
        partner,
        faults: Faults::default(),
    })
}

pub(in crate::console) async fn act(
    console: StaffRequest,
    id: Path<PartnerId>,
    posted: Posted,
) -> PageResult {
    let partner = partner_named(&console, id.into_inner()).await?;
    // The secrets of the portal go to the address that is set here.
    let posted = match confirm_first(&console, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let (frame, settings) = (console.frame(), SettingsForm::posted(&posted));
    let mut fields = Fields::new(frame.words, &posted, "console.fault");
    let read = read_settings(&mut fields, None);
    let faults = match fields.finish(read) {
        Ok(read) => {
            let change = PartnerChange::Settings(Box::new(read));
            match change_it(&console, partner.id, change).await {
                Ok(()) => {
                    let back = paths::partner(partner.id);
                    return Ok(console.to_saying(&back, "console.notice.changed"));
                }
                Err(PartnerError::ClearText) => {
                    Faults::one("push_url", frame.t("console.fault.push_url_in_clear"))
                }
                Err(error) => return Err(refusal(error)),
            }
        }
        Err(faults) => faults,
    };
    page_with_faults(&ChangePage {
        frame,
        partner,
        settings,
        faults,
    })
}

/// Makes a change.
pub(super) async fn make(
    console: &StaffRequest,
    id: PartnerId,
    change: PartnerChange,
) -> Result<(), PageError> {
    change_it(console, id, change).await.map_err(refusal)
}

async fn change_it(
    console: &StaffRequest,
    id: PartnerId,
    change: PartnerChange,
) -> Result<(), PartnerError> {
    let cx = console.cx.clone();
    let storage = &console.env.storage;
    storage
        .writing(move |tx| change_partner(tx, &cx, id, &change))
        .await
}

/// The page for what could not be done to a partner.
pub(super) fn refusal(fault: PartnerError) -> PageError {
    match fault {
        PartnerError::Storage(error) => error.into(),
        PartnerError::Unknown => PageError::NotFound,
        PartnerError::Name
        | PartnerError::Taken
        | PartnerError::Address
        | PartnerError::InUse
        | PartnerError::ClearText => PageError::Conflict,
    }
}
