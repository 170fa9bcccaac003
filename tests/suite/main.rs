//! The one test crate: a module per subject.

mod accounts;
mod frame;
mod words;
