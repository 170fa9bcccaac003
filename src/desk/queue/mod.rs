//! The queue of an agency: its lists, the search over it, and the next dossier.
//!
//! Every list is an index range, most urgent first, and a page of it begins after the last row of
//! the page before.

pub(super) mod list;
pub(super) mod next;
pub(super) mod offices;
mod position;
mod row;
pub(super) mod search;
mod tabs;

pub(super) use position::ListPosition;
