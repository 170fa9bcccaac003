//! Taking another phone number.

use askama::Template;

use super::profile::own;
use crate::accounts::{PhoneRefusal, change_phone};
use crate::kernel::{Phone, PhoneError};
use crate::web::{
    Faults, Fields, Frame, PageError, PageRequest, PageResult, Posted, page as answer,
    page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_phone.html")]
struct ChangePhonePage {
    frame: Frame,
    phone: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let account = own(&request).await?;
    answer(&ChangePhonePage {
        frame: request.frame(),
        phone: account
            .phone
            .as_ref()
            .map_or_else(String::new, Phone::national),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let frame = request.frame();
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let phone = fields.parse::<Phone>("phone", PhoneError::key);
    let phone = match fields.finish(phone) {
        Ok(phone) => phone,
        Err(faults) => {
            return page_with_faults(&ChangePhonePage {
                frame,
                phone: posted.text("phone").to_owned(),
                faults,
            });
        }
    };
    let cx = request.cx.clone();
    let changed = request
        .env
        .storage
        .writing(move |tx| change_phone(tx, &cx, &phone));
    match changed.await {
        Ok(()) => {
            let notice = "accounts.notice.phone_changed";
            Ok(request.to_saying("/tai-khoan", notice))
        }
        Err(error) => {
            let PhoneRefusal::Stale = error.refusal()?;
            Err(PageError::Conflict)
        }
    }
}
