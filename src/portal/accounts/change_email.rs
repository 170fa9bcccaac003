//! Taking another e-mail address.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::change_password::{current_password, explain};
use super::typed::Typed;
use crate::accounts::{Hasher, change_email, reauthenticate};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::kernel::{EmailAddress, EmailAddressError};
use crate::portal::context::context;
use crate::web::{
    Faults, Frame, PageError, Posted, SignedIn, page as answer, page_with_faults, see_other,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_email.html")]
struct ChangeEmailPage {
    frame: Frame,
    email: String,
    faults: Faults,
}

pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, PageError> {
    answer(&ChangeEmailPage {
        frame: Frame::of(&request),
        email: String::new(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    hasher: Data<Hasher>,
    _viewer: SignedIn,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    let mut typed = Typed::new(frame.words, &posted);
    let email: Option<EmailAddress> = typed.read("email", EmailAddressError::key);
    let password = current_password(&mut typed, frame.words, &posted);
    let mut faults = typed.faults;
    if let (Some(email), Some(password)) = (email, password) {
        let cx = context(&request, &env, &cache);
        let storage = &env.storage;
        match reauthenticate(storage, &hasher, &cx, password).await {
            Ok(shown) => {
                storage
                    .writing(move |tx| change_email(tx, &cx, &shown, &email))
                    .await?;
                return Ok(see_other(&request, "/tai-khoan/thu-dien-tu/da-gui"));
            }
            Err(error) => explain(frame.words, &mut faults, error.refusal()?)?,
        }
    }
    let email = posted.text("email").to_owned();
    page_with_faults(&ChangeEmailPage {
        frame,
        email,
        faults,
    })
}
