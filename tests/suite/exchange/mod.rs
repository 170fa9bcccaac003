//! The wire with agencies' own systems, through HTTP as their clients use it.

mod messages;
mod meaning;
mod ownership;
mod robust;
mod scene;
