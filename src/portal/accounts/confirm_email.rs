//! Confirming an e-mail address. Opening the link only asks; pressing the button confirms, because
//! programs that look for harm in mail open links too.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::gone::gone;
use crate::accounts::{Confirmation, MailToken, TokenRefusal, confirmation_of, verify_email};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::portal::context::context;
use crate::web::{Frame, MaybeSignedIn, PageError, Posted, page as answer, see_other_saying};

#[derive(Template)]
#[template(path = "portal/accounts/confirm_email.html")]
struct ConfirmPage {
    frame: Frame,
    confirmation: Confirmation,
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
    let confirmation = env
        .storage
        .reading(move |conn| confirmation_of(conn, now, &token));
    match confirmation.await {
        Ok(confirmation) => answer(&ConfirmPage {
            frame: Frame::of(&request),
            confirmation,
        }),
        Err(error) => gone(&request, error.refusal()?),
    }
}

pub(super) async fn act(
    request: HttpRequest,
    path: Path<String>,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: MaybeSignedIn,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let cx = context(&request, &env, &cache);
    let verified = env.storage.writing(move |tx| verify_email(tx, &cx, &token));
    match verified.await {
        Ok(()) => {
            let next = if viewer.0.is_some() {
                "/tai-khoan"
            } else {
                "/dang-nhap"
            };
            let notice = "accounts.notice.email_confirmed";
            Ok(see_other_saying(&request, &env, next, notice))
        }
        Err(error) => gone(&request, error.refusal()?),
    }
}
