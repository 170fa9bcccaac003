//! Lists that are read by key: an address names the row behind which a page begins or before which
//! it ends, and one row more than the page shows tells whether the list goes on.

use std::fmt;
use std::str::FromStr;

use super::Instant;

/// Which part of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysetPart<K> {
    /// Its beginning.
    First,
    /// What comes after a row.
    After(K),
    /// What comes last before a row.
    Before(K),
}

impl<K> KeysetPart<K> {
    /// The same part by another key.
    pub fn map<L>(self, change: impl FnOnce(K) -> L) -> KeysetPart<L> {
        match self {
            Self::First => KeysetPart::First,
            Self::After(key) => KeysetPart::After(change(key)),
            Self::Before(key) => KeysetPart::Before(change(key)),
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysetPage<T, K> {
    pub rows: Vec<T>,
    /// The row before which there are others.
    pub before: Option<K>,
    /// The row after which there are others.
    pub after: Option<K>,
}

/// How many rows have to be read for a page of `rows`.
pub const fn rows_to_read(rows: u16) -> i64 {
    rows as i64 + 1
}

impl<T, K> KeysetPage<T, K> {
    /// The page made of what was read of `part`: up to [`rows_to_read`] rows of it.
    pub fn of<P>(part: &KeysetPart<P>, mut read: Vec<T>, rows: u16, key: impl Fn(&T) -> K) -> Self {
        let is_more = read.len() > usize::from(rows);
        let is_backward = matches!(part, KeysetPart::Before(_));
        if is_backward && is_more {
            read.remove(0);
        }
        read.truncate(usize::from(rows));
        let (has_before, has_after) = match part {
            KeysetPart::First => (false, is_more),
            KeysetPart::After(_) => (true, is_more),
            KeysetPart::Before(_) => (is_more, true),
        };
        Self {
            before: read.first().filter(|_| has_before).map(&key),
            after: read.last().filter(|_| has_after).map(&key),
            rows: read,
        }
    }

    /// The same page of what `change` makes of each row.
    ///
    /// # Errors
    /// The first that `change` gives.
    pub fn try_map<R, E>(
        self,
        change: impl FnMut(T) -> Result<R, E>,
    ) -> Result<KeysetPage<R, K>, E> {
        Ok(KeysetPage {
            rows: self
                .rows
                .into_iter()
                .map(change)
                .collect::<Result<_, E>>()?,
            before: self.before,
            after: self.after,
        })
    }
}

/// The key of a row in a list sorted by time, as it stands in addresses: `2026-11-23T…Z~<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeKey<I>(pub Instant, pub I);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeKeyError;

impl<I: fmt::Display> fmt::Display for TimeKey<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.0, self.1)
    }
}

impl<I: FromStr> FromStr for TimeKey<I> {
    type Err = TimeKeyError;

    fn from_str(text: &str) -> Result<Self, TimeKeyError> {
        let (at, id) = text.split_once('~').ok_or(TimeKeyError)?;
        let at = at.parse().map_err(|_| TimeKeyError)?;
        Ok(Self(at, id.parse().map_err(|_| TimeKeyError)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::kernel::{Id, JobId};

    proptest! {
        #[test]
        fn pages_turn_through_a_list_forward_and_back(length in 0_usize..40, rows in 1_u16..9) {
            let list: Vec<usize> = (0..length).collect();
            let read = |part: &KeysetPart<usize>| -> Vec<usize> {
                let most = usize::try_from(rows_to_read(rows)).unwrap();
                let (from, to) = match part {
                    KeysetPart::First => (0, most),
                    KeysetPart::After(key) => (key + 1, key + 1 + most),
                    KeysetPart::Before(key) => (key.saturating_sub(most), *key),
                };
                list[from.min(length)..to.min(length)].to_vec()
            };
            let page = |part: &KeysetPart<usize>| KeysetPage::of(part, read(part), rows, |row| *row);
            let mut forward = vec![page(&KeysetPart::First)];
            while let Some(after) = forward.last().unwrap().after {
                forward.push(page(&KeysetPart::After(after)));
            }
            let seen: Vec<usize> = forward.iter().flat_map(|page| page.rows.clone()).collect();
            prop_assert_eq!(&seen, &list);
            prop_assert!(forward[0].before.is_none());
            let mut back = forward.last().unwrap().clone();
            let mut seen = back.rows.clone();
            while let Some(before) = back.before {
                back = page(&KeysetPart::Before(before));
                prop_assert!(back.after.is_some());
                seen.splice(0..0, back.rows.clone());
            }
            prop_assert_eq!(seen, list);
        }

        #[test]
        fn a_key_reads_as_it_is_written(micros in 0_i64..4_000_000_000_000_000, id: u128) {
            let at = chrono::DateTime::from_timestamp_micros(micros).unwrap();
            let id: JobId = Id::from_uuid(Uuid::from_u128(id));
            let key = TimeKey(Instant::from(at), id);
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }
}
