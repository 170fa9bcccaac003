//! Forwarding the result over at the desk, or noting that the post has delivered it.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, EventKind, return_result};
use crate::kernel::DossierId;
use crate::web::{Frame, Posted};

#[derive(Template)]
#[template(path = "desk/acts/return_result.html")]
struct ReturnPage {
    frame: Frame,
    sheet: ActPage,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Return).await?;
    sheet.show(|sheet| ReturnPage {
        frame: desk.frame(),
        sheet,
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let sheet = ActPage::posted(&desk, id.into_inner(), Act::Return, &posted).await?;
    let done = sheet
        .carry_out(&desk, |it| {
            return_result(it.tx, it.moment, it.viewer, it.at)
        })
        .await;
    let frame = desk.frame();
    let is_same = |own: &OwnStep| matches!(own.kind, EventKind::Returned {});
    let view = |sheet| ReturnPage { frame, sheet };
    sheet.finish(&desk, done, is_same, view).await
}
