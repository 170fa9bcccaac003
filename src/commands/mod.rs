//! Commands of the operator's machine: each reads its arguments, calls an operation, prints what
//! came of it.

pub mod account;
pub mod generate;
pub mod catalogue;
pub mod jobs;
pub mod partner;

use std::str::FromStr;

use crate::kernel::clean;

/// Reads an argument, cleaned as whatever people type is.
///
/// # Errors
/// Those of the value.
pub fn cleaned<T: FromStr>(text: &str) -> Result<T, T::Err> {
    clean(text).parse()
}

/// Why a command did not do what it was asked to, in a line.
pub type Failure = Box<dyn std::error::Error>;
