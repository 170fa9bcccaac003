//! Setting a password by a link.

use actix_web::web::{Data, Path};
use askama::Template;

use super::gone::gone;
use crate::accounts::{
    Error, Hasher, MailToken, ResetRefusal, TokenRefusal, check_reset_token, reset_password,
};
use crate::kernel::EmailAddress;
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{
    Faults, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/set_password.html")]
struct SetPasswordPage {
    frame: Frame,
    /// The address of the account.
    account: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest, path: Path<String>) -> PageResult {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    match account_of(&request, token).await {
        Ok(account) => answer(&SetPasswordPage {
            frame: request.frame(),
            account: account.expose().to_owned(),
            faults: Faults::default(),
        }),
        Err(error) => gone(&request, error.refusal()?),
    }
}

/// The address of the account that the link opens.
async fn account_of(
    request: &PageRequest,
    token: MailToken,
) -> Result<EmailAddress, Error<TokenRefusal>> {
    request
        .read(move |conn, cx| check_reset_token(conn, cx.now(), &token))
        .await
}

pub(super) async fn act(
    request: PageRequest,
    path: Path<String>,
    hasher: Data<Hasher>,
    posted: Posted,
) -> PageResult {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    let cx = request.cx.clone();
    let typed = posted.raw("password");
    let outcome = reset_password(&request.env.storage, &hasher, &cx, token.clone(), typed).await;
    match outcome.map_err(|error| error.refusal()) {
        Ok(browser) => {
            let mut answer = request.to_saying("/dang-nhap", "accounts.notice.password_set");
            let base = &request.env.base_url;
            let cookie = CookieKind::KnownBrowser.with(base, browser.reveal());
            add_cookie(&mut answer, &cookie);
            Ok(answer)
        }
        Err(Ok(ResetRefusal::Token(refusal))) => gone(&request, refusal),
        Err(Ok(ResetRefusal::Password(error))) => {
            let account = match account_of(&request, token).await {
                Ok(account) => account.expose().to_owned(),
                Err(error) => return gone(&request, error.refusal()?),
            };
            let frame = request.frame();
            let mut faults = Faults::default();
            faults.add("password", frame.words.under("accounts.fault", error.key()));
            page_with_faults(&SetPasswordPage {
                frame,
                account,
                faults,
            })
        }
        Err(Err(fault)) => Err(fault.into()),
    }
}
