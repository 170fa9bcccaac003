//! Taking a lost second factor from an account, by an operator: finding the account, and asking once
//! more.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::paths;
use crate::accounts::{
    Account, RemovalRefusal, SignInName, find_with_lost_factor, reset_second_factor,
    with_lost_factor,
};
use crate::kernel::AccountId;
use crate::web::{
    Confirmation, Faults, Frame, NavLink, PageError, PageResult, Posted, StaffRequest,
    confirm_first, page as answer, page_with_faults, page_with_status,
};

#[derive(Template)]
#[template(path = "console/second_factor/find.html")]
struct FindPage {
    frame: Frame,
    typed: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "console/second_factor/reset.html")]
struct ResetPage {
    frame: Frame,
    crumbs: Vec<NavLink>,
    /// The account, or why its second factor stays.
    found: Result<Account, RemovalRefusal>,
}

impl ResetPage {
    fn why(&self, refusal: &RemovalRefusal) -> String {
        self.frame.words.under("second_factor.reset", refusal.key())
    }

    fn back(&self) -> String {
        self.frame.path(paths::SECOND_FACTOR)
    }
}

pub(super) async fn find_page(console: StaffRequest) -> PageResult {
    answer(&FindPage {
        frame: console.frame(),
        typed: String::new(),
        faults: Faults::default(),
    })
}

pub(super) async fn find(console: StaffRequest, posted: Posted) -> PageResult {
    let typed = posted.text("name").to_owned();
    let name = SignInName::read(&typed);
    let found = console.write(move |tx, cx| find_with_lost_factor(tx, cx, &name));
    let found = match found.await {
        Ok(found) => found,
        Err(error) => {
            error.refusal()?;
            return Err(PageError::Forbidden);
        }
    };
    if let Some(account) = found {
        return Ok(console.to(&paths::reset_second_factor(account)));
    }
    let frame = console.frame();
    let key = if typed.is_empty() {
        "accounts.sign_in.name_missing"
    } else {
        "second_factor.reset.no_account"
    };
    page_with_faults(&FindPage {
        faults: Faults::one("name", frame.t(key)),
        frame,
        typed,
    })
}

async fn asked(console: &StaffRequest, account: AccountId) -> Result<ResetPage, PageError> {
    let frame = console.frame();
    let found = console.read(move |conn, cx| with_lost_factor(conn, cx, account, None));
    let found = match found.await {
        Ok(account) => Ok(account),
        Err(error) => match error.refusal()? {
            RemovalRefusal::NoAccount => return Err(PageError::NotFound),
            refusal => Err(refusal),
        },
    };
    Ok(ResetPage {
        crumbs: vec![frame.link(paths::SECOND_FACTOR, frame.t("second_factor.reset.title"))],
        frame,
        found,
    })
}

fn show(page: &ResetPage) -> PageResult {
    let status = match page.found {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::CONFLICT,
    };
    page_with_status(status, page)
}

pub(super) async fn page(console: StaffRequest, account: Path<AccountId>) -> PageResult {
    show(&asked(&console, account.into_inner()).await?)
}

pub(super) async fn act(
    console: StaffRequest,
    account: Path<AccountId>,
    posted: Posted,
) -> PageResult {
    let account = account.into_inner();
    let page = asked(&console, account).await?;
    if page.found.is_err() {
        return show(&page);
    }
    if let Confirmation::Asked(answer) = confirm_first(&console, posted).await? {
        return Ok(answer);
    }
    match console
        .write(move |tx, cx| reset_second_factor(tx, cx, account, None))
        .await
    {
        Ok(()) => Ok(console.to_saying(paths::OVERVIEW, "second_factor.notice.reset")),
        Err(error) => show(&ResetPage {
            found: Err(error.refusal()?),
            ..page
        }),
    }
}
