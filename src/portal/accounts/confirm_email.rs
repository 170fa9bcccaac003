//! Confirming an e-mail address. Opening the link only asks; pressing the button confirms, because
//! programs that look for harm in mail open links too.

use actix_web::web::Path;
use askama::Template;

use super::gone::gone;
use crate::accounts::{Confirmation, MailToken, TokenRefusal, confirmation_of, verify_email};
use crate::web::{Frame, PageRequest, PageResult, Posted, page as answer};

#[derive(Template)]
#[template(path = "portal/accounts/confirm_email.html")]
struct ConfirmPage {
    frame: Frame,
    confirmation: Confirmation,
}

pub(super) async fn page(request: PageRequest, path: Path<String>) -> PageResult {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let now = request.now();
    let confirmation = request
        .env
        .storage
        .reading(move |conn| confirmation_of(conn, now, &token));
    match confirmation.await {
        Ok(confirmation) => answer(&ConfirmPage {
            frame: request.frame(),
            confirmation,
        }),
        Err(error) => gone(&request, error.refusal()?),
    }
}

pub(super) async fn act(request: PageRequest, path: Path<String>, _posted: Posted) -> PageResult {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let cx = request.cx.clone();
    let verified = request
        .env
        .storage
        .writing(move |tx| verify_email(tx, &cx, &token));
    match verified.await {
        Ok(()) => {
            let next = if request.viewer().is_ok() {
                "/tai-khoan"
            } else {
                "/dang-nhap"
            };
            let notice = "accounts.notice.email_confirmed";
            Ok(request.to_saying(next, notice))
        }
        Err(error) => gone(&request, error.refusal()?),
    }
}
