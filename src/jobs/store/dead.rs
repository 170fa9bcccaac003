//! Jobs that gave up, and what people decided about them.

use diesel::prelude::*;

use super::JobState;
use crate::jobs::StoredJob;
use crate::kernel::{AccountId, DossierId, Instant, JobId, PartnerId, Reason};
use crate::storage::schema::{discarded_jobs, jobs};
use crate::storage::{Conn, Document, Result, Tx};

/// A job that gave up, as whoever decides about it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    pub id: JobId,
    /// What was to be done.
    pub job: StoredJob,
    /// How often it was tried.
    pub attempts: i32,
    /// Since when it was to be done.
    pub created_at: Instant,
    /// Why it failed last.
    pub last_error: String,
    /// Its place in the list, beside its id: when it gave up, or nearly.
    pub run_at: Instant,
}

type DeadRow = (
    JobId,
    String,
    Document,
    i32,
    Instant,
    Option<String>,
    Instant,
);

macro_rules! dead_columns {
    () => {
        (
            jobs::id,
            jobs::kind,
            jobs::payload,
            jobs::attempts,
            jobs::created_at,
            jobs::last_error,
            jobs::run_at,
        )
    };
}

impl DeadJob {
    fn of((id, kind, payload, attempts, created_at, last_error, run_at): DeadRow) -> Self {
        Self {
            id,
            job: StoredJob::from_row(kind, payload.0),
            attempts,
            created_at,
            last_error: last_error.unwrap_or_default(),
            run_at,
        }
    }
}

/// A partner's dead jobs, those that gave up first before others, after a place in the list.
pub fn dead_of_party(
    conn: &mut Conn,
    party: PartnerId,
    after: Option<(Instant, JobId)>,
    most: i64,
) -> Result<Vec<DeadJob>> {
    let mut query = jobs::table
        .filter(jobs::party_id.eq(party))
        .filter(jobs::state.eq(JobState::Dead))
        .order((jobs::run_at, jobs::id))
        .limit(most)
        .select(dead_columns!())
        .into_boxed();
    if let Some((at, id)) = after {
        let later = jobs::run_at.gt(at);
        query = query.filter(later.or(jobs::run_at.eq(at).and(jobs::id.gt(id))));
    }
    let rows: Vec<DeadRow> = query.load(conn.engine())?;
    Ok(rows.into_iter().map(DeadJob::of).collect())
}

/// A dead job; none where it is not dead, or is gone.
pub fn dead_job(conn: &mut Conn, id: JobId) -> Result<Option<DeadJob>> {
    let row: Option<DeadRow> = jobs::table
        .find(id)
        .filter(jobs::state.eq(JobState::Dead))
        .select(dead_columns!())
        .first(conn.engine())
        .optional()?;
    Ok(row.map(DeadJob::of))
}

/// Makes a dead job ready, as if it had never been tried. False when somebody was faster.
pub(in crate::jobs) fn revive(tx: &mut Tx<'_>, now: Instant, id: JobId) -> Result<bool> {
    let dead = jobs::table.find(id).filter(jobs::state.eq(JobState::Dead));
    let revived = diesel::update(dead)
        .set((
            jobs::state.eq(JobState::Ready),
            jobs::attempts.eq(0),
            jobs::run_at.eq(now),
        ))
        .execute(tx.engine())?;
    Ok(revived > 0)
}

/// A job that somebody gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscardedJob {
    pub id: JobId,
    /// What was to be done.
    pub job: StoredJob,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// Since when it was given up.
    pub at: Instant,
    /// By whom; nobody when the command line did it.
    pub by: Option<AccountId>,
    /// Why.
    pub reason: String,
}

/// Moves a dead job from the job table to those that were given up. False when somebody was faster.
pub(in crate::jobs) fn bury(
    tx: &mut Tx<'_>,
    dead: &DeadJob,
    reason: &Reason,
    by: Option<AccountId>,
    at: Instant,
) -> Result<bool> {
    let still_dead = jobs::table
        .find(dead.id)
        .filter(jobs::state.eq(JobState::Dead));
    let gone: Option<Document> = diesel::delete(still_dead)
        .returning(jobs::payload)
        .get_result(tx.engine())
        .optional()?;
    let Some(payload) = gone else {
        return Ok(false);
    };
    diesel::insert_into(discarded_jobs::table)
        .values((
            discarded_jobs::id.eq(dead.id),
            discarded_jobs::kind.eq(dead.job.kind()),
            discarded_jobs::payload.eq(payload),
            discarded_jobs::dossier_id.eq(dead.job.dossier()),
            discarded_jobs::attempts.eq(dead.attempts),
            discarded_jobs::last_error.eq(&dead.last_error),
            discarded_jobs::created_at.eq(dead.created_at),
            discarded_jobs::discarded_at.eq(at),
            discarded_jobs::discarded_by.eq(by),
            discarded_jobs::reason.eq(reason.as_str()),
        ))
        .execute(tx.engine())?;
    Ok(true)
}

type DiscardedRow = (
    JobId,
    String,
    Document,
    i32,
    Option<String>,
    Instant,
    Option<AccountId>,
    String,
);

macro_rules! discarded_columns {
    () => {
        (
            discarded_jobs::id,
            discarded_jobs::kind,
            discarded_jobs::payload,
            discarded_jobs::attempts,
            discarded_jobs::last_error,
            discarded_jobs::discarded_at,
            discarded_jobs::discarded_by,
            discarded_jobs::reason,
        )
    };
}

impl DiscardedJob {
    fn of((id, kind, payload, attempts, last_error, at, by, reason): DiscardedRow) -> Self {
        Self {
            id,
            job: StoredJob::from_row(kind, payload.0),
            attempts,
            last_error,
            at,
            by,
            reason,
        }
    }
}

/// What was given up about a dossier, the first first.
pub fn discarded_about(conn: &mut Conn, dossier: DossierId) -> Result<Vec<DiscardedJob>> {
    let rows: Vec<DiscardedRow> = discarded_jobs::table
        .filter(discarded_jobs::dossier_id.eq(dossier))
        .order((discarded_jobs::discarded_at, discarded_jobs::id))
        .select(discarded_columns!())
        .load(conn.engine())?;
    Ok(rows.into_iter().map(DiscardedJob::of).collect())
}

/// What was given up last, the newest first.
pub fn discarded_last(conn: &mut Conn, most: i64) -> Result<Vec<DiscardedJob>> {
    let rows: Vec<DiscardedRow> = discarded_jobs::table
        .order((discarded_jobs::discarded_at.desc(), discarded_jobs::id))
        .limit(most)
        .select(discarded_columns!())
        .load(conn.engine())?;
    Ok(rows.into_iter().map(DiscardedJob::of).collect())
}
