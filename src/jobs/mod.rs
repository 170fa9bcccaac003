//! The job table: lanes, leases, retries, the dead list. A job is a struct that implements `Job`
//! and `Run` in the room that it concerns; `work/registry.rs` lists them for the worker.

mod failed;
mod job;
mod retry;
mod settle_dead;
mod store;
mod stored;

pub use failed::{Failed, Outcome};
pub use job::{Job, Lane, NewJob, Queue, Run, Selection};
pub use retry::{RetryPolicy, Verdict};
pub use settle_dead::{discard, retry};
pub use store::{
    DeadJob, DiscardedJob, JobCounts, JobRow, JobState, LaneJob, Leased, PartyJobs, bring_forward,
    counts, dead_job, dead_of_party, dead_or_waiting, discarded_about, discarded_last, enqueue,
    enqueue_all, enqueue_unless_waiting, fail, jobs_of_lane, lease, open_count, party_jobs, renew,
    settle,
};
pub use stored::StoredJob;
