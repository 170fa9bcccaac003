//! A place in a list of the queue, as it stands in addresses: `in_work~2026-11-23T…Z~<id>`, with
//! `mine~` before it where the list is of the clerk's own dossiers alone.

use std::fmt;
use std::str::FromStr;

use crate::desk::paths::FROM;
use crate::dossiers::{DeskList, Dossier, Line, QueueCursor};
use crate::web::StaffRequest;

/// What stands before a place among the clerk's own dossiers.
const MINE: &str = "mine~";

/// A place in a list: what comes behind it is less urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct ListPosition {
    /// Among the clerk's own dossiers alone.
    pub(in crate::desk) is_mine: bool,
    pub(in crate::desk) list: DeskList,
    pub(in crate::desk) cursor: QueueCursor,
}

/// The text names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct ListPositionError;

impl ListPosition {
    /// The position from which a dossier was opened, where the address names one.
    pub(in crate::desk) fn asked(desk: &StaffRequest) -> Option<Self> {
        desk.query(FROM)?.parse().ok()
    }

    /// Where a line of a list lies.
    pub(in crate::desk) const fn of_line(line: &Line, is_mine: bool) -> Self {
        Self {
            is_mine,
            list: line.list,
            cursor: QueueCursor {
                sort_at: line.sort_at,
                id: line.id,
            },
        }
    }

    /// Where a dossier lies.
    pub(in crate::desk) const fn of(dossier: &Dossier) -> Self {
        Self {
            is_mine: false,
            list: dossier.place.list,
            cursor: QueueCursor {
                sort_at: dossier.place.sort_at,
                id: dossier.id,
            },
        }
    }
}

impl fmt::Display for ListPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let QueueCursor { sort_at, id } = self.cursor;
        f.write_str(if self.is_mine { MINE } else { "" })?;
        write!(f, "{}~{sort_at}~{id}", self.list.key())
    }
}

impl FromStr for ListPosition {
    type Err = ListPositionError;

    fn from_str(text: &str) -> Result<Self, ListPositionError> {
        let of_clerk = text.strip_prefix(MINE);
        let mut parts = of_clerk.unwrap_or(text).splitn(3, '~');
        let mut part = || parts.next().ok_or(ListPositionError);
        Ok(Self {
            is_mine: of_clerk.is_some(),
            list: DeskList::shown(part()?).ok_or(ListPositionError)?,
            cursor: QueueCursor {
                sort_at: part()?.parse().map_err(|_| ListPositionError)?,
                id: part()?.parse().map_err(|_| ListPositionError)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use uuid::Uuid;

    use super::*;
    use crate::kernel::{Id, Instant};

    proptest! {
        #[test]
        fn a_place_reads_as_it_is_written(
            is_mine: bool,
            list in select(DeskList::WORK.to_vec()),
            micros in 0_i64..4_000_000_000_000_000,
            id: u128,
        ) {
            let at = chrono::DateTime::from_timestamp_micros(micros).unwrap();
            let cursor = QueueCursor {
                sort_at: Instant::from(at),
                id: Id::from_uuid(Uuid::from_u128(id)),
            };
            let place = ListPosition { is_mine, list, cursor };
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }

        #[test]
        fn whatever_is_typed_is_a_place_or_none(text in "\\PC*|(mine~)?[a-z_]*~[0-9TZ:.-]*~[0-9a-f-]*") {
            if let Ok(place) = text.parse::<ListPosition>() {
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }
    }
}
