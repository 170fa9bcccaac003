//! Refusing to accept a dossier.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, EventKind, refuse};
use crate::kernel::DossierId;
use crate::web::{Frame, Posted};

#[derive(Template)]
#[template(path = "desk/acts/refuse.html")]
struct RefusePage {
    frame: Frame,
    sheet: ActPage,
    reason: String,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Refuse).await?;
    sheet.show(|sheet| RefusePage {
        frame: desk.frame(),
        sheet,
        reason: String::new(),
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let sheet = ActPage::posted(&desk, id.into_inner(), Act::Refuse, &posted).await?;
    let reason = posted.raw("reason").to_owned();
    let given = reason.clone();
    let done = sheet
        .carry_out(&desk, move |it| {
            refuse(it.tx, it.moment, it.viewer, it.at, &given, it.calendar)
        })
        .await;
    let frame = desk.frame();
    let sent = reason.clone();
    let is_same = |own: &OwnStep| matches!(own.kind, EventKind::Refused {}) && own.says(&sent);
    let view = |sheet| RefusePage {
        frame,
        sheet,
        reason,
    };
    sheet.finish(&desk, done, is_same, view).await
}
