//! What becomes of something that was given up: it is tried again, or discarded for a reason.

use actix_web::web::Path;
use askama::Template;

use super::dead_jobs::{self, DeadLine};
use crate::console::failure::failure_text;
use crate::console::partners::lookup::{self, partner_named};
use crate::console::paths;
use crate::exchange::Partner;
use crate::jobs;
use crate::kernel::{JobId, PartnerId, Reason};
use crate::web::{
    Faults, Frame, PageError, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
};

#[derive(Template)]
#[template(path = "console/partners/dead_job.html")]
struct DeadJobPage {
    frame: Frame,
    partner: Partner,
    dead: DeadLine,
    /// Why it is discarded.
    reason: String,
    faults: Faults,
}

impl DeadJobPage {
    async fn open(
        console: &StaffRequest,
        (partner, job): (PartnerId, JobId),
    ) -> Result<Option<Self>, PageError> {
        let partner = partner_named(console, partner).await?;
        let id = partner.id;
        let storage = &console.env.storage;
        let dead = storage.reading(move |conn| dead_jobs::one(conn, id, job));
        let frame = console.frame();
        Ok(dead.await?.map(|dead| Self {
            dead: DeadLine {
                error: failure_text(frame.words, &dead.error),
                ..dead
            },
            frame,
            partner,
            reason: String::new(),
            faults: Faults::default(),
        }))
    }

    fn act(&self, slug: &str) -> String {
        self.frame.path(&format!("{}/{slug}", self.dead.path))
    }
}

pub(in crate::console) async fn page(
    console: StaffRequest,
    path: Path<(PartnerId, JobId)>,
) -> PageResult {
    let found = DeadJobPage::open(&console, path.into_inner()).await?;
    answer(&found.ok_or(PageError::NotFound)?)
}

pub(in crate::console) async fn retry(
    console: StaffRequest,
    path: Path<(PartnerId, JobId)>,
    _: Posted,
) -> PageResult {
    let (partner, job) = path.into_inner();
    let found = DeadJobPage::open(&console, (partner, job)).await?;
    found.ok_or(PageError::Conflict)?;
    let (moment, operator) = (console.cx.moment.clone(), console.viewer.account);
    let storage = &console.env.storage;
    let retried = storage.writing(move |tx| jobs::retry(tx, &moment, job, Some(operator)));
    settled(
        &console,
        partner,
        retried.await?,
        "console.notice.job_retried",
    )
}

pub(in crate::console) async fn discard(
    console: StaffRequest,
    path: Path<(PartnerId, JobId)>,
    posted: Posted,
) -> PageResult {
    let (partner, job) = path.into_inner();
    let found = DeadJobPage::open(&console, (partner, job)).await?;
    let mut page = found.ok_or(PageError::Conflict)?;
    let typed = posted.text("reason");
    let Ok(reason) = typed.parse::<Reason>() else {
        typed.clone_into(&mut page.reason);
        let text = page.frame.t("console.fault.reason");
        page.faults.add("reason", text);
        return page_with_faults(&page);
    };
    let (moment, operator) = (console.cx.moment.clone(), console.viewer.account);
    let storage = &console.env.storage;
    let discarded = storage
        .writing(move |tx| jobs::discard(tx, &moment, job, &reason, Some(operator)))
        .await?;
    settled(&console, partner, discarded, "console.notice.job_discarded")
}

/// Back to the partner, unless somebody else had settled it by then.
fn settled(console: &StaffRequest, partner: PartnerId, is_done: bool, notice: &str) -> PageResult {
    match is_done {
        true => Ok(console.to_saying(&paths::partner(partner), notice)),
        false => Err(PageError::Conflict),
    }
}
