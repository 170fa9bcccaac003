//! Asking once more who is there, before an act that weighs most. The page that asks carries the form
//! along, so that nothing typed is lost and the act needs no second way: with the right answer the
//! same form is done.

use actix_web::HttpMessage;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::error_page::came_from;
use super::gate::SessionConfirmed;
use super::{
    CurrentSession, Faults, Frame, PageError, PageRequest, Posted, page_with_status, wait_text,
};
use crate::accounts::demonstration::code_shown;
use crate::accounts::{
    self, CodeAttempt, Hasher, PasswordAttempt, Proof, ReauthenticationRefusal, confirm_session,
};

/// The field that is asked for. No form of ours has another of this name.
const FIELD: &str = "_confirm";

/// A form before an act that asks once more who is there.
pub enum Confirmation {
    /// The session has shown it within the last minutes: the form without what showed it.
    Given(Posted),
    /// It has not: this page asks.
    Asked(HttpResponse),
}

#[derive(Template)]
#[template(path = "web/confirm_first.html")]
struct ConfirmPage {
    frame: Frame,
    /// What the form of the act holds.
    pairs: Vec<(String, String)>,
    /// A code is asked for; otherwise the password.
    by_code: bool,
    /// The page with the form.
    back: Option<String>,
    /// What the authenticator of a made-up person shows.
    code: Option<String>,
    faults: Faults,
}

/// Lets the form pass if the session has shown within the last minutes who is there, or does so with
/// it.
///
/// # Errors
/// [`PageError::Conflict`] when the account has changed meanwhile, and faults.
pub async fn confirm_first(
    request: &PageRequest,
    posted: Posted,
) -> Result<Confirmation, PageError> {
    let (is_confirmed, session) = {
        let extensions = request.http.extensions();
        let confirmed = extensions.get::<SessionConfirmed>().copied();
        let session = extensions.get::<CurrentSession>().cloned();
        (
            confirmed.is_some_and(|confirmed| confirmed.0),
            session.ok_or(PageError::Forbidden)?.0,
        )
    };
    let (form, shown) = posted.without(FIELD);
    if is_confirmed {
        return Ok(Confirmation::Given(form));
    }
    let page = Asking::of(request, form).await?;
    let Some(shown) = shown else {
        return page.ask(StatusCode::OK, Faults::default());
    };
    let proof = match page.read(&shown) {
        Ok(proof) => proof,
        Err(message) => {
            return page.ask(
                StatusCode::UNPROCESSABLE_ENTITY,
                Faults::one(FIELD, message),
            );
        }
    };
    let hasher = request.http.app_data::<Data<Hasher>>();
    let hasher = hasher.ok_or(PageError::Unavailable)?;
    let storage = &request.env.storage;
    match confirm_session(storage, hasher, &request.cx, session, proof).await {
        Ok(()) => Ok(Confirmation::Given(page.form)),
        Err(error) => page.refuse(error.refusal()?),
    }
}

/// What the page that asks is made of.
struct Asking {
    frame: Frame,
    form: Posted,
    by_code: bool,
    back: Option<String>,
    code: Option<String>,
}

impl Asking {
    async fn of(request: &PageRequest, form: Posted) -> Result<Self, PageError> {
        let account = request.viewer()?.account;
        let frame = request.frame();
        let is_shown = frame.demonstration;
        let read = request.read(move |conn, cx| {
            let by_code = accounts::has_second_factor(conn, account)?;
            let code = match is_shown {
                true => code_shown(conn, account, cx.now())?,
                false => None,
            };
            Ok::<_, PageError>((by_code, code))
        });
        let (by_code, code) = read.await?;
        Ok(Self {
            back: came_from(request.http.headers()).map(|path| frame.path(&path)),
            frame,
            form,
            by_code,
            code,
        })
    }

    /// What was typed, or what is wrong with it.
    fn read(&self, shown: &str) -> Result<Proof, String> {
        if self.by_code {
            let read = CodeAttempt::read(shown).map(Proof::Code);
            let words = self.frame.words;
            return read.map_err(|error| words.under("second_factor.fault", error.key()));
        }
        if shown.is_empty() {
            return Err(self.frame.t("accounts.change_password.missing").to_owned());
        }
        Ok(Proof::Password(PasswordAttempt::new(shown)))
    }

    fn refuse(self, refusal: ReauthenticationRefusal) -> Result<Confirmation, PageError> {
        let frame = &self.frame;
        let message = match refusal {
            ReauthenticationRefusal::WrongPassword => {
                frame.t("second_factor.fault.wrong_password").to_owned()
            }
            ReauthenticationRefusal::WrongCode => frame.t("second_factor.fault.wrong").to_owned(),
            ReauthenticationRefusal::UsedCode => frame.t("second_factor.fault.used").to_owned(),
            ReauthenticationRefusal::Wait { seconds } => wait_text(frame.words, seconds),
            ReauthenticationRefusal::Stale => return Err(PageError::Conflict),
        };
        let status = match refusal {
            ReauthenticationRefusal::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        self.ask(status, Faults::one(FIELD, message))
    }

    fn ask(self, status: StatusCode, faults: Faults) -> Result<Confirmation, PageError> {
        let page = ConfirmPage {
            frame: self.frame,
            pairs: self.form.pairs().to_vec(),
            by_code: self.by_code,
            back: self.back,
            code: self.code,
            faults,
        };
        page_with_status(status, &page).map(Confirmation::Asked)
    }
}
