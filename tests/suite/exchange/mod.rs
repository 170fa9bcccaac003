//! The wire with agencies' own systems, through HTTP as their clients use it.

mod listener;
mod messages;
mod meaning;
mod outbound;
mod ownership;
mod robust;
mod scene;
mod walk;
