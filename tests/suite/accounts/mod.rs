//! Accounts: registering, signing in, being verified, roles.

mod operations;
mod pages;
mod scene;
mod slips;
