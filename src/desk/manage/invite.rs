//! Inviting somebody by e-mail: the letter leads to where they set a password.

use askama::Template;

use super::head::Head;
use super::role_choices::{ChosenRole, RoleChoices};
use crate::accounts::{GrantRefusal, Invitation, invite_clerk};
use crate::desk::paths;
use crate::kernel::{EmailAddressError, PersonNameError};
use crate::speech::{Locale, Words};
use crate::web::{
    Confirmation, Faults, Fields, Frame, PageError, PageResult, Posted, StaffRequest,
    confirm_first, page as answer, page_with_faults,
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
    let (head, frame) = Head::of(&desk, paths::PEOPLE)?;
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
    let (head, frame) = Head::of(&desk, paths::PEOPLE)?;
    let choices = RoleChoices::of(&desk, &head).await?;
    let posted = match confirm_first(&desk, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let invitation = read(frame.words, &head, &choices, &posted, &mut fields);
    let faults = match fields.finish(invitation) {
        Ok(invitation) => {
            let invited = desk.write(move |tx, cx| invite_clerk(tx, cx, &invitation));
            match invited.await {
                Ok(_) => {
                    let people = head.path(paths::PEOPLE);
                    return Ok(desk.to_saying(&people, "manage.notice.invited"));
                }
                Err(error) => match error.refusal()? {
                    GrantRefusal::NotYours => return Err(PageError::Forbidden),
                    GrantRefusal::NoAccount | GrantRefusal::NoUnit => {
                        Faults::one("unit", frame.t("manage.fault.no_unit"))
                    }
                    GrantRefusal::Own => Faults::one("email", frame.t("manage.fault.own_role")),
                    GrantRefusal::OtherName => {
                        Faults::one("name", frame.t("manage.fault.other_name"))
                    }
                },
            }
        }
        Err(faults) => faults,
    };
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
    words: Words,
    head: &Head,
    choices: &RoleChoices,
    posted: &Posted,
    fields: &mut Fields<'_>,
) -> Option<Invitation> {
    let name = fields.parse("name", PersonNameError::key);
    let email = fields.parse("email", EmailAddressError::key);
    let (roles, unit) = choices.read_several(words, posted, fields)?;
    Some(Invitation {
        name: name?,
        email: email?,
        agency: head.office.id,
        roles,
        unit,
        // Letters of an agency to its people are Vietnamese, whichever page the manager reads.
        locale: Locale::Vi,
    })
}
