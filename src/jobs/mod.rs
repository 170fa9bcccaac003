//! The job table: lanes, leases, back-off, the dead list, and the one enum of jobs. What a
//! job does stands in the room it concerns; `work.rs` calls it.

mod backoff;
mod job;
mod store;

pub use backoff::{Verdict, after_failure};
pub use job::{Job, Lane, NewJob, Whose};
pub use store::{
    DeadJob, JobCounts, JobRow, JobState, LaneJob, Leased, PartyJobs, counts, dead_of_party,
    dead_or_waiting, discard, enqueue, enqueue_all, enqueue_unless_waiting, fail, is_dead_of,
    jobs_of_lane, lease, open_count, party_jobs, retry, settle,
};
