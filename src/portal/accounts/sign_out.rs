//! Signing out, here and everywhere.

use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use crate::accounts::sessions;
use crate::context::Environment;
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{CurrentSession, PageError, Posted, SignedIn, see_other_saying};

pub(super) async fn act(
    request: HttpRequest,
    env: Data<Environment>,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let session = request.extensions().get::<CurrentSession>().cloned();
    if let Some(CurrentSession(session)) = session {
        env.storage
            .writing(move |tx| sessions::close(tx, &session))
            .await?;
    }
    Ok(gone(&request, &env, "/", "accounts.notice.signed_out"))
}

pub(super) async fn everywhere(
    request: HttpRequest,
    env: Data<Environment>,
    viewer: SignedIn,
    _posted: Posted,
) -> Result<HttpResponse, PageError> {
    let account = viewer.0.account;
    env.storage
        .writing(move |tx| sessions::close_all(tx, account))
        .await?;
    Ok(gone(
        &request,
        &env,
        "/dang-nhap",
        "accounts.notice.signed_out_everywhere",
    ))
}

fn gone(request: &HttpRequest, env: &Environment, path: &str, notice: &str) -> HttpResponse {
    let mut answer = see_other_saying(request, env, path, notice);
    add_cookie(&mut answer, &CookieKind::Session.removal(&env.base_url));
    answer
}
