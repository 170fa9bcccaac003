//! Verifying an account: the clerk has seen the paper in the original and compared it.

use actix_web::web::Path;

use super::search::{CardFaults, counters, show_found};
use crate::accounts::{SeenPaper, verify_account};
use crate::desk::paths;
use crate::kernel::AccountId;
use crate::web::{Confirmation, PageResult, Posted, StaffRequest, confirm_first};

pub(in crate::desk) async fn act(
    desk: StaffRequest,
    account: Path<AccountId>,
    posted: Posted,
) -> PageResult {
    let account = account.into_inner();
    let offices = counters(&desk)?;
    let words = desk.words();
    let mut wrong = CardFaults {
        account: Some(account),
        paper: posted.text("paper").to_owned(),
        ..CardFaults::default()
    };
    let paper = SeenPaper::from_key(&wrong.paper);
    if paper.is_none() {
        wrong.faults.add("paper", words.t("desk.counter.no_paper"));
    }
    if !posted.has("seen") {
        wrong.faults.add("seen", words.t("desk.counter.not_seen"));
    }
    let typed = posted.text("q").to_owned();
    let (Some(paper), true) = (paper, wrong.faults.is_empty()) else {
        return show_found(&desk, offices, typed, wrong).await;
    };
    if let Confirmation::Asked(answer) = confirm_first(&desk, posted).await? {
        return Ok(answer);
    }
    let agency = offices.current.id;
    let verified = desk.write(move |tx, cx| verify_account(tx, cx, agency, account, paper));
    match verified.await {
        Ok(()) => {
            let (office, account) = (&offices.current.key, account.to_string());
            let query = [
                (paths::OFFICE, office.as_str()),
                (paths::VERIFIED, &account),
            ];
            Ok(desk.to(&paths::with_query(paths::COUNTER, &query)))
        }
        Err(error) => {
            let message = words.under("desk.verification", error.refusal()?.key());
            wrong.faults.add("seen", message);
            show_found(&desk, offices, typed, wrong).await
        }
    }
}
