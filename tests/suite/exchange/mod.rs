//! The wire with agencies' own systems, through HTTP as their clients use it.

mod agencies;
mod answers;
mod at_once;
mod dictionaries;
mod fairness;
mod field;
mod limits;
pub mod listener;
mod messages;
mod meaning;
mod memory;
mod offered_files;
mod order_free;
mod outbound;
mod ownership;
mod robust;
pub mod scene;
mod spellings;
mod statuses;
mod ratings;
mod recomputed;
mod time_line;
mod told;
mod walk;
