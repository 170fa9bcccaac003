//! Asking the applicant for what is missing.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, EventKind, request_supplement};
use crate::kernel::DossierId;
use crate::web::{Frame, Posted};

#[derive(Template)]
#[template(path = "desk/acts/request_supplement.html")]
struct RequestSupplementPage {
    frame: Frame,
    sheet: ActPage,
    what: String,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::RequestSupplement).await?;
    sheet.show(|sheet| RequestSupplementPage {
        frame: desk.frame(),
        sheet,
        what: String::new(),
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let sheet = ActPage::posted(&desk, id.into_inner(), Act::RequestSupplement, &posted).await?;
    let what = posted.raw("what").to_owned();
    let given = what.clone();
    let done = sheet
        .carry_out(&desk, move |it| {
            request_supplement(it.tx, it.moment, it.viewer, it.at, &given, it.calendar)
        })
        .await;
    let frame = desk.frame();
    let sent = what.clone();
    let is_same = |own: &OwnStep| {
        matches!(own.kind, EventKind::SupplementRequested { .. }) && own.says(&sent)
    };
    let view = |sheet| RequestSupplementPage { frame, sheet, what };
    sheet.finish(&desk, done, is_same, view).await
}
