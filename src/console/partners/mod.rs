//! Pages about partners: the list with the health of each, one partner, setting it up and changing
//! it, its secrets, what its state codes mean, and jobs that gave up.

pub(super) mod add;
pub(super) mod admission;
pub(super) mod change;
pub(super) mod dead_job;
mod dead_jobs;
mod health;
pub(super) mod list;
pub(super) mod lookup;
pub(super) mod meanings;
pub(super) mod rotate;
mod secrets;
mod settings;
pub(super) mod show;
mod status;
mod traffic;
pub(super) mod try_now;
