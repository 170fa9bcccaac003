//! The job table: lanes, leases, back-off, the dead list, and the one enum of jobs. What a
//! job does stands in the room it concerns; `work.rs` calls it.

mod backoff;
mod job;
mod settle_dead;
mod store;

pub use backoff::{Verdict, after_failure};
pub use job::{Job, Lane, NewJob, Whose};
pub use settle_dead::{discard, retry};
pub use store::{
    DeadJob, DiscardedJob, JobCounts, JobRow, JobState, LaneJob, Leased, PartyJobs, counts,
    dead_job, dead_of_party, dead_or_waiting, discarded_about, discarded_last, enqueue,
    enqueue_all, enqueue_unless_waiting, fail, jobs_of_lane, lease, open_count, party_jobs, settle,
};
