//! Setting a password by a link.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::gone::gone;
use crate::accounts::{
    Accounts, MailToken, ResetRefusal, TokenRefusal, check_reset_token, reset_password,
};
use crate::web::{
    Environment, Faults, Frame, PageError, Posted, page as answer, page_with_faults,
    see_other_saying,
};

#[derive(Template)]
#[template(path = "portal/accounts/set_password.html")]
struct SetPasswordPage {
    frame: Frame,
    faults: Faults,
}

pub(super) async fn page(
    request: HttpRequest,
    path: Path<String>,
    env: Data<Environment>,
    accounts: Data<Accounts>,
) -> Result<HttpResponse, PageError> {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    match check_reset_token(&accounts, &env.moment(), token).await {
        Ok(()) => answer(&SetPasswordPage {
            frame: Frame::of(&request),
            faults: Faults::default(),
        }),
        Err(failure) => gone(&request, failure.refusal()?),
    }
}

pub(super) async fn act(
    request: HttpRequest,
    path: Path<String>,
    env: Data<Environment>,
    accounts: Data<Accounts>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let outcome = reset_password(&accounts, &env.moment(), token, posted.raw("password")).await;
    match outcome.map_err(|failure| failure.refusal()) {
        Ok(()) => {
            let notice = "accounts.notice.password_set";
            Ok(see_other_saying(&request, &env, "/dang-nhap", notice))
        }
        Err(Ok(ResetRefusal::Token(refusal))) => gone(&request, refusal),
        Err(Ok(ResetRefusal::Password(error))) => {
            let frame = Frame::of(&request);
            let mut faults = Faults::default();
            faults.add("password", frame.words.under("accounts.fault", error.key()));
            page_with_faults(&SetPasswordPage { frame, faults })
        }
        Err(Err(fault)) => Err(fault),
    }
}
