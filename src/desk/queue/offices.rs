//! `/mot-cua`: where a clerk arrives: the queue of their agency, or the choice between several.

use askama::Template;

use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::web::{Frame, PageError, PageResult, StaffRequest, page as answer};

#[derive(Template)]
#[template(path = "desk/queue/offices.html")]
struct OfficesPage {
    frame: Frame,
    offices: Vec<Office>,
}

impl OfficesPage {
    fn queue(&self, office: &Office) -> String {
        let path = paths::with_query(paths::QUEUE, &[(paths::OFFICE, &office.key)]);
        self.frame.path(&path)
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let offices = Offices::of(&desk, None).ok_or(PageError::Forbidden)?;
    if !offices.are_several() {
        return Ok(desk.to(paths::QUEUE));
    }
    answer(&OfficesPage {
        frame: desk.frame(),
        offices: offices.all,
    })
}
