//! The one test crate: a module per subject.

mod frame;
mod generate;
mod words;
