//! The wire with agencies' own systems, through HTTP as their clients use it.

pub mod listener;
mod messages;
mod meaning;
mod outbound;
mod ownership;
mod robust;
pub mod scene;
mod walk;
