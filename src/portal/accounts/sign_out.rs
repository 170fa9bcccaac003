//! Signing out, here and everywhere.

use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use crate::accounts::{Accounts, sign_out, sign_out_everywhere};
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{CurrentSession, Ground, PageError, Posted, SignedIn, see_other_saying};

pub(super) async fn act(
    request: HttpRequest,
    ground: Data<Ground>,
    accounts: Data<Accounts>,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let session = request.extensions().get::<CurrentSession>().cloned();
    if let Some(CurrentSession(session)) = session {
        sign_out(&accounts, session).await?;
    }
    Ok(gone(&request, &ground, "/", "accounts.notice.signed_out"))
}

pub(super) async fn everywhere(
    request: HttpRequest,
    ground: Data<Ground>,
    accounts: Data<Accounts>,
    viewer: SignedIn,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let account = viewer.0.account;
    sign_out_everywhere(&accounts, account).await?;
    Ok(gone(
        &request,
        &ground,
        "/dang-nhap",
        "accounts.notice.signed_out_everywhere",
    ))
}

fn gone(request: &HttpRequest, ground: &Ground, path: &str, notice: &str) -> HttpResponse {
    let mut answer = see_other_saying(request, ground, path, notice);
    add_cookie(&mut answer, &CookieKind::Session.removal(&ground.base_url));
    answer
}
