//! Signing out, here and everywhere.

use actix_web::{HttpMessage, HttpResponse};

use crate::accounts::sessions;
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{CurrentSession, PageRequest, PageResult, Posted};

pub(super) async fn act(request: PageRequest, _posted: Posted) -> PageResult {
    let session = request.http.extensions().get::<CurrentSession>().cloned();
    if let Some(CurrentSession(session)) = session {
        request
            .env
            .storage
            .writing(move |tx| sessions::close(tx, &session))
            .await?;
    }
    Ok(gone(&request, "/", "accounts.notice.signed_out"))
}

pub(super) async fn everywhere(request: PageRequest, _posted: Posted) -> PageResult {
    let account = request.viewer()?.account;
    request
        .env
        .storage
        .writing(move |tx| sessions::close_all(tx, account))
        .await?;
    Ok(gone(
        &request,
        "/dang-nhap",
        "accounts.notice.signed_out_everywhere",
    ))
}

fn gone(request: &PageRequest, path: &str, notice: &str) -> HttpResponse {
    let mut answer = request.to_saying(path, notice);
    add_cookie(
        &mut answer,
        &CookieKind::Session.removal(&request.env.base_url),
    );
    answer
}
