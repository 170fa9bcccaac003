//! Accounts: registering, signing in, being verified, roles.

mod clerks;
mod guarding;
mod pages;
mod registering;
pub mod scene;
mod slips;
mod verifying;
