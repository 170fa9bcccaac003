//! Taking another phone number.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::profile::own;
use super::typed::Typed;
use crate::accounts::{Accounts, PhoneRefusal, change_phone};
use crate::kernel::{Phone, PhoneError};
use crate::web::{
    Environment, Faults, Frame, PageError, Posted, SignedIn, page as answer, page_with_faults,
    see_other_saying,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_phone.html")]
struct ChangePhonePage {
    frame: Frame,
    phone: String,
    faults: Faults,
}

pub(super) async fn page(
    request: HttpRequest,
    accounts: Data<Accounts>,
    viewer: SignedIn,
) -> Result<HttpResponse, PageError> {
    let account = own(&accounts, viewer.0.account).await?;
    answer(&ChangePhonePage {
        frame: Frame::of(&request),
        phone: account
            .phone
            .as_ref()
            .map_or_else(String::new, Phone::national),
        faults: Faults::default(),
    })
}

pub(super) async fn act(
    request: HttpRequest,
    env: Data<Environment>,
    accounts: Data<Accounts>,
    viewer: SignedIn,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    let mut typed = Typed::new(frame.words, &posted);
    let Some(phone) = typed.read("phone", PhoneError::key) else {
        let (phone, faults) = (posted.text("phone").to_owned(), typed.faults);
        return page_with_faults(&ChangePhonePage {
            frame,
            phone,
            faults,
        });
    };
    match change_phone(&accounts, viewer.0.account, phone).await {
        Ok(()) => {
            let notice = "accounts.notice.phone_changed";
            Ok(see_other_saying(&request, &env, "/tai-khoan", notice))
        }
        Err(failure) => {
            let PhoneRefusal::Stale = failure.refusal()?;
            Err(PageError::Conflict)
        }
    }
}
