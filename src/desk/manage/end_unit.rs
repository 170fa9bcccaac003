//! Ending a unit, after it was asked once more.

use actix_web::web::Path;
use askama::Template;

use super::head::Head;
use super::units::unit;
use crate::accounts::{HandlingUnit, UnitRefusal, end_unit};
use crate::desk::paths;
use crate::desk::queue::Scope;
use crate::dossiers::{DeskList, LiesWith, Queue, queue_total};
use crate::kernel::HandlingUnitId;
use crate::web::{Frame, PageError, PageResult, Posted, StaffRequest, page as answer};

#[derive(Template)]
#[template(path = "desk/manage/end_unit.html")]
struct EndUnitPage {
    frame: Frame,
    head: Head,
    unit: HandlingUnit,
    /// How many dossiers lie with it.
    stay: i64,
}

impl EndUnitPage {
    /// The dossiers that lie with it.
    fn dossiers(&self) -> String {
        let scope = Scope::Unit(self.unit.id);
        let list = paths::list(&self.head.office.key, DeskList::InWork, scope);
        self.frame.path(&list)
    }

    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::UNITS))
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest, id: Path<HandlingUnitId>) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::UNITS)?;
    let unit = unit(&desk, &head, id.into_inner()).await?;
    let lie = Queue {
        agency: head.office.id,
        lies_with: LiesWith::Unit(unit.id),
    };
    answer(&EndUnitPage {
        stay: desk.read(move |conn, _| queue_total(conn, lie)).await?,
        unit,
        frame,
        head,
    })
}

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    id: Path<HandlingUnitId>,
    _posted: Posted,
) -> PageResult {
    let (head, _) = Head::of(&desk, paths::UNITS)?;
    let (cx, agency, unit) = (desk.cx.clone(), head.office.id, id.into_inner());
    let storage = &desk.env.storage;
    match storage
        .writing(move |tx| end_unit(tx, &cx, agency, unit))
        .await
    {
        Ok(()) => {
            let units = head.path(paths::UNITS);
            Ok(desk.to_saying(&units, "manage.notice.unit_ended"))
        }
        Err(error) => Err(match error.refusal()? {
            UnitRefusal::NotYours => PageError::Forbidden,
            _ => PageError::NotFound,
        }),
    }
}
