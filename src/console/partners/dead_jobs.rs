//! What could not be told to a partner or fetched from it, and was given up.

use actix_web::web::Path;

use crate::console::at_console::{Answer, AtConsole};
use crate::console::paths;
use crate::console::place::{Page, Place};
use crate::dossiers;
use crate::exchange::{DeadJobAct, settle_dead_job};
use crate::jobs::{self, DeadJob, Job};
use crate::kernel::{DossierId, Instant, JobId, PartnerId};
use crate::storage::{Conn, Result};
use crate::web::PageError;
use crate::web::Posted;

/// A dead job with the dossier that it is about.
pub(super) struct DeadLine {
    pub(super) kind: &'static str,
    /// The dossier's code, and the page of its exchange.
    pub(super) dossier: Option<(String, String)>,
    pub(super) attempts: i32,
    pub(super) created_at: Instant,
    pub(super) error: String,
    pub(super) action: String,
}

/// A partner's dead jobs after a place, the oldest first.
pub(super) fn lines(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<Place<JobId>>,
) -> Result<Page<DeadLine, JobId>> {
    let after = after.map(|Place(at, id)| (at, id));
    let most = Page::<DeadJob, JobId>::READ;
    let dead = jobs::dead_of_party(conn, partner, after, most)?;
    let Page { lines, next } = Page::of(dead, |one: &DeadJob| Place(one.run_at, one.id));
    let lines = lines.into_iter().map(|dead| line(conn, partner, dead));
    Ok(Page {
        lines: lines.collect::<Result<_>>()?,
        next,
    })
}

fn line(conn: &mut Conn, partner: PartnerId, dead: DeadJob) -> Result<DeadLine> {
    let code = match dossier(&dead.job) {
        Some(id) => dossiers::codes_of(conn, id)?.into_iter().next(),
        None => None,
    };
    Ok(DeadLine {
        kind: dead.job.kind(),
        dossier: code.map(|code| (paths::history(&code), code)),
        attempts: dead.attempts,
        created_at: dead.created_at,
        error: dead.last_error,
        action: paths::dead_job(partner, dead.id),
    })
}

const fn dossier(job: &Job) -> Option<DossierId> {
    match job {
        Job::PushToPartner { dossier, .. } | Job::FetchPartnerFile { dossier, .. } => {
            Some(*dossier)
        }
        _ => None,
    }
}

pub(in crate::console) async fn act(
    console: AtConsole,
    path: Path<(PartnerId, JobId)>,
    posted: Posted,
) -> Answer {
    let (partner, job) = path.into_inner();
    let partner = console.partner(partner).await?.id;
    let (act, notice) = match posted.text("act") {
        "retry" => (DeadJobAct::Retry, "console.notice.job_retried"),
        "discard" => (DeadJobAct::Discard, "console.notice.job_discarded"),
        _ => return Err(PageError::BadRequest),
    };
    let (moment, operator) = (console.moment.clone(), console.operator);
    let storage = &console.ground.storage;
    let settled = storage
        .writing(move |tx| settle_dead_job(tx, &moment, partner, job, act, operator))
        .await?;
    match settled {
        true => Ok(console.to_saying(&paths::partner(partner), notice)),
        false => Err(PageError::Conflict),
    }
}
