//! Commands of the operator's machine: each reads its arguments, calls an operation, prints what
//! came of it.

pub mod account;
pub mod generate;
pub mod catalogue;
pub mod jobs;
pub mod partner;

/// Why a command did not do what it was asked to, in a line.
pub type Failure = Box<dyn std::error::Error>;
