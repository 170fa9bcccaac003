//! Accounts and dossiers in any number, for trying the portal at the size it is meant for: plausible,
//! the same again for the same seed, by the rules of the operations over bulk writing.
//!
//! Wiring, like `app`: it may use every room. Rules and rows of dossiers and accounts do not belong
//! here; this only decides who did what and when. Everybody's address ends in `vidu.example`, and
//! nobody has a password.

mod answers;
mod clerks;
mod days;
mod draw;
mod filings;
mod numbers;
mod offices;
mod people;
mod story;
mod words;
mod writing;

use chrono::{Duration, NaiveDate};

use crate::dossiers;
use crate::storage;

pub use writing::{Report, generate};

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct Order {
    /// Citizens and businesses with an account; clerks of the agencies that work here come on top.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub accounts: u64,
    /// Dossiers, a few in a hundred of them filed here, the others sent by agencies' systems.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub dossiers: u64,
    /// The same seed makes the same rows.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Over how many days, up to yesterday, the dossiers were filed.
    #[arg(long, value_name = "D", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub days: u32,
    /// Add to the dossiers that are there. Nobody may use the portal meanwhile.
    #[arg(long)]
    pub append: bool,
}

/// Why nothing, or not all, was made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The database is in use already.
    #[error("the database has dossiers already; --append adds to them")]
    NotEmpty,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The built-in data lacks what generated data is made of.
    #[error("cannot make {0}")]
    Data(&'static str),
    /// More dossiers than a day's numbers.
    #[error("the numbers of {0} on {1} are used up: take more days or fewer dossiers")]
    SeriesUsedUp(String, NaiveDate),
    /// An application that the portal would not take, or a story that the rules do not allow.
    #[error("a story went wrong: {0}")]
    Story(#[from] dossiers::Error),
    /// The thread that makes the rows stopped.
    #[error("the making of rows stopped")]
    Stopped,
}

/// The day of the first dossier.
fn first_day(today: NaiveDate, days: u32) -> NaiveDate {
    today - Duration::days(i64::from(days))
}
