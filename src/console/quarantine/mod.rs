//! Messages that could not be taken: why, and what becomes of them.

pub(super) mod discard;
mod list;
mod readable;
pub(super) mod replay;
pub(super) mod replay_alike;
pub(super) mod show;

pub(super) use list::{Shared, Waiting, shared, waiting};
