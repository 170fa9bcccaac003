//! Signing in.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpResponse};
use askama::Template;

use super::code;
use super::return_path::{is_own, wanted, with_wanted};
use crate::accounts::{
    FirstStep, Hasher, KnownBrowser, NewSignIn, PasswordAttempt, PendingToken, SignIn, SignInName,
    SignInRefusal, sign_in,
};
use crate::journal::{Circumstances, SecurityEvent};
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{
    CurrentSession, FORM_ACTION, Faults, Frame, KEPT, KeptForm, PageError, PageRequest, PageResult,
    Posted, SESSION_ENDED, Unchecked, caller_address, csrf, page as answer, page_with_status,
    wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// A form came after its session had ended.
    has_lost_form: bool,
    /// That form, sealed, where it is kept until its sender is signed in.
    kept: Option<String>,
    /// What was typed as name.
    typed: String,
    faults: Faults,
}

/// A form that goes on where its session ended.
#[derive(Template)]
#[template(path = "portal/accounts/go_on.html")]
struct GoOnPage {
    frame: Frame,
    form: KeptForm,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    if request.viewer().is_ok() {
        let next = wanted(request.http.query_string()).unwrap_or_else(|| "/tai-khoan".into());
        return Ok(request.to(&next));
    }
    answer(&SignInPage {
        frame: request.frame(),
        has_lost_form: has_lost_form(&request),
        kept: None,
        typed: String::new(),
        faults: Faults::default(),
    })
}

/// The page with a form that came after its session had ended. It does nothing with it but keep it.
pub(super) async fn keep(request: PageRequest, form: Unchecked) -> PageResult {
    let action = request.query(FORM_ACTION);
    let action = action
        .filter(|action| is_own(action))
        .ok_or(PageError::BadRequest)?;
    // It is offered to be sent with a genuine token once somebody has signed in, so it must be certain
    // that a page of ours sent it. A button with nothing beside it, as the one that keeps a session, is
    // not pressed again.
    let is_kept = csrf::is_from_here(request.http.headers()) && !form.0.is_empty();
    let form = is_kept.then(|| KeptForm::new(action, form.0, request.now()));
    let keys = request.env.storage.keys();
    answer(&SignInPage {
        frame: request.frame(),
        has_lost_form: true,
        kept: form.and_then(|form| form.seal(keys)),
        typed: String::new(),
        faults: Faults::default(),
    })
}

/// The address of the kept form, asked for by hand.
pub(super) async fn kept_elsewhere(request: PageRequest) -> HttpResponse {
    request.to(&with_wanted("/dang-nhap", request.http.query_string()))
}

pub(super) async fn act(request: PageRequest, hasher: Data<Hasher>, posted: Posted) -> PageResult {
    // A form sent half empty is a slip and no guess, so it is not counted.
    if let Some(faults) = left_out(&request.frame(), &posted) {
        return again(&request, &posted, faults, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let wish = SignIn {
        name: SignInName::read(posted.text("name")),
        password: PasswordAttempt::new(posted.raw("password")),
        address: caller_address(&request.http),
        browser: CookieKind::KnownBrowser
            .read(&request.env.base_url, &request.http)
            .and_then(|value| KnownBrowser::parse(&value)),
        session: request
            .http
            .extensions()
            .get::<CurrentSession>()
            .map(|session| session.0.clone()),
    };
    let cx = request.cx.clone();
    match sign_in(&request.env.storage, &hasher, &cx, wish).await {
        Ok(FirstStep::SignedIn(new)) => let_in(&request, &new, posted.raw(KEPT)),
        Ok(FirstStep::CodeNeeded(pending)) => {
            ask_for_code(&request, pending, posted.raw(KEPT)).await
        }
        Err(error) => turn_away(&request, &posted, error.refusal()?),
    }
}

/// Goes on to the second step, in this browser alone.
async fn ask_for_code(request: &PageRequest, pending: PendingToken, kept: &str) -> PageResult {
    let cookie = CookieKind::PendingSignIn.with(&request.env.base_url, pending.reveal());
    let mut answer = match kept {
        "" => request.to(&with_wanted("/dang-nhap/ma", request.http.query_string())),
        // An address cannot carry it on.
        kept => code::ask(request, pending, kept.to_owned()).await?,
    };
    add_cookie(&mut answer, &cookie);
    Ok(answer)
}

/// Lets somebody in: to the page that they asked for, or with the form that they sent after their session
/// had ended to the button that sends it now.
pub(super) fn let_in(request: &PageRequest, new: &NewSignIn, kept: &str) -> PageResult {
    let home = match (new.works_for_agency, new.is_operator) {
        (true, _) => "/mot-cua/ho-so",
        (false, true) => "/quan-tri",
        (false, false) => "/ho-so",
    };
    let next = wanted(request.http.query_string()).unwrap_or_else(|| home.into());
    let env = &request.env;
    let mut answer = if let Some(form) = KeptForm::open(env.storage.keys(), kept, request.now()) {
        let mut frame = request.frame();
        let session = new.session.reveal();
        frame.visit.csrf = csrf::token(env.storage.keys(), session, &request.cx.moment);
        answer(&GoOnPage { frame, form })?
    } else if new.by_recovery_code {
        request.to_saying(&next, "second_factor.notice.recovery_code_used")
    } else {
        request.to(&next)
    };
    let base = &request.env.base_url;
    add_cookie(
        &mut answer,
        &CookieKind::Session.with(base, new.session.reveal()),
    );
    add_cookie(
        &mut answer,
        &CookieKind::KnownBrowser.with(base, new.browser.reveal()),
    );
    add_cookie(&mut answer, &CookieKind::Guest.removal(base));
    Ok(answer)
}

fn has_lost_form(request: &PageRequest) -> bool {
    request.query(SESSION_ENDED).is_some()
}

/// What is missing in the form, if anything is.
fn left_out(frame: &Frame, posted: &Posted) -> Option<Faults> {
    let mut faults = Faults::default();
    if posted.text("name").is_empty() {
        faults.add("name", frame.t("accounts.sign_in.name_missing"));
    }
    if posted.raw("password").is_empty() {
        faults.add("password", frame.t("accounts.sign_in.password_missing"));
    }
    (!faults.is_empty()).then_some(faults)
}

fn turn_away(request: &PageRequest, posted: &Posted, refusal: SignInRefusal) -> PageResult {
    let frame = request.frame();
    let mut faults = Faults::default();
    let (event, status) = match refusal {
        SignInRefusal::Wrong => {
            faults.add("name", frame.t("accounts.sign_in.wrong"));
            (
                SecurityEvent::RefusedSignIn,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
        }
        SignInRefusal::Wait { seconds } => {
            faults.add("name", wait_text(frame.words, seconds));
            (SecurityEvent::DelayedSignIn, StatusCode::TOO_MANY_REQUESTS)
        }
    };
    let from = Circumstances::from_address(caller_address(&request.http));
    request.env.security.note(event, from);
    again(request, posted, faults, status)
}

/// The form again, with what was typed as name.
fn again(request: &PageRequest, posted: &Posted, faults: Faults, status: StatusCode) -> PageResult {
    let shown = SignInPage {
        frame: request.frame(),
        has_lost_form: has_lost_form(request),
        kept: Some(posted.raw(KEPT).to_owned()).filter(|kept| !kept.is_empty()),
        typed: posted.text("name").to_owned(),
        faults,
    };
    page_with_status(status, &shown)
}
