//! `motcua generate`.

use super::Failure;
use crate::app::House;
use crate::config::Mode;
use crate::generate::{Order, Report, generate};

/// How often progress is told, in dossiers and in accounts.
const TOLD_EVERY: u64 = 50_000;

/// Makes what was ordered and tells how far it is.
///
/// # Errors
/// In production, where nobody is made up; else what the generator says.
pub fn run(house: &House, order: &Order) -> Result<(), Failure> {
    if house.mode == Mode::Production {
        return Err("generate: nothing is made up in production".into());
    }
    let now = house.ground.clock.now();
    let mut told = 0;
    let report = generate(
        &house.ground.storage,
        &house.shelf.current(),
        order,
        now,
        &mut |report| {
            let done = (report.accounts + report.dossiers) / TOLD_EVERY;
            if done > told {
                told = done;
                println!("{}", line(report));
            }
        },
    )?;
    println!("made {}", line(&report));
    Ok(())
}

fn line(report: &Report) -> String {
    format!(
        "{} accounts, {} clerks, {} dossiers, {} events",
        report.accounts, report.clerks, report.dossiers, report.events
    )
}
