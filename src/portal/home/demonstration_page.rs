//! `/trinh-dien`: with what to sign in and what to try. In service there is no such page.

use askama::Template;

use crate::accounts::demonstration::{ListedAccount, PASSWORD, listed};
use crate::catalogue::Snapshot;
use crate::kernel::Instant;
use crate::web::{Frame, PageError, PageRequest, PageResult, page as answer};

#[derive(Template)]
#[template(path = "portal/home/demonstration.html")]
struct DemonstrationPage {
    frame: Frame,
    accounts: Vec<Line>,
    password: &'static str,
}

struct Line {
    listed: ListedAccount,
    /// The agency in which a clerk works.
    agency: Option<String>,
}

impl Line {
    fn of(listed: ListedAccount, snapshot: &Snapshot, now: Instant) -> Self {
        let key = listed.agency.and_then(|key| key.parse().ok());
        let agency = key.and_then(|key| snapshot.agency_by_key(&key));
        Self {
            agency: agency
                .and_then(|agency| snapshot.agency_name(agency.id(), now))
                .map(str::to_owned),
            listed,
        }
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    if !frame.demonstration {
        return Err(PageError::NotFound);
    }
    let snapshot = request.cx.catalogue.clone();
    let accounts = listed().map_err(PageError::internal)?;
    answer(&DemonstrationPage {
        frame,
        accounts: accounts
            .into_iter()
            .map(|listed| Line::of(listed, &snapshot, request.now()))
            .collect(),
        password: PASSWORD,
    })
}
