//! `motcua catalogue`: bring procedures, agencies and forms in, or look at them first.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use motcua::app::House;
use motcua::catalogue::{Files, Severity, examine, import};
use motcua::kernel::{Clock, SystemClock};

use crate::Failure;

/// What to do with a catalogue.
#[derive(Subcommand)]
pub enum Command {
    /// Write what differs into the database; running portals follow within five seconds.
    Import(Source),
    /// Say what does not fit together; exit code 1 if it must not be published.
    Check {
        /// The folder to look at; without it, the catalogue inside the program.
        folder: Option<PathBuf>,
    },
}

/// Where a catalogue comes from.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Source {
    /// A folder of the shape of `catalogue/`.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The catalogue inside the program.
    #[arg(long)]
    built_in: bool,
}

/// Runs the command; `open` opens the house when the database is needed.
pub fn run(command: Command, open: impl FnOnce() -> Result<House, Failure>) -> Result<(), Failure> {
    match command {
        Command::Import(source) => import_from(files(source.folder), &open()?),
        Command::Check { folder } => look_at(&files(folder)),
    }
}

fn files(folder: Option<PathBuf>) -> Files {
    folder.map_or(Files::BuiltIn, Files::Folder)
}

fn import_from(files: Files, house: &House) -> Result<(), Failure> {
    let report = import(&house.ground.storage, &files, &house.ground.moment())?;
    println!(
        "procedures: {} new, {} changed, {} ended, {} as before; {} forms and {} other files changed",
        report.new, report.changed, report.ended, report.unchanged, report.forms, report.files
    );
    Ok(())
}

fn look_at(files: &Files) -> Result<(), Failure> {
    let findings = examine(files, SystemClock.now().vietnam_date())?;
    for finding in &findings {
        let severity = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        println!("{severity}: {finding}");
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .count();
    println!("{errors} errors, {} warnings", findings.len() - errors);
    if errors > 0 {
        return Err("the catalogue must not be published as it is".into());
    }
    Ok(())
}
