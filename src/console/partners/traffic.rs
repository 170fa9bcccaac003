//! What came from a partner in the last day, by kind and hour.

use chrono::{Duration, Timelike};

use crate::exchange;
use crate::kernel::{Instant, PartnerId};
use crate::storage::{Conn, Result};

const HOURS: i64 = 24;
/// The height of the drawing in its own units.
const HIGHEST: i64 = 100;

/// Messages taken and refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) taken: i64,
    pub(super) refused: i64,
}

impl Count {
    pub(super) const fn is_zero(&self) -> bool {
        self.total() == 0
    }

    const fn total(&self) -> i64 {
        self.taken + self.refused
    }

    fn add(&mut self, taken: bool, messages: i64) {
        match taken {
            true => self.taken += messages,
            false => self.refused += messages,
        }
    }
}

pub(super) struct Hour {
    pub(super) from: Instant,
    /// A count for each of the [`kinds`].
    pub(super) counts: Vec<Count>,
}

impl Hour {
    fn total(&self) -> Count {
        let add = |sum: Count, one: &Count| Count {
            taken: sum.taken + one.taken,
            refused: sum.refused + one.refused,
        };
        self.counts.iter().fold(Count::default(), add)
    }
}

/// A bar of the drawing: what was taken stands on what was refused.
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) taken_y: i64,
    pub(super) taken_height: i64,
    pub(super) refused_y: i64,
    pub(super) refused_height: i64,
}

/// The last day, the oldest hour first.
pub(super) struct Day(Vec<Hour>);

impl Day {
    /// The hours that end with the current one, by the clock of Vietnam.
    pub(super) fn read(conn: &mut Conn, partner: PartnerId, now: Instant) -> Result<Self> {
        let current = hour_of(now);
        let hours = (0..HOURS).rev().map(|back| {
            let from = current - Duration::hours(back);
            let mut counts = vec![Count::default(); kinds().count()];
            for line in exchange::traffic(conn, partner, from, from + Duration::hours(1))? {
                if let Some(count) = counts.get_mut(kind_of(&line.service)) {
                    count.add(line.taken, line.messages);
                }
            }
            Ok(Hour { from, counts })
        });
        hours.collect::<Result<_>>().map(Self)
    }

    /// The hours in which something came, the newest first.
    pub(super) fn busy_hours(&self) -> Vec<&Hour> {
        let busy = |hour: &&Hour| !hour.total().is_zero();
        self.0.iter().rev().filter(busy).collect()
    }

    /// The kinds that came, as their place and name; the last is for all others.
    pub(super) fn kinds(&self) -> Vec<(usize, &'static str)> {
        let came = |kind: usize| {
            let mut counts = self.0.iter().filter_map(|hour| hour.counts.get(kind));
            counts.any(|count| !count.is_zero())
        };
        kinds()
            .enumerate()
            .filter(|(kind, _)| came(*kind))
            .collect()
    }

    /// All of the day.
    pub(super) fn total(&self) -> Count {
        let hours = self.0.iter().map(Hour::total);
        hours.fold(Count::default(), |sum, one| Count {
            taken: sum.taken + one.taken,
            refused: sum.refused + one.refused,
        })
    }

    /// The drawing: a bar an hour, as high as its part of the busiest one.
    pub(super) fn bars(&self) -> Vec<Bar> {
        let totals: Vec<Count> = self.0.iter().map(Hour::total).collect();
        let most = totals.iter().map(Count::total).max().unwrap_or(0).max(1);
        // What came at all is seen, however little it is.
        let height = |messages: i64| match messages {
            0 => 0,
            some => (some * HIGHEST / most).max(2),
        };
        let bar = |(x, count): (i64, &Count)| {
            let (taken, refused) = (height(count.taken), height(count.refused));
            let top = (HIGHEST - taken - refused).max(0);
            Bar {
                x: x * 10,
                taken_y: top,
                taken_height: taken,
                refused_y: top + taken,
                refused_height: refused,
            }
        };
        (0..).zip(&totals).map(bar).collect()
    }
}

fn hour_of(at: Instant) -> Instant {
    let local = at.vietnam();
    let past = i64::from(local.minute()) * 60 + i64::from(local.second());
    let start = local - Duration::seconds(past);
    Instant::from_vietnam(start.with_nanosecond(0).unwrap_or(start))
}

/// The services that change something here; what else was called is counted together, without a name.
fn kinds() -> impl Iterator<Item = &'static str> {
    exchange::recording_services().chain([""])
}

/// The place of a service among the kinds, in any spelling.
fn kind_of(service: &str) -> usize {
    let mut known = exchange::recording_services();
    known
        .position(|kind| kind.eq_ignore_ascii_case(service))
        .unwrap_or_else(|| exchange::recording_services().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn day(counts: &[(i64, i64)]) -> Day {
        let hour = |(taken, refused): &(i64, i64)| {
            let mut counts = vec![Count::default(); kinds().count()];
            counts[1] = Count {
                taken: *taken,
                refused: *refused,
            };
            Hour {
                from: at("2026-11-23T03:00:00Z"),
                counts,
            }
        };
        Day(counts.iter().map(hour).collect())
    }

    #[test]
    fn an_hour_begins_by_the_clock() {
        let begun = hour_of(at("2026-11-23T03:59:59.999999Z"));
        assert_eq!(begun, at("2026-11-23T03:00:00Z"));
        assert_eq!(hour_of(begun), begun);
    }

    #[test]
    fn a_service_is_known_in_any_spelling() {
        assert_eq!(kind_of("dongbohosomc"), 0);
        assert_eq!(kind_of("DongBoDanhGia"), 3);
        assert_eq!(kind_of("KhongCo"), 4);
        assert_eq!(day(&[(1, 0), (0, 0)]).kinds(), [(1, "CapNhatTienDoHoSoMC")]);
        assert_eq!(day(&[(1, 0), (0, 0)]).busy_hours().len(), 1);
    }

    proptest! {
        #[test]
        fn every_bar_stands_on_the_ground(
            counts in prop::collection::vec((0..1_000_000i64, 0..1_000_000i64), 24),
        ) {
            let bars = day(&counts).bars();
            for (bar, (taken, refused)) in bars.iter().zip(&counts) {
                prop_assert!(bar.taken_y >= 0);
                prop_assert_eq!(bar.taken_height > 0, *taken > 0);
                prop_assert_eq!(bar.refused_height > 0, *refused > 0);
                prop_assert!(bar.refused_y + bar.refused_height <= HIGHEST + 4);
            }
        }
    }
}
