//! Taking a lost second factor from a clerk of the agency, after it was asked once more.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::head::Head;
use super::person::person;
use crate::accounts::{Person, RemovalRefusal, reset_second_factor, with_lost_factor};
use crate::desk::paths;
use crate::kernel::AccountId;
use crate::web::{
    Confirmation, Frame, PageError, PageResult, Posted, StaffRequest, confirm_first,
    page_with_status,
};

#[derive(Template)]
#[template(path = "desk/manage/reset_factor.html")]
struct ResetFactorPage {
    frame: Frame,
    head: Head,
    person: Person,
    /// Why it stays.
    barred: Option<RemovalRefusal>,
}

impl ResetFactorPage {
    fn back(&self) -> String {
        self.frame.path(&self.head.path(paths::PEOPLE))
    }

    fn why(&self, refusal: &RemovalRefusal) -> String {
        self.frame.words.under("second_factor.reset", refusal.key())
    }
}

async fn asked(desk: &StaffRequest, account: AccountId) -> Result<ResetFactorPage, PageError> {
    let (head, frame) = Head::of(desk, paths::PEOPLE)?;
    let person = person(desk, &head, account).await?;
    let agency = Some(head.office.id);
    let lost = desk.read(move |conn, cx| with_lost_factor(conn, cx, account, agency).map(drop));
    let barred = match lost.await {
        Ok(()) => None,
        Err(error) => Some(error.refusal()?),
    };
    Ok(ResetFactorPage {
        frame,
        head,
        person,
        barred,
    })
}

fn show(page: &ResetFactorPage) -> PageResult {
    let status = match page.barred {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    page_with_status(status, page)
}

pub(in crate::desk) async fn page(desk: StaffRequest, account: Path<AccountId>) -> PageResult {
    show(&asked(&desk, account.into_inner()).await?)
}

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    account: Path<AccountId>,
    posted: Posted,
) -> PageResult {
    let account = account.into_inner();
    let page = asked(&desk, account).await?;
    if page.barred.is_some() {
        return show(&page);
    }
    if let Confirmation::Asked(answer) = confirm_first(&desk, posted).await? {
        return Ok(answer);
    }
    let agency = Some(page.head.office.id);
    match desk
        .write(move |tx, cx| reset_second_factor(tx, cx, account, agency))
        .await
    {
        Ok(()) => {
            let people = page.head.path(paths::PEOPLE);
            Ok(desk.to_saying(&people, "second_factor.notice.reset"))
        }
        Err(error) => show(&ResetFactorPage {
            barred: Some(error.refusal()?),
            ..page
        }),
    }
}
