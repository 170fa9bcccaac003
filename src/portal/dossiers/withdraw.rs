//! `/ho-so/{id}/rut`: the applicant withdraws a dossier. The page asks for confirmation and, if
//! they like, for a reason.

use actix_web::http::StatusCode;
use askama::Template;

use super::act::act;
use crate::dossiers::{self, Act, ActBlocked, ActInput, Dossier};
use crate::portal::paths;
use crate::portal::person_request::{Own, PersonRequest};
use crate::web::{Faults, Frame, PageError, PageResult, Posted, SHOW, page_with_status};

#[derive(Template)]
#[template(path = "portal/dossiers/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    dossier: Dossier,
    seen: usize,
    reason: String,
    faults: Faults,
    /// Something happened to the dossier since the form was shown.
    has_changed: bool,
}

impl WithdrawPage {
    fn action(&self) -> String {
        self.frame.path(&paths::below(self.dossier.id, "rut"))
    }

    fn back(&self) -> String {
        self.frame.path(&paths::dossier(self.dossier.id))
    }
}

pub(super) async fn page(request: PersonRequest) -> PageResult {
    show(&request, String::new(), Faults::default(), StatusCode::OK).await
}

async fn show(
    request: &PersonRequest,
    reason: String,
    faults: Faults,
    status: StatusCode,
) -> PageResult {
    let Own::Dossier(opened) = request.own().await? else {
        return Err(PageError::NotFound);
    };
    let (seen, dossier) = (opened.seen, opened.case.dossier);
    let is_possible = dossier.is_open_here() && dossier.standing.after(Act::Withdraw).is_ok();
    if !is_possible {
        return Ok(request.to_dossier());
    }
    let shown = WithdrawPage {
        frame: request.frame(),
        dossier,
        seen,
        reason,
        faults,
        has_changed: status == StatusCode::CONFLICT,
    };
    page_with_status(status, &shown)
}

pub(super) async fn withdraw(request: PersonRequest, posted: Posted) -> PageResult {
    if posted.has(SHOW) {
        let typed = posted.text("reason").to_owned();
        return show(&request, typed, Faults::default(), StatusCode::OK).await;
    }
    let version = posted.text("version").parse();
    let version = version.map_err(|_| PageError::BadRequest)?;
    let reason = posted.text("reason").to_owned();
    let input = ActInput::Withdraw {
        reason: reason.clone(),
    };
    let mut faults = Faults::default();
    let status = match act(&request, version, input).await {
        Ok(()) => return Ok(request.to_dossier_saying("dossiers.notice.withdrawn")),
        Err(dossiers::Error::Stale | dossiers::Error::Blocked(ActBlocked::NotNow(_))) => {
            StatusCode::CONFLICT
        }
        Err(dossiers::Error::Invalid { .. }) => {
            faults.add("reason", request.frame().t("dossiers.withdraw.too_long"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(other) => return Err(other.into()),
    };
    show(&request, reason, faults, status).await
}
