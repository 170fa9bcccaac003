//! `motcua play-agency` as a process of its own, against a stand-in for the portal that keeps to
//! the wire and writes down what it hears; and in `real` against the portal itself.

mod agency;
mod attachments;
mod faults;
mod portal;
mod pushes;
mod real;
mod survives;
mod syncs;

pub use agency::{Agency, Identity, Setting, free_address};
pub use portal::{FileAnswer, Heard, StandIn};
