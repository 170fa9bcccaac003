//! Giving a unit another name.

use actix_web::web::Path;
use askama::Template;

use super::head::Head;
use super::units::{fault_of, unit};
use crate::accounts::{HandlingUnit, rename_unit};
use crate::desk::paths;
use crate::kernel::HandlingUnitId;
use crate::web::{
    Faults, Frame, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "desk/manage/rename_unit.html")]
struct RenameUnitPage {
    frame: Frame,
    head: Head,
    unit: HandlingUnit,
    typed: String,
    faults: Faults,
}

impl RenameUnitPage {
    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::UNITS))
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest, id: Path<HandlingUnitId>) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::UNITS)?;
    let unit = unit(&desk, &head, id.into_inner()).await?;
    answer(&RenameUnitPage {
        typed: unit.name.clone(),
        frame,
        head,
        unit,
        faults: Faults::default(),
    })
}

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    id: Path<HandlingUnitId>,
    posted: Posted,
) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::UNITS)?;
    let unit = unit(&desk, &head, id.into_inner()).await?;
    let typed = posted.text("name").to_owned();
    let (cx, agency, id, name) = (desk.cx.clone(), head.office.id, unit.id, typed.clone());
    let storage = &desk.env.storage;
    match storage
        .writing(move |tx| rename_unit(tx, &cx, agency, id, &name))
        .await
    {
        Ok(()) => {
            let units = head.path(paths::UNITS);
            Ok(desk.to_saying(&units, "manage.notice.unit_renamed"))
        }
        Err(error) => page_with_faults(&RenameUnitPage {
            faults: fault_of(&frame, error.refusal()?)?,
            frame,
            head,
            unit,
            typed,
        }),
    }
}
