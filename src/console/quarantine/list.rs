//! A partner's messages that wait, the oldest first, a page at a time.

use std::fmt;
use std::str::FromStr;

use crate::console::paths;
use crate::exchange::{self, QuarantineLine};
use crate::kernel::{Instant, PartnerId, QuarantineId};
use crate::storage::{Conn, Result};

const PER_PAGE: usize = 20;

/// A message that waits, with its page.
pub(in crate::console) struct Waiting {
    pub(in crate::console) line: QuarantineLine,
    pub(in crate::console) path: String,
}

/// A place in the list, as it stands in addresses: `2026-11-23T…Z~<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::console) struct Place(Instant, QuarantineId);

/// The text names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::console) struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.0, self.1)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> std::result::Result<Self, NoPlace> {
        let (at, id) = text.split_once('~').ok_or(NoPlace)?;
        let at = at.parse().map_err(|_| NoPlace)?;
        Ok(Self(at, id.parse().map_err(|_| NoPlace)?))
    }
}

/// The messages after a place, and the place behind which more come.
pub(in crate::console) fn waiting(
    conn: &mut Conn,
    partner: PartnerId,
    after: Option<Place>,
) -> Result<(Vec<Waiting>, Option<Place>)> {
    let most = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let after = after.map(|Place(at, id)| (at, id));
    let mut lines = exchange::open_quarantine(conn, partner, after, most)?;
    let goes_on = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    let last = lines.last().filter(|_| goes_on);
    let next = last.map(|line| Place(line.received_at, line.id));
    let with_path = |line: QuarantineLine| Waiting {
        path: paths::quarantined(partner, line.id),
        line,
    };
    Ok((lines.into_iter().map(with_path).collect(), next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_place_reads_as_it_is_written(micros in 0_i64..4_000_000_000_000_000, id: u128) {
            let at = chrono::DateTime::from_timestamp_micros(micros).unwrap();
            let place = Place(Instant::from(at), Id::from_uuid(Uuid::from_u128(id)));
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }
    }
}
