//! What could not be told to a partner or fetched from it, and was given up.

use crate::console::paths;
use crate::dossiers;
use crate::jobs::{self, DeadJob};
use crate::kernel::{Instant, JobId, KeysetPage, KeysetPart, PartnerId, TimeKey, rows_to_read};
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

/// Dead jobs on a page.
const ROWS: u16 = 20;

/// A page of a partner's dead jobs, the oldest first.
pub(super) fn lines(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<TimeKey<JobId>>,
) -> Result<KeysetPage<DeadLine, TimeKey<JobId>>> {
    let last_seen = after.map(|TimeKey(at, id)| (at, id));
    let dead = jobs::dead_of_party(conn, partner, last_seen, rows_to_read(ROWS))?;
    let part = after.map_or(KeysetPart::First, KeysetPart::After);
    let key = |one: &DeadJob| TimeKey(one.run_at, one.id);
    KeysetPage::of(&part, dead, ROWS, key).try_map(|dead| line(conn, partner, dead))
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
