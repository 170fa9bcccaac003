//! Filing. Repeating the request finds the dossier that the first one made.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::applying::Applying;
use super::review;
use crate::dossiers::{Error, Problem, WizardStep, submit};
use crate::portal::person_request::PersonRequest;
use crate::web::{Faults, PageError, Posted};

/// The page of the receipt.
const RECEIPT: &str = "bien-nhan";

pub(super) async fn file(
    request: PersonRequest,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
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
    let frame = applying.request.frame();
    if !posted.has("agreed") {
        faults.add("agreed", frame.t("apply.review.not_agreed"));
        return review::show(&applying, faults, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // A version that is none is one that the draft no longer has.
    let seen: i32 = posted.text("version").parse().unwrap_or(0);
    let filed = applying
        .request
        .change(move |tx, cx, id| submit(tx, cx, id, seen));
    match filed.await {
        Ok(_) => Ok(applying.request.to_page(RECEIPT)),
        Err(Error::Stale) => review::show(&applying, faults, StatusCode::CONFLICT),
        Err(Error::Incomplete { step, .. }) => Ok(applying.request.to_step(&step)),
        Err(Error::Invalid {
            problem: Problem::NoCode,
            ..
        }) => {
            faults.add("agreed", frame.t("apply.start.no_code"));
            review::show(&applying, faults, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}
