//! Lists of the console go from the oldest on, a page at a time: a page begins behind a place.

use std::fmt;
use std::str::FromStr;

use super::at_console::AtConsole;
use crate::kernel::Instant;
use crate::web::PageError;

const PER_PAGE: usize = 20;

/// A place in a list, as it stands in addresses: `2026-11-23T…Z~<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListCursor<I>(pub(super) Instant, pub(super) I);

/// The text names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListCursorError;

impl<I: fmt::Display> fmt::Display for ListCursor<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.0, self.1)
    }
}

impl<I: FromStr> FromStr for ListCursor<I> {
    type Err = ListCursorError;

    fn from_str(text: &str) -> Result<Self, ListCursorError> {
        let (at, id) = text.split_once('~').ok_or(ListCursorError)?;
        let at = at.parse().map_err(|_| ListCursorError)?;
        Ok(Self(at, id.parse().map_err(|_| ListCursorError)?))
    }
}

impl<I: FromStr> ListCursor<I> {
    /// The place that the query names under `parameter`, if it names one.
    pub(super) fn asked(console: &AtConsole, parameter: &str) -> Result<Option<Self>, PageError> {
        let place = console.query(parameter).map(|place| place.parse());
        place
            .transpose()
            .map_err(|_: ListCursorError| PageError::NotFound)
    }
}

/// A page of a list.
pub(super) struct Page<T, I> {
    pub(super) lines: Vec<T>,
    /// The place behind which more come.
    pub(super) next: Option<ListCursor<I>>,
}

impl<T, I> Page<T, I> {
    /// How many lines have to be read to know whether more come.
    pub(super) const READ: i64 = PER_PAGE as i64 + 1;

    /// Cuts off what was read to know that.
    pub(super) fn of(mut read: Vec<T>, place: impl Fn(&T) -> ListCursor<I>) -> Self {
        let goes_on = read.len() > PER_PAGE;
        read.truncate(PER_PAGE);
        Self {
            next: read.last().filter(|_| goes_on).map(place),
            lines: read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Id, JobId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn place(micros: i64, id: u128) -> ListCursor<JobId> {
        let at = chrono::DateTime::from_timestamp_micros(micros).unwrap();
        ListCursor(Instant::from(at), Id::from_uuid(Uuid::from_u128(id)))
    }

    #[test]
    fn what_is_cut_off_comes_next() {
        for (read, shown, goes_on) in [(0, 0, false), (20, 20, false), (21, 20, true)] {
            let page = Page::of((0..read).collect(), |line| place(*line, 0));
            assert_eq!(page.lines.len(), shown);
            assert_eq!(page.next, goes_on.then(|| place(19, 0)));
        }
    }

    proptest! {
        #[test]
        fn a_place_reads_as_it_is_written(micros in 0_i64..4_000_000_000_000_000, id: u128) {
            let place = place(micros, id);
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }
    }
}
