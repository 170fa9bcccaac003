//! Jobs by the partner whose machine they need.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt};

use super::JobState;
use crate::jobs::StoredJob;
use crate::kernel::{Instant, JobId, PartnerId};
use crate::storage::schema::jobs;
use crate::storage::{Conn, Document, IdColumn, InstantColumn, Result, Tx};

/// The jobs of a partner in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyJobs {
    pub party: PartnerId,
    /// Ready or leased.
    pub open: i64,
    /// Since when the oldest of those waits.
    pub oldest: Option<Instant>,
    pub dead: i64,
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = IdColumn)]
    party_id: PartnerId,
    #[diesel(sql_type = SmallInt)]
    state: JobState,
    #[diesel(sql_type = BigInt)]
    jobs: i64,
    #[diesel(sql_type = InstantColumn)]
    oldest: Instant,
}

/// The jobs of every partner that has any.
pub fn party_jobs(conn: &mut Conn) -> Result<Vec<PartyJobs>> {
    let rows: Vec<StateRow> = diesel::sql_query(
        "SELECT party_id, state, COUNT(*) AS jobs, MIN(created_at) AS oldest \
         FROM jobs WHERE party_id IS NOT NULL GROUP BY party_id, state ORDER BY party_id",
    )
    .load(conn.engine())?;
    let mut all: Vec<PartyJobs> = Vec::new();
    for row in rows {
        let mut counted = match all.pop_if(|last| last.party == row.party_id) {
            Some(begun) => begun,
            None => PartyJobs {
                party: row.party_id,
                open: 0,
                oldest: None,
                dead: 0,
            },
        };
        if row.state == JobState::Dead {
            counted.dead += row.jobs;
        } else {
            counted.open += row.jobs;
            let earlier = counted.oldest.into_iter().chain([row.oldest]).min();
            counted.oldest = earlier;
        }
        all.push(counted);
    }
    Ok(all)
}

/// A job that is not done, among those before and behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneJob {
    pub id: JobId,
    /// What is to be done.
    pub job: StoredJob,
    /// Where it stands.
    pub state: JobState,
    /// Since when it was to be done.
    pub created_at: Instant,
    /// When it runs next, or its lease ends.
    pub run_at: Instant,
    /// Why it failed last.
    pub last_error: Option<String>,
}

/// The jobs of a lane that are not done, in its order.
pub fn jobs_of_lane(conn: &mut Conn, lane: &str) -> Result<Vec<LaneJob>> {
    type Row = (
        JobId,
        String,
        Document,
        JobState,
        Instant,
        Instant,
        Option<String>,
    );
    let rows: Vec<Row> = jobs::table
        .filter(jobs::lane.eq(lane))
        .order((jobs::lane_position, jobs::id))
        .select((
            jobs::id,
            jobs::kind,
            jobs::payload,
            jobs::state,
            jobs::created_at,
            jobs::run_at,
            jobs::last_error,
        ))
        .load(conn.engine())?;
    let job = |(id, kind, payload, state, created_at, run_at, last_error): Row| {
        Ok(LaneJob {
            id,
            job: StoredJob::from_row(kind, payload.0),
            state,
            created_at,
            run_at,
            last_error,
        })
    };
    rows.into_iter().map(job).collect()
}

/// Gives the first of a party's jobs that wait for their time their turn now; at most so many.
pub fn bring_forward(tx: &mut Tx<'_>, party: PartnerId, most: i64, now: Instant) -> Result<()> {
    let waiting: Vec<JobId> = jobs::table
        .filter(jobs::party_id.eq(party))
        .filter(jobs::state.eq(JobState::Ready))
        .filter(jobs::run_at.gt(now))
        .order((jobs::run_at, jobs::id))
        .limit(most)
        .select(jobs::id)
        .load(tx.engine())?;
    diesel::update(jobs::table.filter(jobs::id.eq_any(waiting)))
        .filter(jobs::state.eq(JobState::Ready))
        .set(jobs::run_at.eq(now))
        .execute(tx.engine())?;
    Ok(())
}
