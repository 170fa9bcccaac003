//! Asking for a link that sets a new password.

use askama::Template;

use super::alike::alike;
use crate::accounts::{SignInName, TooManyTries, request_password_reset};
use crate::web::{
    Faults, Frame, PageRequest, PageResult, Posted, caller_address, page as answer,
    page_with_faults, wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/forgotten_password.html")]
struct ForgottenPage {
    frame: Frame,
    typed: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    answer(&ForgottenPage {
        frame: request.frame(),
        typed: String::new(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let frame = request.frame();
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
    let cx = request.cx.clone();
    let (name, address) = (SignInName::read(&typed), caller_address(&request.http));
    let storage = &request.env.storage;
    let asked = storage.writing(move |tx| request_password_reset(tx, &cx, &name, &address));
    match alike(asked).await {
        Ok(()) => Ok(request.to("/quen-mat-khau/da-gui")),
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
