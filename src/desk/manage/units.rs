//! The units of the agency, and making one.

use askama::Template;

use super::head::Head;
use crate::accounts::{self, HandlingUnit, UnitRefusal, add_unit};
use crate::desk::paths;
use crate::kernel::HandlingUnitId;
use crate::web::{
    Faults, Frame, PageError, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "desk/manage/units.html")]
struct UnitsPage {
    frame: Frame,
    head: Head,
    units: Vec<HandlingUnit>,
    typed: String,
    faults: Faults,
}

impl UnitsPage {
    fn rename(&self, unit: &HandlingUnit) -> String {
        self.frame.path(&self.head.path(&paths::unit(unit.id)))
    }

    fn end(&self, unit: &HandlingUnit) -> String {
        self.frame.path(&self.head.path(&paths::end_unit(unit.id)))
    }
}

/// The units of the agency today.
async fn units(desk: &StaffRequest, head: &Head) -> Result<Vec<HandlingUnit>, PageError> {
    let (agency, today) = (head.office.id, desk.cx.moment.now.vietnam_date());
    let storage = &desk.env.storage;
    Ok(storage
        .reading(move |conn| accounts::units_of(conn, agency, today))
        .await?)
}

/// One of them.
pub(super) async fn unit(
    desk: &StaffRequest,
    head: &Head,
    id: HandlingUnitId,
) -> Result<HandlingUnit, PageError> {
    let mut units = units(desk, head).await?.into_iter();
    units.find(|unit| unit.id == id).ok_or(PageError::NotFound)
}

/// What a page answers to a refusal: the fault of the name, where it is one.
pub(super) fn fault_of(frame: &Frame, refusal: UnitRefusal) -> Result<Faults, PageError> {
    match refusal {
        UnitRefusal::NotYours => Err(PageError::Forbidden),
        UnitRefusal::NoUnit => Err(PageError::NotFound),
        UnitRefusal::Name(_) | UnitRefusal::Taken => {
            let mut faults = Faults::default();
            faults.add(
                "name",
                frame.words.under("manage.unit_fault", refusal.key()),
            );
            Ok(faults)
        }
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::UNITS)?;
    answer(&UnitsPage {
        units: units(&desk, &head).await?,
        frame,
        head,
        typed: String::new(),
        faults: Faults::default(),
    })
}

pub(in crate::desk) async fn act(desk: StaffRequest, posted: Posted) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::UNITS)?;
    let typed = posted.text("name").to_owned();
    let (cx, agency, name) = (desk.cx.clone(), head.office.id, typed.clone());
    let storage = &desk.env.storage;
    match storage
        .writing(move |tx| add_unit(tx, &cx, agency, &name))
        .await
    {
        Ok(_) => {
            let units = head.path(paths::UNITS);
            Ok(desk.to_saying(&units, "manage.notice.unit_added"))
        }
        Err(error) => page_with_faults(&UnitsPage {
            faults: fault_of(&frame, error.refusal()?)?,
            units: units(&desk, &head).await?,
            frame,
            head,
            typed,
        }),
    }
}
