//! Handing the result over at the desk, or noting that the post has delivered it.

use actix_web::web::Path;
use askama::Template;

use super::repeat::OwnStep;
use super::sheet::Sheet;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, Happening, return_result};
use crate::kernel::DossierId;
use crate::web::{Frame, Posted};

#[derive(Template)]
#[template(path = "desk/acts/return_result.html")]
struct ReturnPage {
    frame: Frame,
    sheet: Sheet,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = Sheet::open(&desk, id.into_inner(), Act::Return).await?;
    sheet.show(|sheet| ReturnPage {
        frame: desk.frame(),
        sheet,
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let sheet = Sheet::posted(&desk, id.into_inner(), Act::Return, &posted).await?;
    let done = sheet
        .carry_out(&desk, |it| {
            return_result(it.tx, it.moment, it.viewer, it.at)
        })
        .await;
    let frame = desk.frame();
    let is_same = |own: &OwnStep| matches!(own.happening, Happening::Returned {});
    let view = |sheet| ReturnPage { frame, sheet };
    sheet.finish(&desk, done, is_same, view).await
}
