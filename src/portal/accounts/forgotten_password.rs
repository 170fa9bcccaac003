//! Asking for a link that sets a new password.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::wait::wait_text;
use crate::accounts::{SignInName, TooManyTries, request_password_reset};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::portal::context::context;
use crate::web::{
    Faults, Frame, PageError, Posted, caller_address, page as answer, page_with_faults, see_other,
};

#[derive(Template)]
#[template(path = "portal/accounts/forgotten_password.html")]
struct ForgottenPage {
    frame: Frame,
    typed: String,
    faults: Faults,
}

pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, PageError> {
    answer(&ForgottenPage {
        frame: Frame::of(&request),
        typed: String::new(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    let typed = posted.text("name").to_owned();
    let mut faults = Faults::default();
    if typed.is_empty() {
        faults.add("name", frame.t("accounts.forgotten.missing"));
        return page_with_faults(&ForgottenPage {
            frame,
            typed,
            faults,
        });
    }
    let cx = context(&request, &env, &cache);
    let (name, address) = (SignInName::read(&typed), caller_address(&request));
    let asked = env
        .storage
        .writing(move |tx| request_password_reset(tx, &cx, &name, &address));
    match asked.await {
        Ok(()) => Ok(see_other(&request, "/quen-mat-khau/da-gui")),
        Err(error) => {
            let TooManyTries { seconds } = error.refusal()?;
            faults.add("name", wait_text(frame.words, seconds));
            page_with_faults(&ForgottenPage {
                frame,
                typed,
                faults,
            })
        }
    }
}
