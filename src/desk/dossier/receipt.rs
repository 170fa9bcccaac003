//! The receipt that the applicant takes home (giấy tiếp nhận hồ sơ và hẹn trả kết quả, form 01 of
//! Circular 01/2018/TT-VPCP), to be printed at the desk.

use actix_web::web::Path;
use askama::Template;

use super::page::{agency_name, office_frame, open};
use super::reading::component_name;
use crate::desk::paths;
use crate::dossiers::{Dossier, EventKind, History};
use crate::kernel::{DossierId, Instant};
use crate::web::{Frame, NavLink, PageError, PageResult, StaffRequest, page as answer, qr_image};

#[derive(Template)]
#[template(path = "desk/dossier/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    crumbs: Vec<NavLink>,
    dossier: Dossier,
    agency: String,
    accepted_at: Instant,
    /// The clerk who accepted.
    receiver: Option<String>,
    papers: Vec<ReceivedPaper>,
    /// Where the applicant follows the dossier.
    tracking: String,
    /// The same as an image.
    qr: String,
}

/// A paper that was received.
struct ReceivedPaper {
    component: String,
    file_name: String,
}

pub(in crate::desk) async fn page(desk: StaffRequest, id: Path<DossierId>) -> PageResult {
    let id = id.into_inner();
    let opened = open(&desk, id).await?;
    let times = opened.dossier().times;
    let accepted_at = times.accepted_at.ok_or(PageError::NotFound)?;
    let frame = office_frame(&desk, opened.dossier());
    let tracking = desk.env.absolute("/tra-cuu");
    let query = paths::with_query(&tracking, &[("ma", &opened.dossier().code)]);
    answer(&ReceiptPage {
        crumbs: vec![frame.link(&paths::dossier(id), &opened.dossier().code)],
        agency: agency_name(&desk, &frame, &opened),
        accepted_at,
        receiver: receiver(&opened.history),
        papers: opened
            .papers
            .iter()
            .map(|paper| ReceivedPaper {
                component: component_name(&frame, &opened, &paper.component),
                file_name: paper.file_name.clone(),
            })
            .collect(),
        qr: qr_image(&query)?,
        tracking,
        dossier: opened.case.dossier,
        frame,
    })
}

/// The clerk who accepted.
fn receiver(history: &History) -> Option<String> {
    let mut events = history.events.iter();
    let accepted = events.find(|event| matches!(event.kind, EventKind::Accepted { .. }))?;
    history.person(accepted.actor?).map(str::to_owned)
}
