//! Withdrawing one's dossier, asked once more before it is done.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::open::{Own, context, own};
use crate::catalogue::CatalogueCache;
use crate::context::Context;
use crate::context::Environment;
use crate::dossiers::{self, Act, ActBlocked, ActInput, At, Dossier, carry_out};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::web::{
    Faults, Frame, PageError, Posted, SignedIn, page_with_status, see_other, see_other_saying,
};

#[derive(Template)]
#[template(path = "portal/dossiers/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    dossier: Dossier,
    seen: usize,
    reason: String,
    faults: Faults,
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

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let cx = context(&env, &cache, &viewer);
    let (faults, reason) = (Faults::default(), String::new());
    show(&request, &env, &cx, id, reason, faults, StatusCode::OK).await
}

async fn show(
    request: &HttpRequest,
    env: &Environment,
    cx: &Context,
    id: DossierId,
    reason: String,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse, PageError> {
    let Own::Dossier(opened) = own(env, cx, id).await? else {
        return Err(PageError::NotFound);
    };
    let (seen, dossier) = (opened.seen, opened.case.dossier);
    let is_possible = dossier.is_open_here() && dossier.standing.after(Act::Withdraw).is_ok();
    if !is_possible {
        return Ok(see_other(request, &paths::dossier(id)));
    }
    let shown = WithdrawPage {
        frame: Frame::of(request),
        dossier,
        seen,
        reason,
        faults,
        has_changed: status == StatusCode::CONFLICT,
    };
    page_with_status(status, &shown)
}

pub(super) async fn withdraw(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let at = At {
        dossier: id,
        version: posted
            .text("version")
            .parse()
            .map_err(|_| PageError::BadRequest)?,
    };
    let reason = posted.raw("reason").to_owned();
    let cx = context(&env, &cache, &viewer);
    let input = ActInput::Withdraw {
        reason: reason.clone(),
    };
    let own_cx = cx.clone();
    let outcome = env
        .storage
        .writing(move |tx| carry_out(tx, &own_cx, at, &input))
        .await;
    let mut faults = Faults::default();
    let status = match outcome {
        Ok(_) => {
            let path = paths::dossier(id);
            return Ok(see_other_saying(
                &request,
                &env,
                &path,
                "dossiers.notice.withdrawn",
            ));
        }
        Err(dossiers::Error::Stale | dossiers::Error::Blocked(ActBlocked::NotNow(_))) => {
            StatusCode::CONFLICT
        }
        Err(dossiers::Error::Invalid { .. }) => {
            faults.add(
                "reason",
                Frame::of(&request).t("dossiers.withdraw.too_long"),
            );
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(other) => return Err(other.into()),
    };
    show(&request, &env, &cx, id, reason, faults, status).await
}
