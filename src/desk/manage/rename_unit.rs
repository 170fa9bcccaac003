//! Giving a unit another name.

use actix_web::web::{Data, Path};
use askama::Template;

use super::head::Head;
use super::units::{fault_of, unit};
use crate::accounts::{Accounts, Actor, HandlingUnit, rename_unit};
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::paths;
use crate::kernel::HandlingUnitId;
use crate::web::{Faults, Frame, Posted, page as answer, page_with_faults};

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

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<HandlingUnitId>) -> Answer {
    let frame = desk.frame();
    let head = Head::of(&desk, &frame, paths::UNITS)?;
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
    desk: AtDesk,
    accounts: Data<Accounts>,
    id: Path<HandlingUnitId>,
    posted: Posted,
) -> Answer {
    let frame = desk.frame();
    let head = Head::of(&desk, &frame, paths::UNITS)?;
    let unit = unit(&desk, &head, id.into_inner()).await?;
    let (actor, name) = (Actor::Person(&desk.viewer), posted.text("name"));
    let agency = head.office.id;
    match rename_unit(&accounts, &desk.moment, actor, agency, unit.id, name).await {
        Ok(()) => {
            let units = head.path(paths::UNITS);
            Ok(desk.to_saying(&units, &[], "manage.notice.unit_renamed"))
        }
        Err(failure) => page_with_faults(&RenameUnitPage {
            faults: fault_of(&frame, failure.refusal()?)?,
            frame,
            head,
            unit,
            typed: name.to_owned(),
        }),
    }
}
