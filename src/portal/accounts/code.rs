//! The second step of signing in: the code, after the password.

use actix_web::HttpMessage;
use actix_web::http::StatusCode;
use askama::Template;

use super::return_path::{wanted, with_wanted};
use super::sign_in::let_in;
use crate::accounts::demonstration::code_shown;
use crate::accounts::{
    CodeAttempt, KnownBrowser, PendingToken, SecondStep, SecondStepRefusal, finish_sign_in,
    pending_account,
};
use crate::journal::{Circumstances, SecurityEvent};
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{
    CurrentSession, Faults, Frame, KEPT, PageError, PageRequest, PageResult, Posted,
    caller_address, page_with_status, wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/code.html")]
struct CodePage {
    frame: Frame,
    /// What the authenticator of a made-up person shows.
    code: Option<String>,
    /// A form whose session had ended, sealed.
    kept: Option<String>,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    if request.viewer().is_ok() {
        let next = wanted(request.http.query_string()).unwrap_or_else(|| "/tai-khoan".into());
        return Ok(request.to(&next));
    }
    let pending = pending(&request);
    let shown = Shown::new(StatusCode::OK, Faults::default(), "");
    show(&request, pending, shown).await
}

/// The page at once, with a form that waits until its sender is signed in.
pub(super) async fn ask(request: &PageRequest, pending: PendingToken, kept: String) -> PageResult {
    let shown = Shown::new(StatusCode::OK, Faults::default(), &kept);
    show(request, Some(pending), shown).await
}

/// What the page says.
struct Shown {
    status: StatusCode,
    faults: Faults,
    kept: Option<String>,
}

impl Shown {
    fn new(status: StatusCode, faults: Faults, kept: &str) -> Self {
        let kept = Some(kept.to_owned()).filter(|kept| !kept.is_empty());
        Self {
            status,
            faults,
            kept,
        }
    }
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let frame = request.frame();
    let code = match CodeAttempt::read(posted.raw("code")) {
        Ok(code) => code,
        Err(error) => {
            let message = frame.words.under("second_factor.fault", error.key());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let shown = Shown::new(status, Faults::one("code", message), posted.raw(KEPT));
            return show(&request, pending(&request), shown).await;
        }
    };
    let Some(pending) = pending(&request) else {
        return Ok(from_the_start(&request));
    };
    let base = &request.env.base_url;
    let step = SecondStep {
        pending,
        code,
        address: caller_address(&request.http),
        browser: CookieKind::KnownBrowser
            .read(base, &request.http)
            .and_then(|value| KnownBrowser::parse(&value)),
        session: request
            .http
            .extensions()
            .get::<CurrentSession>()
            .map(|session| session.0.clone()),
    };
    let finished = request.write(move |tx, cx| finish_sign_in(tx, cx, &step));
    let refusal = match finished.await? {
        Ok(new) => {
            let mut answer = let_in(&request, &new, posted.raw(KEPT))?;
            add_cookie(&mut answer, &CookieKind::PendingSignIn.removal(base));
            return Ok(answer);
        }
        Err(refusal) => refusal,
    };
    refuse(&request, refusal, posted.raw(KEPT)).await
}

/// Says why the code opens nothing, and counts it with the sign-ins that were refused.
async fn refuse(request: &PageRequest, refusal: SecondStepRefusal, kept: &str) -> PageResult {
    let frame = request.frame();
    let message = match refusal {
        SecondStepRefusal::Gone => return Ok(from_the_start(request)),
        SecondStepRefusal::Wrong => frame.t("second_factor.fault.wrong").to_owned(),
        SecondStepRefusal::Used => frame.t("second_factor.fault.used").to_owned(),
        SecondStepRefusal::Wait { seconds } => wait_text(frame.words, seconds),
    };
    let (event, status) = match refusal {
        SecondStepRefusal::Wait { .. } => {
            (SecurityEvent::DelayedSignIn, StatusCode::TOO_MANY_REQUESTS)
        }
        _ => (
            SecurityEvent::RefusedSignIn,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    };
    let from = Circumstances::from_address(caller_address(&request.http));
    request.env.security.note(event, from);
    let shown = Shown::new(status, Faults::one("code", message), kept);
    show(request, pending(request), shown).await
}

fn pending(request: &PageRequest) -> Option<PendingToken> {
    let value = CookieKind::PendingSignIn.read(&request.env.base_url, &request.http)?;
    PendingToken::parse(&value)
}

/// The page, while a code is waited for in this browser.
async fn show(request: &PageRequest, pending: Option<PendingToken>, shown: Shown) -> PageResult {
    let Some(pending) = pending else {
        return Ok(from_the_start(request));
    };
    let frame = request.frame();
    let is_shown = frame.demonstration;
    let found = request.read(move |conn, cx| {
        let Some(account) = pending_account(conn, &pending, cx.now())? else {
            return Ok::<_, PageError>(None);
        };
        let code = match is_shown {
            true => code_shown(conn, account, cx.now())?,
            false => None,
        };
        Ok(Some(code))
    });
    match found.await? {
        Some(code) => page_with_status(
            shown.status,
            &CodePage {
                frame,
                code,
                kept: shown.kept,
                faults: shown.faults,
            },
        ),
        None => Ok(from_the_start(request)),
    }
}

/// The first step again; where that was done in another tab, it leads on.
fn from_the_start(request: &PageRequest) -> actix_web::HttpResponse {
    let sign_in = with_wanted("/dang-nhap", request.http.query_string());
    if request.viewer().is_ok() {
        return request.to(&sign_in);
    }
    request.to_saying(&sign_in, "second_factor.notice.too_late")
}
