//! Setting a partner up.

use askama::Template;

use super::secrets;
use super::settings::{SettingsForm, read_settings};
use crate::agencies::AgencyCode;
use crate::catalogue::Snapshot;
use crate::console::paths;
use crate::exchange::{NewPartner, Partner, PartnerError, Secrets, add_partner};
use crate::web::{
    Confirmation, Faults, Fields, Frame, PageResult, Posted, StaffRequest, confirm_first,
    page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "console/partners/add.html")]
struct AddPage {
    frame: Frame,
    typed: Typed,
    faults: Faults,
}

/// What was typed.
struct Typed {
    username: String,
    agency: String,
    decides: bool,
    settings: SettingsForm,
}

impl Typed {
    fn posted(posted: &Posted) -> Self {
        Self {
            username: posted.text("username").to_owned(),
            agency: posted.text("agency").to_owned(),
            decides: posted.has("decides"),
            settings: SettingsForm::posted(posted),
        }
    }

    fn read(&self, catalogue: &Snapshot, fields: &mut Fields<'_>) -> Option<NewPartner> {
        if self.username.is_empty() {
            fields.refuse("username", "username");
        }
        let code: Option<AgencyCode> = fields.parse("agency", |_| "agency");
        let known = code
            .as_ref()
            .and_then(|code| catalogue.agency_by_code(code));
        let agency_name = known.map(|agency| agency.name.as_str());
        let settings = read_settings(fields, agency_name);
        let code = code?;
        let settings = settings?;
        Some(NewPartner {
            username: self.username.clone(),
            name: settings.name,
            agency: catalogue.agency_id_of_code(&code),
            code,
            further_codes: settings.further_codes,
            success: settings.success,
            push_url: settings.push_url,
            file_hosts: settings.file_hosts,
            private_files: settings.private_files,
            decides: self.decides,
        })
    }
}

pub(in crate::console) async fn page(console: StaffRequest) -> PageResult {
    let typed = Typed {
        username: String::new(),
        agency: String::new(),
        decides: false,
        settings: SettingsForm::new(),
    };
    answer(&AddPage {
        frame: console.frame(),
        typed,
        faults: Faults::default(),
    })
}

pub(in crate::console) async fn act(console: StaffRequest, posted: Posted) -> PageResult {
    let posted = match confirm_first(&console, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let (frame, typed) = (console.frame(), Typed::posted(&posted));
    let mut fields = Fields::new(frame.words, &posted, "console.fault");
    let new = typed.read(&console.cx.catalogue, &mut fields);
    let faults = match fields.finish(new) {
        Ok(new) => {
            let (field, key) = match add(&console, new).await {
                Ok((partner, made)) => return secrets::show(frame, partner, made, false),
                Err(PartnerError::Storage(error)) => return Err(error.into()),
                Err(PartnerError::Name) => ("username", "console.fault.username"),
                Err(PartnerError::ClearText) => ("push_url", "console.fault.push_url_in_clear"),
                Err(PartnerError::Address) => ("push_url", "console.fault.push_url"),
                Err(PartnerError::Taken | PartnerError::Unknown | PartnerError::InUse) => {
                    ("username", "console.fault.username_taken")
                }
            };
            Faults::one(field, frame.t(key))
        }
        Err(faults) => faults,
    };
    page_with_faults(&AddPage {
        frame,
        typed,
        faults,
    })
}

async fn add(console: &StaffRequest, new: NewPartner) -> Result<(Partner, Secrets), PartnerError> {
    let cx = console.cx.clone();
    let storage = &console.env.storage;
    storage.writing(move |tx| add_partner(tx, &cx, &new)).await
}
