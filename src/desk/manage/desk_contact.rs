//! What the agency says about its desk: where it is, when it is open, its phone.

use askama::Template;

use super::head::Head;
use crate::accounts::{NotYourDesk, set_desk_contact};
use crate::agencies::{DeskContact, DeskError, desk_contact};
use crate::desk::paths;
use crate::web::{
    Faults, Fields, Frame, PageError, PageResult, Posted, StaffRequest, page as answer,
    page_with_faults,
};

#[derive(Template)]
#[template(path = "desk/manage/desk_contact.html")]
struct DeskContactPage {
    frame: Frame,
    head: Head,
    /// The agency's public page, on which all of it stands.
    public: String,
    address: String,
    phone: String,
    hours: String,
    faults: Faults,
}

impl DeskContactPage {
    fn new(frame: Frame, head: Head, said: [String; 3], faults: Faults) -> Self {
        let [address, phone, hours] = said;
        Self {
            public: frame.path(&format!("/co-quan/{}", head.office.key)),
            frame,
            head,
            address,
            phone,
            hours,
            faults,
        }
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::DESK_CONTACT)?;
    let agency = head.office.id;
    let contact = desk.read(move |conn, _| desk_contact(conn, agency)).await?;
    let said = [
        contact.address.to_string(),
        contact.phone.to_string(),
        contact.hours.to_string(),
    ];
    answer(&DeskContactPage::new(frame, head, said, Faults::default()))
}

pub(in crate::desk) async fn act(desk: StaffRequest, posted: Posted) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::DESK_CONTACT)?;
    let contact = match typed(&desk, &posted) {
        Ok(contact) => contact,
        Err(faults) => {
            let said = ["address", "phone", "hours"].map(|field| posted.text(field).to_owned());
            return page_with_faults(&DeskContactPage::new(frame, head, said, faults));
        }
    };
    let agency = head.office.id;
    let set = desk.write(move |tx, cx| set_desk_contact(tx, cx, agency, &contact));
    match set.await {
        Ok(()) => {
            let own = head.path(paths::DESK_CONTACT);
            Ok(desk.to_saying(&own, "manage.notice.desk_contact_set"))
        }
        Err(error) => {
            let NotYourDesk = error.refusal()?;
            Err(PageError::Forbidden)
        }
    }
}

fn typed(desk: &StaffRequest, posted: &Posted) -> Result<DeskContact, Faults> {
    let mut fields = Fields::new(desk.words(), posted, "manage.desk_contact.fault");
    let address = fields.text("address").parse().map_err(DeskError::key);
    let address = fields.take("address", address);
    let phone = fields.text("phone").parse().map_err(DeskError::key);
    let phone = fields.take("phone", phone);
    let hours = fields.text("hours").parse().map_err(DeskError::key);
    let hours = fields.take("hours", hours);
    let read = || {
        Some(DeskContact {
            address: address?,
            phone: phone?,
            hours: hours?,
        })
    };
    let read = read();
    fields.finish(read)
}
