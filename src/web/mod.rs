//! What every page shares: layout, access table, sessions, request forgery guard, form
//! controls, paths, errors, locale. No page of a capability stands here.

pub mod access;
pub mod cookies;
pub mod csrf;
mod gate;
mod ground;
mod posted;
pub mod sessions;
mod signed_in;
pub mod throttle;
