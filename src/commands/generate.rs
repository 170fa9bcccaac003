//! `motcua generate`.

use super::{Failure, say};
use crate::app::App;
use crate::config::Mode;
use crate::generate::{Order, Report, generate};
use crate::kernel::print_line;

/// How often progress is told, in dossiers and in accounts.
const TOLD_EVERY: u64 = 50_000;

/// Makes what was ordered and tells how far it is.
///
/// # Errors
/// In production, where nobody is made up; else what the generator says.
pub fn run(app: &App, order: &Order) -> Result<(), Failure> {
    if app.mode == Mode::Production {
        return Err("generate: nothing is made up in production".into());
    }
    let now = app.env.clock.now();
    let mut told = 0;
    let report = generate(
        &app.env.storage,
        &app.cache.current(),
        order,
        now,
        &mut |report| {
            let done = (report.accounts + report.dossiers) / TOLD_EVERY;
            if done > told {
                told = done;
                // Nobody may read how far it is, and it goes on.
                let _ = print_line(format_args!("{}", line(report)));
            }
        },
    )?;
    say!("made {}", line(&report));
    Ok(())
}

fn line(report: &Report) -> String {
    format!(
        "{} accounts, {} clerks, {} dossiers, {} events",
        report.accounts, report.clerks, report.dossiers, report.events
    )
}
