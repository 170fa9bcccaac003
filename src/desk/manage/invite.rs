//! Inviting somebody by e-mail: the letter leads to where they set a password.

use askama::Template;

use super::head::Head;
use super::role_choices::{ChosenRole, RoleChoices};
use crate::accounts::{GrantRefusal, Invitation, invite_clerk};
use crate::desk::paths;
use crate::kernel::{EmailAddress, EmailAddressError, PersonName, PersonNameError};
use crate::speech::Locale;
use crate::web::{
    Faults, Frame, PageError, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "desk/manage/invite.html")]
struct InvitePage {
    frame: Frame,
    head: Head,
    choices: RoleChoices,
    typed: String,
    email: String,
    chosen: ChosenRole,
    faults: Faults,
}

impl InvitePage {
    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::PEOPLE))
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let frame = desk.frame();
    let head = Head::of(&desk, &frame, paths::PEOPLE)?;
    answer(&InvitePage {
        choices: RoleChoices::of(&desk, &head).await?,
        frame,
        head,
        typed: String::new(),
        email: String::new(),
        chosen: ChosenRole::default(),
        faults: Faults::default(),
    })
}

pub(in crate::desk) async fn act(desk: StaffRequest, posted: Posted) -> PageResult {
    let frame = desk.frame();
    let head = Head::of(&desk, &frame, paths::PEOPLE)?;
    let choices = RoleChoices::of(&desk, &head).await?;
    let mut faults = Faults::default();
    if let Some(invitation) = read(&frame, &head, &choices, &posted, &mut faults) {
        let cx = desk.cx.clone();
        let storage = &desk.env.storage;
        match storage
            .writing(move |tx| invite_clerk(tx, &cx, &invitation))
            .await
        {
            Ok(_) => {
                let people = head.path(paths::PEOPLE);
                return Ok(desk.to_saying(&people, "manage.notice.invited"));
            }
            Err(error) => match error.refusal()? {
                GrantRefusal::NotYours => return Err(PageError::Forbidden),
                GrantRefusal::NoAccount | GrantRefusal::NoUnit => {
                    faults.add("unit", frame.t("manage.fault.no_unit"));
                }
            },
        }
    }
    page_with_faults(&InvitePage {
        frame,
        head,
        choices,
        typed: posted.text("name").to_owned(),
        email: posted.text("email").to_owned(),
        chosen: ChosenRole::posted(&posted),
        faults,
    })
}

fn read(
    frame: &Frame,
    head: &Head,
    choices: &RoleChoices,
    posted: &Posted,
    faults: &mut Faults,
) -> Option<Invitation> {
    let fault = |key| frame.words.under("accounts.fault", key);
    let name: Result<PersonName, PersonNameError> = posted.text("name").parse();
    if let Err(error) = &name {
        faults.add("name", fault(error.key()));
    }
    let email: Result<EmailAddress, EmailAddressError> = posted.text("email").parse();
    if let Err(error) = &email {
        faults.add("email", fault(error.key()));
    }
    let (role, unit) = choices.read(frame.words, posted, faults)?;
    Some(Invitation {
        name: name.ok()?,
        email: email.ok()?,
        agency: head.office.id,
        role,
        unit,
        // Letters of an agency to its people are Vietnamese, whichever page the manager reads.
        locale: Locale::Vi,
    })
}
