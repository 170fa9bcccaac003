//! `motcua catalogue`: bring procedures, agencies and forms in, or look at them first.

use std::path::PathBuf;

use super::{Failure, say};
use crate::app::App;
use crate::catalogue::{self, Files, Severity, examine};
use crate::kernel::{Clock, SystemClock};
use clap::{Args, Subcommand};

/// What to do with a catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// Write what differs into the database; running portals follow within five seconds.
    Import(Source),
    /// Say what does not fit together; exit code 1 if it must not be published.
    Check {
        /// The folder to look at; without it, the catalogue inside the program.
        folder: Option<PathBuf>,
    },
}

/// Where a catalogue comes from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Source {
    /// A folder of the shape of `catalogue/`.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The catalogue inside the program.
    #[arg(long)]
    built_in: bool,
}

fn files(folder: Option<PathBuf>) -> Files {
    folder.map_or(Files::BuiltIn, Files::Folder)
}

/// Imports a catalogue and prints what has changed.
pub fn import(app: &App, source: Source) -> Result<(), Failure> {
    let env = &app.env;
    let report = catalogue::import(&env.storage, &files(source.folder), &env.moment())?;
    say!(
        "procedures: {} new, {} changed, {} ended, {} as before; {} forms and {} other files changed",
        report.new,
        report.changed,
        report.ended,
        report.unchanged,
        report.forms,
        report.files
    );
    Ok(())
}

/// Prints what does not fit together, the worst first; fails if it must not be published.
pub fn check(folder: Option<PathBuf>) -> Result<(), Failure> {
    let findings = examine(&files(folder), SystemClock.now().vietnam_date())?;
    for finding in &findings {
        let severity = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        say!("{severity}: {finding}");
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .count();
    say!("{errors} errors, {} warnings", findings.len() - errors);
    if errors > 0 {
        return Err("the catalogue must not be published as it is".into());
    }
    Ok(())
}
