//! Ending a unit, after it was asked once more.

use actix_web::web::{Data, Path};
use askama::Template;

use super::head::Head;
use super::units::unit;
use crate::accounts::{Accounts, Actor, HandlingUnit, UnitRefusal, end_unit};
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::paths;
use crate::kernel::HandlingUnitId;
use crate::web::{Frame, PageError, Posted, page as answer};

#[derive(Template)]
#[template(path = "desk/manage/end_unit.html")]
struct EndUnitPage {
    frame: Frame,
    head: Head,
    unit: HandlingUnit,
}

impl EndUnitPage {
    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::UNITS))
    }
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<HandlingUnitId>) -> Answer {
    let frame = desk.frame();
    let head = Head::of(&desk, &frame, paths::UNITS)?;
    answer(&EndUnitPage {
        unit: unit(&desk, &head, id.into_inner()).await?,
        frame,
        head,
    })
}

pub(in crate::desk) async fn act(
    desk: AtDesk,
    accounts: Data<Accounts>,
    id: Path<HandlingUnitId>,
    _posted: Posted,
) -> Answer {
    let head = Head::of(&desk, &desk.frame(), paths::UNITS)?;
    let (actor, agency) = (Actor::Person(&desk.viewer), head.office.id);
    match end_unit(&accounts, &desk.moment, actor, agency, id.into_inner()).await {
        Ok(()) => {
            let units = head.path(paths::UNITS);
            Ok(desk.to_saying(&units, &[], "manage.notice.unit_ended"))
        }
        Err(failure) => Err(match failure.refusal()? {
            UnitRefusal::NotYours => PageError::Forbidden,
            _ => PageError::NotFound,
        }),
    }
}
