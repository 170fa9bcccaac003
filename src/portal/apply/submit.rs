//! Filing. Repeating the request finds the dossier that the first one made.

use actix_web::http::StatusCode;

use super::applying::Applying;
use super::leaving::{Leaving, leaves, leaving};
use super::review;
use super::wizard::REVIEW;
use crate::dossiers::{Error, Problem, WizardStep, submit};
use crate::portal::person_request::PersonRequest;
use crate::web::{Faults, PageResult, Posted};

/// The page of the receipt.
const RECEIPT: &str = "bien-nhan";

/// The page with the button: what is posted here and is not filed is answered under this address, so
/// that the other language and a reload lead here.
pub(super) async fn page(request: PersonRequest) -> PageResult {
    request.own().await?;
    Ok(request.to_step(&WizardStep::Review))
}

pub(super) async fn file(request: PersonRequest, posted: Posted) -> PageResult {
    let pressed = |name: &str| posted.has(name).then(|| posted.text(name));
    // Only where a button leads is asked of the draft: filing reads it once, in its transaction.
    if leaves(pressed)
        && let Some(application) = request.draft().await?
    {
        match leaving(&application, pressed) {
            // What is read here stands under an address of its own.
            Some(Leaving::ToOtherLanguage) => return Ok(request.to_other_language(REVIEW)),
            Some(to) => return Ok(request.leave(&to)),
            None => {}
        }
    }
    if !posted.has("agreed") {
        let fault = request.frame().t("apply.review.not_agreed").to_owned();
        return again(request, Some(fault), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    // A version that is none is one that the draft no longer has.
    let seen: i32 = posted.text("version").parse().unwrap_or(0);
    let filed = request.change(move |tx, cx, id| submit(tx, cx, id, seen));
    match filed.await {
        Ok(_) => Ok(request.to_page(RECEIPT)),
        Err(Error::Stale) => again(request, None, StatusCode::CONFLICT).await,
        Err(Error::Incomplete { step, .. }) => Ok(request.to_step(&step)),
        Err(Error::Invalid {
            problem: Problem::NoCode,
            ..
        }) => {
            let fault = request.frame().t("apply.start.no_code").to_owned();
            again(request, Some(fault), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again on which the button was pressed, with what is wrong about it; where the button was
/// pressed on another page in between, what has come of it.
async fn again(request: PersonRequest, fault: Option<String>, status: StatusCode) -> PageResult {
    let Some(application) = request.draft().await? else {
        return Ok(request.to_page(RECEIPT));
    };
    let applying = Applying {
        request,
        application,
    };
    if let Some(elsewhere) = applying.elsewhere(&WizardStep::Review) {
        return Ok(elsewhere);
    }
    let mut faults = Faults::default();
    if let Some(fault) = fault {
        faults.add("agreed", fault);
    }
    review::show(&applying, faults, status)
}
