//! All SQL of the job table.

mod dead;
mod parties;

pub use dead::*;
pub use parties::*;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::job::{NewJob, Selection};
use super::retry::Verdict;
use super::stored::StoredJob;
use crate::kernel::{DossierId, Instant, JobId, PartnerId, TimeAndChance, plain_enum};
use crate::storage::schema::jobs;
use crate::storage::{
    Conn, Document, DocumentColumn, IdColumn, InstantColumn, Result, Tx, dialect, number_column,
};

plain_enum! {
    /// Where a job stands.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum JobState {
        /// Waits for its time and its lane.
        Ready = 1,
        /// A worker has it until the end of its lease.
        Leased = 2,
        /// Gave up; a person decides.
        Dead = 3,
    }
}

number_column!(JobState);

/// The key of a lease; a worker that lost its lease can no longer settle the job.
type LeaseKey = JobId;

/// A job in a worker's hands.
#[derive(Debug, Clone)]
pub struct Leased {
    /// Its row; remote calls carry it as idempotency key.
    pub id: JobId,
    /// What to do.
    pub job: StoredJob,
    /// Which attempt this is, from 1.
    pub attempts: i32,
    lease: LeaseKey,
}

/// A job as an operator sees it.
#[derive(Debug, Clone)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub lane: String,
    /// Where it stands.
    pub state: JobState,
    /// Attempts so far.
    pub attempts: i32,
    /// When it runs next, or its lease ends.
    pub run_at: Instant,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// Since when it is to be done.
    pub created_at: Instant,
    /// The dossier that it is about.
    pub dossier: Option<DossierId>,
    /// The partner that it is for.
    pub party: Option<PartnerId>,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// Ready or leased.
    pub open: i64,
    pub dead: i64,
}

/// Enqueues a job in the caller's transaction, so that it exists exactly if the change does.
pub fn enqueue(tx: &mut Tx<'_>, moment: &TimeAndChance, new: &NewJob) -> Result<JobId> {
    let row = NewRow::of(moment, new);
    let id = row.id;
    diesel::insert_into(jobs::table)
        .values(row)
        .execute(tx.engine())?;
    Ok(id)
}

#[derive(Insertable)]
#[diesel(table_name = jobs, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: JobId,
    kind: &'a str,
    payload: Document,
    lane: &'a str,
    lane_position: i64,
    run_at: Instant,
    state: JobState,
    attempts: i32,
    created_at: Instant,
    party_id: Option<PartnerId>,
}

impl<'a> NewRow<'a> {
    fn of(moment: &TimeAndChance, new: &'a NewJob) -> Self {
        Self {
            id: moment.id(),
            kind: new.job.kind(),
            payload: Document(new.job.payload().clone()),
            lane: &new.lane.name,
            lane_position: new.lane.position,
            run_at: new.run_at,
            state: JobState::Ready,
            attempts: 0,
            created_at: moment.now,
            party_id: new.party,
        }
    }
}

/// Enqueues many jobs in the caller's transaction.
pub fn enqueue_all(tx: &mut Tx<'_>, moment: &TimeAndChance, new: &[NewJob]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRow<'_>> = new.iter().map(|one| NewRow::of(moment, one)).collect();
    crate::insert_all!(tx, jobs::table, rows)
}

/// Enqueues a job unless one waits in its lane: for what is done from time to time.
pub fn enqueue_unless_waiting(tx: &mut Tx<'_>, moment: &TimeAndChance, new: &NewJob) -> Result<()> {
    let waiting: i64 = jobs::table
        .filter(jobs::lane.eq(&new.lane.name))
        .filter(jobs::state.eq(JobState::Ready))
        .count()
        .get_result(tx.engine())?;
    if waiting == 0 {
        enqueue(tx, moment, new)?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct LeasedRow {
    #[diesel(sql_type = IdColumn)]
    id: JobId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = DocumentColumn)]
    payload: Document,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

/// Leases up to `most` jobs whose time has come and whose lane has no earlier open job. A lease that
/// ran out is taken over: its worker is gone. What a partner is told comes in order, so there a dead
/// job holds its lane up until somebody has seen to it.
pub fn lease(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    selection: Selection,
    most: i64,
    duration: Duration,
) -> Result<Vec<Leased>> {
    let lease: LeaseKey = moment.id();
    // PostgreSQL is to read as many rows as it leases, however long the backlog. It does so in the order
    // of `jobs_by_party`; `COALESCE` keeps it from believing that hardly any job is the first of its
    // lane, and `<> 3` from reading all of `jobs_by_party` to find the first.
    // SQLite numbers parameters as they appear, so they appear in their order.
    let (before, limit) = match selection {
        Selection::Partner(..) => ("", "$5"),
        Selection::Kind(_) | Selection::KindNotIn(_) => (" AND e.state <> 3", "$4"),
    };
    let sql = format!(
        "UPDATE jobs SET state = 2, lease = $1, run_at = $2, attempts = attempts + 1 \
         WHERE id IN (SELECT j.id FROM jobs j WHERE j.state IN (1, 2) \
           AND j.run_at <= $3 AND {} \
           AND COALESCE(j.id = (SELECT e.id FROM jobs e WHERE e.lane = j.lane{before} \
             ORDER BY e.lane_position, e.id LIMIT 1), false) \
           ORDER BY j.party_id, j.kind, j.run_at LIMIT {limit}{}) \
         RETURNING id, kind, payload, attempts",
        condition(selection),
        dialect::skip_locked(tx.engine().kind()),
    );
    let query = diesel::sql_query(sql)
        .bind::<IdColumn, _>(lease)
        .bind::<InstantColumn, _>(moment.now + duration)
        .bind::<InstantColumn, _>(moment.now);
    let rows: Vec<LeasedRow> = match selection {
        Selection::Partner(party, _) => query
            .bind::<IdColumn, _>(party)
            .bind::<BigInt, _>(most)
            .load(tx.engine())?,
        Selection::Kind(_) | Selection::KindNotIn(_) => {
            query.bind::<BigInt, _>(most).load(tx.engine())?
        }
    };
    let leased = rows.into_iter().map(|row| Leased {
        id: row.id,
        job: StoredJob::from_row(row.kind, row.payload.0),
        attempts: row.attempts,
        lease,
    });
    Ok(leased.collect())
}

/// Kinds are constants of the code, so they may stand in the statement as they are.
fn condition(selection: Selection) -> String {
    match selection {
        Selection::KindNotIn(kinds) => {
            let others = kinds.iter().map(|kind| format!(" AND j.kind <> '{kind}'"));
            format!("j.party_id IS NULL{}", others.collect::<String>())
        }
        Selection::Kind(kind) => format!("j.party_id IS NULL AND j.kind = '{kind}'"),
        Selection::Partner(_, kind) => format!("j.party_id = $4 AND j.kind = '{kind}'"),
    }
}

/// Prolongs a lease until then. False when another worker has the job by now, or it is settled.
pub fn renew(tx: &mut Tx<'_>, leased: &Leased, until: Instant) -> Result<bool> {
    let own = jobs::table
        .filter(jobs::id.eq(leased.id))
        .filter(jobs::lease.eq(leased.lease))
        // A job that failed keeps the key of its last lease.
        .filter(jobs::state.eq(JobState::Leased.number()));
    let renewed = diesel::update(own).set(jobs::run_at.eq(until));
    Ok(renewed.execute(tx.engine())? > 0)
}

/// Removes a job that is done. False when the lease had run out and another worker has it.
pub fn settle(tx: &mut Tx<'_>, leased: &Leased) -> Result<bool> {
    let own = jobs::table
        .filter(jobs::id.eq(leased.id))
        .filter(jobs::lease.eq(leased.lease));
    Ok(diesel::delete(own).execute(tx.engine())? > 0)
}

/// Records a failed attempt and what follows from it, unless another worker has the job by now.
/// `error` must be free of personal data.
pub fn fail(tx: &mut Tx<'_>, leased: &Leased, verdict: Verdict, error: &str) -> Result<()> {
    let own = jobs::table
        .filter(jobs::id.eq(leased.id))
        .filter(jobs::lease.eq(leased.lease));
    let (state, attempts, retry_at) = match verdict {
        Verdict::RetryAt(at) => (JobState::Ready, leased.attempts, Some(at)),
        Verdict::Postpone(at) => (JobState::Ready, leased.attempts - 1, Some(at)),
        Verdict::Dead => (JobState::Dead, leased.attempts, None),
    };
    diesel::update(own)
        .set((
            jobs::state.eq(state),
            jobs::attempts.eq(attempts),
            jobs::last_error.eq(error),
            retry_at.map(|at| jobs::run_at.eq(at)),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// The first jobs of a state, oldest first.
pub fn dead_or_waiting(conn: &mut Conn, state: JobState, most: i64) -> Result<Vec<JobRow>> {
    type Row = (
        JobId,
        String,
        Document,
        String,
        JobState,
        i32,
        Instant,
        Option<String>,
        Instant,
    );
    let rows: Vec<Row> = jobs::table
        .filter(jobs::state.eq(state))
        .order((jobs::run_at, jobs::id))
        .limit(most)
        .select((
            jobs::id,
            jobs::kind,
            jobs::payload,
            jobs::lane,
            jobs::state,
            jobs::attempts,
            jobs::run_at,
            jobs::last_error,
            jobs::created_at,
        ))
        .load(conn.engine())?;
    let row = |row: Row| {
        let (id, kind, payload, lane, state, attempts, run_at, last_error, created_at) = row;
        let job = StoredJob::from_row(kind, payload.0);
        JobRow {
            id,
            kind: job.kind().to_owned(),
            lane,
            state,
            attempts,
            run_at,
            last_error,
            created_at,
            dossier: job.dossier(),
            party: job.party(),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// How many jobs are open and dead.
pub fn counts(conn: &mut Conn) -> Result<JobCounts> {
    let dead = jobs::table
        .filter(jobs::state.eq(JobState::Dead))
        .count()
        .get_result(conn.engine())?;
    let open = jobs::table
        .filter(jobs::state.ne(JobState::Dead))
        .count()
        .get_result(conn.engine())?;
    Ok(JobCounts { open, dead })
}

/// How many open jobs have their time by `now`; a queue that never empties shows here.
pub fn open_count(conn: &mut Conn, now: Instant) -> Result<i64> {
    Ok(jobs::table
        .filter(jobs::state.ne(JobState::Dead))
        .filter(jobs::run_at.le(now))
        .count()
        .get_result(conn.engine())?)
}
