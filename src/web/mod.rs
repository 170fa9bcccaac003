//! What every page shares: layout, access table, sessions, request forgery guard, form
//! controls, paths, errors, locale. No page of a capability stands here.

pub mod access;
pub mod cookies;
pub mod csrf;
mod ground;
pub mod sessions;
pub mod throttle;

pub use ground::Ground;
