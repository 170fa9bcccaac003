//! Taking another e-mail address.

use actix_web::web::Data;
use askama::Template;

use super::change_password::{current_password, explain};
use super::profile::own;
use crate::accounts::{Hasher, change_email, reauthenticate};
use crate::kernel::{EmailAddress, EmailAddressError};
use crate::web::{
    Faults, Fields, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_email.html")]
struct ChangeEmailPage {
    frame: Frame,
    /// The address that the account signs in with until now.
    account: String,
    email: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let account = own(&request).await?;
    answer(&ChangeEmailPage {
        frame: request.frame(),
        account: account.email.expose().to_owned(),
        email: String::new(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, hasher: Data<Hasher>, posted: Posted) -> PageResult {
    let frame = request.frame();
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let email: Option<EmailAddress> = fields.parse("email", EmailAddressError::key);
    let password = current_password(&mut fields, frame.words);
    let faults = match fields.finish(email.zip(password)) {
        Ok((email, password)) => {
            let cx = request.cx.clone();
            let storage = &request.env.storage;
            match reauthenticate(storage, &hasher, &cx, password).await {
                Ok(shown) => {
                    storage
                        .writing(move |tx| change_email(tx, &cx, &shown, &email))
                        .await?;
                    return Ok(request.to("/tai-khoan/thu-dien-tu/da-gui"));
                }
                Err(error) => explain(frame.words, error.refusal()?)?,
            }
        }
        Err(faults) => faults,
    };
    let email = posted.text("email").to_owned();
    let account = own(&request).await?;
    page_with_faults(&ChangeEmailPage {
        frame,
        account: account.email.expose().to_owned(),
        email,
        faults,
    })
}
