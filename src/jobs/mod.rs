//! The job table: lanes, leases, back-off, the dead list, and the one enum of jobs. What a
//! job does stands in the room it concerns; `work.rs` calls it.
