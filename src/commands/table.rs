//! Lists in columns with a line of headings, for terminals.

use super::{Failure, say};

/// Rows below their headings.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(super) fn new(headings: &[&str]) -> Self {
        let headings = headings.iter().map(|heading| (*heading).to_owned());
        Self {
            rows: vec![headings.collect()],
        }
    }

    /// Adds a row; a line break in a cell would begin another.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        let one_line = |cell: String| cell.split_whitespace().collect::<Vec<_>>().join(" ");
        self.rows.push(cells.into_iter().map(one_line).collect());
    }

    /// Prints it; the last column is as wide as it is.
    pub(super) fn print(&self) -> Result<(), Failure> {
        for row in &self.rows {
            let padded: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(at, cell)| format!("{cell:<width$}", width = self.width(at)))
                .collect();
            say!("{}", padded.join("  ").trim_end());
        }
        Ok(())
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}
