//! Setting a password by a link.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::gone::gone;
use crate::accounts::{
    Hasher, MailToken, ResetRefusal, TokenRefusal, check_reset_token, reset_password,
};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::portal::context::context;
use crate::web::{
    Faults, Frame, PageError, Posted, page as answer, page_with_faults, see_other_saying,
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
) -> Result<HttpResponse, PageError> {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let now = env.clock.now();
    let checked = env
        .storage
        .reading(move |conn| check_reset_token(conn, now, &token));
    match checked.await {
        Ok(()) => answer(&SetPasswordPage {
            frame: Frame::of(&request),
            faults: Faults::default(),
        }),
        Err(error) => gone(&request, error.refusal()?),
    }
}

pub(super) async fn act(
    request: HttpRequest,
    path: Path<String>,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    hasher: Data<Hasher>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let cx = context(&request, &env, &cache);
    let typed = posted.raw("password");
    let outcome = reset_password(&env.storage, &hasher, &cx, token, typed).await;
    match outcome.map_err(|error| error.refusal()) {
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
        Err(Err(fault)) => Err(fault.into()),
    }
}
