//! Printing to standard output where nobody may read it any more, as behind `| head`: `println!` panics
//! there.

use std::fmt;
use std::io::{Result, Write};

/// Prints a line.
///
/// # Errors
/// Standard output is closed.
pub fn print_line(line: fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{line}")
}
