//! Changing a password that is known.

use actix_web::web::Data;
use askama::Template;

use super::profile::own;
use super::typed::Typed;
use super::wait::wait_text;
use crate::accounts::sessions::SessionToken;
use crate::accounts::{
    Error, Hasher, Password, PasswordAttempt, ReauthenticationRefusal, change_password,
    reauthenticate,
};
use crate::context::Context;
use crate::speech::Words;
use crate::storage::Storage;
use crate::web::cookies::{CookieKind, add_cookie};
use crate::web::{
    Faults, Frame, PageError, PageRequest, PageResult, Posted, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_password.html")]
struct ChangePasswordPage {
    frame: Frame,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    answer(&ChangePasswordPage {
        frame: request.frame(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, hasher: Data<Hasher>, posted: Posted) -> PageResult {
    let frame = request.frame();
    let account = own(&request).await?;
    let mut typed = Typed::new(frame.words, &posted);
    let current = current_password(&mut typed, frame.words, &posted);
    let new = typed.new_password("new_password", &account.own_data());
    let mut faults = typed.faults;
    if let (Some(current), Some(new)) = (current, new) {
        let cx = request.cx.clone();
        match change(&request.env.storage, &hasher, cx, current, new).await {
            Ok(session) => {
                let notice = "accounts.notice.password_changed";
                let mut answer = request.to_saying("/tai-khoan", notice);
                let cookie = CookieKind::Session.with(&request.env.base_url, session.reveal());
                add_cookie(&mut answer, &cookie);
                return Ok(answer);
            }
            Err(error) => explain(frame.words, &mut faults, error.refusal()?)?,
        }
    }
    page_with_faults(&ChangePasswordPage { frame, faults })
}

async fn change(
    storage: &Storage,
    hasher: &Hasher,
    cx: Context,
    current: PasswordAttempt,
    new: Password,
) -> Result<SessionToken, Error<ReauthenticationRefusal>> {
    let shown = reauthenticate(storage, hasher, &cx, current).await?;
    let hash = hasher.hash(&cx.moment, new).await?;
    storage
        .writing(move |tx| change_password(tx, &cx, &shown, &hash))
        .await
}

/// The password that shows once more who is there.
pub(super) fn current_password(
    typed: &mut Typed<'_>,
    words: Words,
    posted: &Posted,
) -> Option<PasswordAttempt> {
    let current = posted.raw("current_password");
    if current.is_empty() {
        typed.faults.add(
            "current_password",
            words.t("accounts.change_password.missing"),
        );
        return None;
    }
    Some(PasswordAttempt::new(current))
}

/// Says why the password that shows who is there was not taken.
pub(super) fn explain(
    words: Words,
    faults: &mut Faults,
    refusal: ReauthenticationRefusal,
) -> Result<(), PageError> {
    let message = match refusal {
        ReauthenticationRefusal::WrongPassword => words.t("accounts.change_password.wrong").into(),
        ReauthenticationRefusal::Wait { seconds } => wait_text(words, seconds),
        ReauthenticationRefusal::Stale => return Err(PageError::Conflict),
    };
    faults.add("current_password", message);
    Ok(())
}
