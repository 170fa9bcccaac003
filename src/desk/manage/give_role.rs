//! Giving a person of the agency one more role.

use actix_web::web::Path;
use askama::Template;

use super::head::Head;
use super::person::person;
use super::role_choices::{ChosenRole, RoleChoices};
use crate::accounts::{Grant, GrantRefusal, Person, grant_membership};
use crate::desk::paths;
use crate::kernel::AccountId;
use crate::web::{
    Confirmation, Faults, Fields, Frame, PageError, PageResult, Posted, StaffRequest,
    confirm_first, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "desk/manage/give_role.html")]
struct GiveRolePage {
    frame: Frame,
    head: Head,
    person: Person,
    choices: RoleChoices,
    chosen: ChosenRole,
    faults: Faults,
}

impl GiveRolePage {
    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::PEOPLE))
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest, account: Path<AccountId>) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::PEOPLE)?;
    answer(&GiveRolePage {
        person: person(&desk, &head, account.into_inner()).await?,
        choices: RoleChoices::of(&desk, &head).await?,
        frame,
        head,
        chosen: ChosenRole::default(),
        faults: Faults::default(),
    })
}

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    account: Path<AccountId>,
    posted: Posted,
) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::PEOPLE)?;
    let person = person(&desk, &head, account.into_inner()).await?;
    let choices = RoleChoices::of(&desk, &head).await?;
    let posted = match confirm_first(&desk, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let mut fields = Fields::new(frame.words, &posted, "manage.fault");
    let chosen = choices.read(frame.words, &mut fields);
    let faults = match fields.finish(chosen) {
        Ok((role, unit)) => {
            let grant = Grant {
                account: person.account,
                agency: head.office.id,
                role,
                unit,
            };
            let granted = desk.write(move |tx, cx| grant_membership(tx, cx, grant));
            match granted.await {
                Ok(()) => {
                    let people = head.path(paths::PEOPLE);
                    return Ok(desk.to_saying(&people, "manage.notice.role_given"));
                }
                Err(error) => match error.refusal()? {
                    GrantRefusal::NotYours => return Err(PageError::Forbidden),
                    GrantRefusal::NoAccount | GrantRefusal::OtherName => {
                        return Err(PageError::NotFound);
                    }
                    GrantRefusal::NoUnit => Faults::one("unit", frame.t("manage.fault.no_unit")),
                    GrantRefusal::Own => Faults::one("role", frame.t("manage.fault.own_role")),
                },
            }
        }
        Err(faults) => faults,
    };
    page_with_faults(&GiveRolePage {
        frame,
        head,
        person,
        choices,
        chosen: ChosenRole::posted(&posted),
        faults,
    })
}
