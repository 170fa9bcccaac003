//! The queue of an agency: its lists, the search over it, and the next dossier.
//!
//! Every list is an index range, most urgent first and what is done latest first, and a page of it
//! begins after the last row of the page before.

mod first_list;
pub(super) mod list;
pub(super) mod next;
pub(super) mod offices;
mod position;
mod rail;
mod row;
mod scope;
pub(super) mod search;

pub(super) use position::ListPosition;
pub(super) use scope::Scope;
