//! What could not be told to a partner or fetched from it, and was given up.

use crate::console::paths;
use crate::console::place::{ListCursor, Page};
use crate::dossiers;
use crate::jobs::{self, DeadJob};
use crate::kernel::{Instant, JobId, PartnerId};
use crate::storage::{Conn, Result};

/// A dead job with the dossier that it is about.
pub(super) struct DeadLine {
    pub(super) kind: String,
    /// The dossier's code, and the page of its exchange.
    pub(super) dossier: Option<(String, String)>,
    pub(super) attempts: i32,
    pub(super) created_at: Instant,
    pub(super) error: String,
    /// Its page, below which it is settled.
    pub(super) path: String,
}

/// A partner's dead jobs after a place, the oldest first.
pub(super) fn lines(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<ListCursor<JobId>>,
) -> Result<Page<DeadLine, JobId>> {
    let after = after.map(|ListCursor(at, id)| (at, id));
    let most = Page::<DeadJob, JobId>::READ;
    let dead = jobs::dead_of_party(conn, partner, after, most)?;
    let Page { lines, next } = Page::of(dead, |one: &DeadJob| ListCursor(one.run_at, one.id));
    let lines = lines.into_iter().map(|dead| line(conn, partner, dead));
    Ok(Page {
        lines: lines.collect::<Result<_>>()?,
        next,
    })
}

/// A partner's dead job; none where it is not its own, or not dead any more.
pub(super) fn one(conn: &mut Conn, partner: PartnerId, id: JobId) -> Result<Option<DeadLine>> {
    let dead = jobs::dead_job(conn, id)?;
    let own = dead.filter(|dead| dead.job.party() == Some(partner));
    own.map(|dead| line(conn, partner, dead)).transpose()
}

fn line(conn: &mut Conn, partner: PartnerId, dead: DeadJob) -> Result<DeadLine> {
    let code = match dead.job.dossier() {
        Some(id) => dossiers::codes_of(conn, id)?.into_iter().next(),
        None => None,
    };
    Ok(DeadLine {
        kind: dead.job.kind().to_owned(),
        dossier: code.map(|code| (paths::history(&code), code)),
        attempts: dead.attempts,
        created_at: dead.created_at,
        error: dead.last_error,
        path: paths::dead_job(partner, dead.id),
    })
}
