//! Commands of the operator's machine: each reads its arguments, calls an operation, prints what
//! came of it.

pub mod account;
pub mod calendar;
pub mod catalogue;
pub mod desk;
pub mod generate;
pub mod jobs;
pub mod partner;
mod refusals;
mod table;

use std::str::FromStr;

use crate::agencies::{Agency, AgencyCode, AgencyKey};
use crate::app::App;
use crate::catalogue::Snapshot;
use crate::kernel::{Instant, clean};

/// Reads an argument, cleaned as whatever people type is.
///
/// # Errors
/// Those of the value.
pub fn cleaned<T: FromStr>(text: &str) -> Result<T, T::Err> {
    clean(text).parse()
}

/// Why a command did not do what it was asked to, in a line.
pub type Failure = Box<dyn std::error::Error>;

/// Whether a command only failed because nobody reads any more what it prints, as behind `| head`.
pub fn is_closed_pipe(failure: &Failure) -> bool {
    let error = failure.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Prints a line as `println!` does, and ends the function where nobody reads it any more.
macro_rules! say {
    ($($what:tt)*) => {
        $crate::kernel::print_line(format_args!($($what)*))?
    };
}
pub(crate) use say;

/// A time as the pages show it, in Vietnam.
fn vietnam_time(at: Instant) -> String {
    at.vietnam().format("%d/%m/%Y %H:%M:%S").to_string()
}

/// The agency of an official code or a catalogue key.
fn agency<'a>(catalogue: &'a Snapshot, typed: &str) -> Result<&'a Agency, Failure> {
    let directory = &catalogue.catalogue.agencies;
    let by_code = typed
        .parse::<AgencyCode>()
        .ok()
        .and_then(|code| directory.by_code(&code));
    let by_key = || {
        let key = typed.parse::<AgencyKey>().ok()?;
        directory.by_key(&key)
    };
    by_code
        .or_else(by_key)
        .ok_or_else(|| format!("agency: there is no agency {typed}").into())
}

/// What a note says of an agency that has ended; nothing of others.
fn ended_note(app: &App, catalogue: &Snapshot, agency: &Agency) -> Option<String> {
    let today = app.env.moment().now.vietnam_date();
    if !agency.validity.has_ended_by(today) {
        return None;
    }
    let followers: Vec<String> = agency
        .successors
        .iter()
        .filter_map(|key| catalogue.agency_by_key(key))
        .map(|next| format!("{} ({})", next.name, next.key))
        .collect();
    let until = agency.validity.until.map(|day| day.to_string());
    Some(format!(
        "{} ended on {}; its work went to: {}",
        agency.name,
        until.unwrap_or_default(),
        followers.join(", ")
    ))
}
