//! Ending a role, after it was asked once more.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::head::Head;
use super::person::people;
use super::role_choices::role_of;
use crate::accounts::{EndRefusal, Person, end_membership, is_only_manager};
use crate::desk::paths;
use crate::desk::queue::Scope;
use crate::dossiers::{DeskList, LiesWith, Queue, queue_total};
use crate::kernel::{AccountId, Role};
use crate::web::{
    Confirmation, Frame, PageError, PageResult, Posted, StaffRequest, confirm_first,
    page_with_status,
};

#[derive(Template)]
#[template(path = "desk/manage/end_role.html")]
struct EndRolePage {
    frame: Frame,
    head: Head,
    person: Person,
    role: Role,
    /// The clerk's own last right to manage, which only another manager can end.
    is_barred: bool,
    is_own: bool,
    /// How many dossiers lie with the person.
    stay: i64,
}

impl EndRolePage {
    fn role_name(&self) -> String {
        self.frame.words.under("manage.role", self.role.key())
    }

    /// The dossiers that lie with the person.
    fn dossiers(&self) -> String {
        let scope = Scope::Officer(self.person.account);
        let list = paths::list(&self.head.office.key, DeskList::InWork, scope);
        self.frame.path(&list)
    }

    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::PEOPLE))
    }
}

async fn asked(
    desk: &StaffRequest,
    account: AccountId,
    role: &str,
) -> Result<EndRolePage, PageError> {
    let (head, frame) = Head::of(desk, paths::PEOPLE)?;
    let role = role_of(role).ok_or(PageError::NotFound)?;
    let people = people(desk, &head).await?;
    let is_own = account == desk.viewer.account;
    let is_barred = is_own && role == Role::Manager && is_only_manager(&people, account);
    let lie = Queue {
        agency: head.office.id,
        lies_with: LiesWith::Officer(account),
    };
    let stay = desk.read(move |conn, _| queue_total(conn, lie)).await?;
    let mut people = people.into_iter();
    let person = people.find(|person| {
        person.account == account && person.roles.iter().any(|held| held.role == role)
    });
    Ok(EndRolePage {
        person: person.ok_or(PageError::NotFound)?,
        frame,
        head,
        role,
        is_barred,
        is_own,
        stay,
    })
}

pub(in crate::desk) async fn page(
    desk: StaffRequest,
    path: Path<(AccountId, String)>,
) -> PageResult {
    let (account, role) = path.into_inner();
    show(&asked(&desk, account, &role).await?)
}

fn show(page: &EndRolePage) -> PageResult {
    let status = if page.is_barred {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    page_with_status(status, page)
}

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    path: Path<(AccountId, String)>,
    posted: Posted,
) -> PageResult {
    let (account, role) = path.into_inner();
    let page = asked(&desk, account, &role).await?;
    if let Confirmation::Asked(answer) = confirm_first(&desk, posted).await? {
        return Ok(answer);
    }
    let (agency, role) = (page.head.office.id, page.role);
    let cx = desk.cx.clone();
    let ended = desk
        .env
        .storage
        .writing(move |tx| end_membership(tx, &cx, account, agency, role));
    match ended.await {
        Ok(()) if page.is_own && role == Role::Manager => {
            // This page is closed to them from now on.
            Ok(desk.to_saying(paths::QUEUE, "manage.notice.role_ended"))
        }
        Ok(()) => {
            let people = page.head.path(paths::PEOPLE);
            Ok(desk.to_saying(&people, "manage.notice.role_ended"))
        }
        Err(error) => match error.refusal()? {
            EndRefusal::NotYours => Err(PageError::Forbidden),
            EndRefusal::NotHeld => Err(PageError::NotFound),
            EndRefusal::OnlyManager => show(&EndRolePage {
                is_barred: true,
                ..page
            }),
        },
    }
}
