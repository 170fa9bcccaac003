//! Changing a password that is known.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::contact::new_password;
use super::profile::own;
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
    Faults, Fields, Frame, PageError, PageRequest, PageResult, Posted, page as answer,
    page_with_faults, wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/change_password.html")]
struct ChangePasswordPage {
    frame: Frame,
    /// The address that the account signs in with.
    account: String,
    faults: Faults,
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let account = own(&request).await?;
    answer(&ChangePasswordPage {
        frame: request.frame(),
        account: account.email.expose().to_owned(),
        faults: Faults::default(),
    })
}

/// The page itself, whose address is the portal's own choice.
pub(super) async fn well_known(request: PageRequest) -> PageResult {
    Ok(request.to("/tai-khoan/mat-khau"))
}

pub(super) async fn act(request: PageRequest, hasher: Data<Hasher>, posted: Posted) -> PageResult {
    let frame = request.frame();
    let account = own(&request).await?;
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let current = current_password(&mut fields, frame.words);
    let new = new_password(&mut fields, "new_password", &account.own_data());
    let faults = match fields.finish(current.zip(new)) {
        Ok((current, new)) => {
            let cx = request.cx.clone();
            match change(&request.env.storage, &hasher, cx, current, new).await {
                Ok(session) => return Ok(changed(&request, &session)),
                Err(error) => explain(frame.words, error.refusal()?)?,
            }
        }
        Err(faults) => faults,
    };
    page_with_faults(&ChangePasswordPage {
        frame,
        account: account.email.expose().to_owned(),
        faults,
    })
}

fn changed(request: &PageRequest, session: &SessionToken) -> HttpResponse {
    let mut answer = request.to_saying("/tai-khoan", "accounts.notice.password_changed");
    let cookie = CookieKind::Session.with(&request.env.base_url, session.reveal());
    add_cookie(&mut answer, &cookie);
    answer
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
pub(super) fn current_password(fields: &mut Fields<'_>, words: Words) -> Option<PasswordAttempt> {
    let current = fields.raw("current_password");
    if current.is_empty() {
        let message = words.t("accounts.change_password.missing");
        fields.refuse_in_words("current_password", message);
        return None;
    }
    Some(PasswordAttempt::new(current))
}

/// Says why the password that shows who is there was not taken.
pub(super) fn explain(words: Words, refusal: ReauthenticationRefusal) -> Result<Faults, PageError> {
    let message = match refusal {
        ReauthenticationRefusal::WrongPassword
        | ReauthenticationRefusal::WrongCode
        | ReauthenticationRefusal::UsedCode => words.t("accounts.change_password.wrong").into(),
        ReauthenticationRefusal::Wait { seconds } => wait_text(words, seconds),
        ReauthenticationRefusal::Stale => return Err(PageError::Conflict),
    };
    Ok(Faults::one("current_password", message))
}
