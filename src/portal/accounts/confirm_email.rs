//! Confirming an e-mail address. Opening the link only asks; pressing the button confirms, because
//! programs that look for harm in mail open links too. Who has registered chooses a password here.

use actix_web::web::{Data, Path};
use askama::Template;

use super::gone::gone;
use super::return_path::{wanted, with_wanted};
use crate::accounts::{
    Confirmation, Error, Hasher, MailToken, ResetRefusal, TokenRefusal, confirmation_of,
    finish_registration, verify_email,
};
use crate::web::{
    Faults, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "portal/accounts/confirm_email.html")]
struct ConfirmPage {
    frame: Frame,
    confirmation: Confirmation,
    faults: Faults,
}

impl ConfirmPage {
    fn title(&self) -> &'static str {
        self.frame.t(match self.confirmation.opens_account {
            true => "accounts.confirm.open_title",
            false => "accounts.confirm.title",
        })
    }
}

pub(super) async fn page(request: PageRequest, path: Path<String>) -> PageResult {
    let Some(token) = MailToken::parse(&path) else {
        return gone(&request, TokenRefusal::Invalid);
    };
    match confirmation(&request, &token).await {
        Ok(confirmation) => answer(&ConfirmPage {
            frame: request.frame(),
            confirmation,
            faults: Faults::default(),
        }),
        Err(error) => gone(&request, error.refusal()?),
    }
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
    let confirmation = match confirmation(&request, &token).await {
        Ok(confirmation) => confirmation,
        Err(error) => return gone(&request, error.refusal()?),
    };
    let cx = request.cx.clone();
    let storage = &request.env.storage;
    let done = if confirmation.opens_account {
        let typed = posted.raw("password");
        finish_registration(storage, &hasher, &cx, token, typed).await
    } else {
        let verified = storage.writing(move |tx| verify_email(tx, &cx, &token));
        verified
            .await
            .map_err(|error| error.map(ResetRefusal::Token))
    };
    let Err(error) = done else {
        let query = request.http.query_string();
        let next = match request.viewer() {
            Ok(_) => wanted(query).unwrap_or_else(|| "/tai-khoan".into()),
            Err(_) => with_wanted("/dang-nhap", query),
        };
        return Ok(request.to_saying(&next, "accounts.notice.email_confirmed"));
    };
    match error.refusal()? {
        ResetRefusal::Token(refusal) => gone(&request, refusal),
        ResetRefusal::Password(error) => {
            let frame = request.frame();
            let message = frame.words.under("accounts.fault", error.key());
            page_with_faults(&ConfirmPage {
                faults: Faults::one("password", message),
                frame,
                confirmation,
            })
        }
    }
}

async fn confirmation(
    request: &PageRequest,
    token: &MailToken,
) -> Result<Confirmation, Error<TokenRefusal>> {
    let (now, token) = (request.now(), token.clone());
    let storage = &request.env.storage;
    storage
        .reading(move |conn| confirmation_of(conn, now, &token))
        .await
}
