//! Setting a partner up.

use askama::Template;

use super::secrets;
use super::settings::SettingsForm;
use crate::agencies::{AgencyCode, AgencyKey};
use crate::catalogue::Snapshot;
use crate::console::paths;
use crate::exchange::{self, NewPartner, Partner, PartnerFault, Secrets, add_partner};
use crate::kernel::AgencyId;
use crate::speech::Words;
use crate::storage;
use crate::web::{
    Faults, Frame, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
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

    fn read(&self, words: Words, catalogue: &Snapshot, faults: &mut Faults) -> Option<NewPartner> {
        if self.username.is_empty() {
            faults.add("username", words.t("console.fault.username"));
        }
        let code: Option<AgencyCode> = self.agency.parse().ok();
        if code.is_none() {
            faults.add("agency", words.t("console.fault.agency"));
        }
        let known = code
            .as_ref()
            .and_then(|code| catalogue.agency_by_code(code));
        let agency_name = known.map(|agency| agency.name.as_str());
        let settings = self.settings.read(words, agency_name, faults);
        let code = code?;
        let agency = match known {
            Some(agency) => agency.id(),
            None => unknown_agency(&code)?,
        };
        let settings = settings?;
        Some(NewPartner {
            username: self.username.clone(),
            name: settings.name,
            code,
            agency,
            success: settings.success,
            push_url: settings.push_url,
            file_hosts: settings.file_hosts,
            private_files: settings.private_files,
            decides: self.decides,
        })
        .filter(|_| faults.is_empty())
    }
}

/// The id that the catalogue will give the agency once it is added there.
fn unknown_agency(code: &AgencyCode) -> Option<AgencyId> {
    let key: AgencyKey = code.to_string().parse().ok()?;
    Some(key.id())
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
    let (frame, typed) = (console.frame(), Typed::posted(&posted));
    let mut faults = Faults::default();
    if let Some(new) = typed.read(frame.words, &console.cx.catalogue, &mut faults) {
        let username = new.username.clone();
        match add(&console, new).await {
            Ok((partner, made)) => return secrets::show(frame, partner, made, false),
            Err(PartnerFault::Storage(error)) => return Err(error.into()),
            Err(PartnerFault::Name) => {
                faults.add("username", frame.t("console.fault.username"));
            }
            Err(PartnerFault::Taken | PartnerFault::Unknown) => {
                match is_name_taken(&console, username).await? {
                    true => faults.add("username", frame.t("console.fault.username_taken")),
                    false => faults.add("agency", frame.t("console.fault.agency_taken")),
                }
            }
        }
    }
    page_with_faults(&AddPage {
        frame,
        typed,
        faults,
    })
}

async fn add(console: &StaffRequest, new: NewPartner) -> Result<(Partner, Secrets), PartnerFault> {
    let cx = console.cx.clone();
    let storage = &console.env.storage;
    storage.writing(move |tx| add_partner(tx, &cx, &new)).await
}

async fn is_name_taken(console: &StaffRequest, username: String) -> storage::Result<bool> {
    let storage = &console.env.storage;
    let found = storage.reading(move |conn| exchange::partner_by_username(conn, &username));
    Ok(found.await?.is_some())
}
