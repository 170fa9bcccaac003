//! A place in a list of the queue, as it stands in addresses: `all~in_work~2026-11-23T…Z~<id>`, with
//! whose dossiers are listed in front.

use std::fmt;
use std::str::FromStr;

use super::scope::Scope;
use crate::desk::paths::FROM;
use crate::dossiers::{DeskList, Dossier, Line, QueueCursor};
use crate::web::StaffRequest;

/// A place in a list: what comes behind it is less urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct ListPosition {
    /// Whose dossiers are listed.
    pub(in crate::desk) scope: Scope,
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
    pub(in crate::desk) const fn of_line(line: &Line, scope: Scope) -> Self {
        Self {
            scope,
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
            scope: Scope::Everybodys,
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
        write!(f, "{}~{}~{sort_at}~{id}", self.scope, self.list.key())
    }
}

impl FromStr for ListPosition {
    type Err = ListPositionError;

    fn from_str(text: &str) -> Result<Self, ListPositionError> {
        let mut parts = text.splitn(4, '~');
        let mut part = || parts.next().ok_or(ListPositionError);
        Ok(Self {
            scope: part()?.parse().map_err(|_| ListPositionError)?,
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

    fn some_scope() -> impl Strategy<Value = Scope> {
        prop_oneof![
            Just(Scope::Everybodys),
            Just(Scope::Mine),
            any::<u128>().prop_map(|id| Scope::Officer(Id::from_uuid(Uuid::from_u128(id)))),
            any::<u128>().prop_map(|id| Scope::Unit(Id::from_uuid(Uuid::from_u128(id)))),
        ]
    }

    proptest! {
        #[test]
        fn a_place_reads_as_it_is_written(
            scope in some_scope(),
            list in select(DeskList::WORK.to_vec()),
            micros in 0_i64..4_000_000_000_000_000,
            id: u128,
        ) {
            let at = chrono::DateTime::from_timestamp_micros(micros).unwrap();
            let cursor = QueueCursor {
                sort_at: Instant::from(at),
                id: Id::from_uuid(Uuid::from_u128(id)),
            };
            let place = ListPosition { scope, list, cursor };
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }

        #[test]
        fn whatever_is_typed_is_a_place_or_none(
            text in "\\PC*|(all|mine|(of|unit)\\.[0-9a-f-]*)~[a-z_]*~[0-9TZ:.-]*~[0-9a-f-]*",
        ) {
            if let Ok(place) = text.parse::<ListPosition>() {
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }
    }
}
