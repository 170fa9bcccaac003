//! Taking another phone number.

use actix_web::web::Data;
use askama::Template;

use super::change_password::{current_password, explain};
use super::profile::own;
use crate::accounts::{
    Error, Hasher, PasswordAttempt, ReauthenticationRefusal, change_phone, reauthenticate,
};
use crate::context::Context;
use crate::kernel::{Phone, PhoneError};
use crate::storage::Storage;
use crate::web::{
    Faults, Fields, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_phone.html")]
struct ChangePhonePage {
    frame: Frame,
    /// The address that the account signs in with.
    account: String,
    phone: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let account = own(&request).await?;
    answer(&ChangePhonePage {
        frame: request.frame(),
        account: account.email.expose().to_owned(),
        phone: account
            .phone
            .as_ref()
            .map_or_else(String::new, Phone::national),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, hasher: Data<Hasher>, posted: Posted) -> PageResult {
    let frame = request.frame();
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let phone = fields.parse::<Phone>("phone", PhoneError::key);
    let password = current_password(&mut fields, frame.words);
    let faults = match fields.finish(phone.zip(password)) {
        Ok((phone, password)) => {
            let cx = request.cx.clone();
            match change(&request.env.storage, &hasher, cx, phone, password).await {
                Ok(()) => {
                    let notice = "accounts.notice.phone_changed";
                    return Ok(request.to_saying("/tai-khoan", notice));
                }
                Err(error) => explain(frame.words, error.refusal()?)?,
            }
        }
        Err(faults) => faults,
    };
    let account = own(&request).await?;
    page_with_faults(&ChangePhonePage {
        frame,
        account: account.email.expose().to_owned(),
        phone: posted.text("phone").to_owned(),
        faults,
    })
}

async fn change(
    storage: &Storage,
    hasher: &Hasher,
    cx: Context,
    phone: Phone,
    password: PasswordAttempt,
) -> Result<(), Error<ReauthenticationRefusal>> {
    let shown = reauthenticate(storage, hasher, &cx, password).await?;
    storage
        .writing(move |tx| change_phone(tx, &cx, &shown, &phone))
        .await
}
