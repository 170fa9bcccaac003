//! Tables of text: one row a line, cells between tabs, the column names in the first line. Tabs
//! never occur in what we write, so that nothing needs quoting and every change is one line of a
//! diff.

use std::fmt;
use std::str::FromStr;

use super::SourceError;

/// A row of a table, with where it stands.
pub(super) struct Row<'a, const COLUMNS: usize> {
    /// The cells, in the order of the columns.
    pub(super) cells: [&'a str; COLUMNS],
    file: &'a str,
    line: usize,
}

/// The rows of a table that has exactly these columns, named with spaces between them.
pub(super) fn rows<'a, const COLUMNS: usize>(
    file: &'a str,
    text: &'a str,
    columns: &str,
) -> Result<Vec<Row<'a, COLUMNS>>, SourceError> {
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let head = lines.next().map_or("", |(_, line)| line);
    if !head.split('\t').eq(columns.split(' ')) {
        return Err(SourceError::at(
            file,
            1,
            format!("the columns must be: {columns}"),
        ));
    }
    lines
        .map(|(line, text)| {
            let cells: Vec<&str> = text.split('\t').collect();
            let cells = cells.try_into().map_err(|cells: Vec<&str>| {
                let what = format!("{} cells instead of {COLUMNS}", cells.len());
                SourceError::at(file, line, what)
            })?;
            Ok(Row { cells, file, line })
        })
        .collect()
}

impl<const COLUMNS: usize> Row<'_, COLUMNS> {
    /// The value of a cell.
    pub(super) fn value<T>(&self, cell: &str) -> Result<T, SourceError>
    where
        T: FromStr<Err: fmt::Display>,
    {
        cell.parse()
            .map_err(|error| self.fault(format!("{cell:?}: {error}")))
    }

    /// The value of a cell that may be empty.
    pub(super) fn optional<T>(&self, cell: &str) -> Result<Option<T>, SourceError>
    where
        T: FromStr<Err: fmt::Display>,
    {
        if cell.is_empty() {
            Ok(None)
        } else {
            self.value(cell).map(Some)
        }
    }

    /// The values of a cell, which `separator` parts; none if it is empty.
    pub(super) fn list<T>(&self, cell: &str, separator: char) -> Result<Vec<T>, SourceError>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let values = cell.split(separator).filter(|value| !value.is_empty());
        values.map(|value| self.value(value)).collect()
    }

    /// Something is wrong with this row.
    pub(super) fn fault(&self, what: impl fmt::Display) -> SourceError {
        SourceError::at(self.file, self.line, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_where_it_is_wrong() {
        let read = |text| rows::<2>("t.tsv", text, "a b").map(|rows| rows.len());
        assert_eq!(read("a\tb\n1\t2\n3\t\n"), Ok(2));
        assert_eq!(read("a\tc\n").unwrap_err().line, Some(1));
        let error = read("a\tb\n1\t2\n3\n").unwrap_err();
        assert_eq!(error.to_string(), "t.tsv:3: 1 cells instead of 2");
        let table = rows::<2>("t.tsv", "a\tb\nx\t1,2\n", "a b").unwrap();
        let row = table.first().unwrap();
        assert_eq!(row.list::<u8>(row.cells[1], ','), Ok(vec![1, 2]));
        assert!(
            row.value::<u8>(row.cells[0])
                .unwrap_err()
                .to_string()
                .starts_with("t.tsv:2: ")
        );
    }
}
