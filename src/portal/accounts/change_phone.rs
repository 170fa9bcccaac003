//! Taking another phone number.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::profile::own;
use super::typed::Typed;
use crate::accounts::{PhoneRefusal, change_phone};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::kernel::{Phone, PhoneError};
use crate::portal::context::context;
use crate::web::{
    Faults, Frame, PageError, Posted, SignedIn, page as answer, page_with_faults, see_other_saying,
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
    env: Data<Environment>,
    viewer: SignedIn,
) -> Result<HttpResponse, PageError> {
    let account = own(&env, viewer.0.account).await?;
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
    cache: Data<CatalogueCache>,
    _viewer: SignedIn,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    let mut typed = Typed::new(frame.words, &posted);
    let Some(phone) = typed.read::<Phone>("phone", PhoneError::key) else {
        let (phone, faults) = (posted.text("phone").to_owned(), typed.faults);
        return page_with_faults(&ChangePhonePage {
            frame,
            phone,
            faults,
        });
    };
    let cx = context(&request, &env, &cache);
    let changed = env.storage.writing(move |tx| change_phone(tx, &cx, &phone));
    match changed.await {
        Ok(()) => {
            let notice = "accounts.notice.phone_changed";
            Ok(see_other_saying(&request, &env, "/tai-khoan", notice))
        }
        Err(error) => {
            let PhoneRefusal::Stale = error.refusal()?;
            Err(PageError::Conflict)
        }
    }
}
