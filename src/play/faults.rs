//! The faults that the agency commits when it is asked to. Each is followed by the honest message,
//! because faults are something extra: what is due stays in the outbox until it has been taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::draw::Draw;
use crate::kernel::Instant;

/// A way to be a bad counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Answers a push late.
    Slow,
    /// Does not listen for a spell, or answers nothing but 503.
    Down,
    /// Sends a message twice at the same time.
    Duplicate,
    /// Sends later progress first, and before its snapshot.
    Reordered,
    /// Sends half a message, or hangs up in the middle of it.
    HalfWritten,
    /// Sends a message under another agency's code.
    WrongCode,
    /// Signs in often, and each time with a wrong password first.
    WrongPassword,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Slow,
        Self::Down,
        Self::Duplicate,
        Self::Reordered,
        Self::HalfWritten,
        Self::WrongCode,
        Self::WrongPassword,
    ];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Down => "down",
            Self::Duplicate => "duplicate",
            Self::Reordered => "reordered",
            Self::HalfWritten => "half-written",
            Self::WrongCode => "wrong-code",
            Self::WrongPassword => "wrong-password",
        }
    }

    /// How often it is committed by itself, in a thousand occasions.
    const fn per_mille(self) -> u16 {
        match self {
            Self::Slow | Self::HalfWritten | Self::WrongCode => 50,
            Self::Down | Self::Reordered => 200,
            Self::Duplicate => 100,
            Self::WrongPassword => ALWAYS,
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|fault| fault.name() == name);
        named.ok_or_else(|| format!("no fault is called {name}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Occasions to sign in are few, so none is passed over.
const ALWAYS: u16 = 1_000;

/// What is switched on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Switches {
    pub(super) on: BTreeSet<Fault>,
    /// One chance for all, instead of each its own.
    #[serde(default)]
    pub(super) percent: Option<u8>,
    /// How late the slowest answer is.
    #[serde(default = "slowest")]
    pub(super) slowest_seconds: f64,
}

const fn slowest() -> f64 {
    20.0
}

/// How the agency is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outage {
    /// Nobody listens, and connections are refused.
    Closed,
    /// Whoever calls is told 503.
    Unavailable,
}

/// Decides when a fault is committed, and counts.
pub(super) struct Faults {
    seed: u64,
    /// Spells of being down are so many milliseconds long and begin on the clock.
    spell_millis: i64,
    book: Mutex<Book>,
}

struct Book {
    switches: Switches,
    draw: Draw,
    committed: BTreeMap<Fault, u64>,
}

impl Faults {
    pub(super) fn new(seed: u64, spell: Duration, switches: Switches) -> Self {
        Self {
            seed,
            spell_millis: i64::try_from(spell.as_millis()).unwrap_or(i64::MAX).max(1),
            book: Mutex::new(Book {
                switches,
                draw: Draw::of(seed, &["faults"]),
                committed: BTreeMap::new(),
            }),
        }
    }

    /// Whether to commit it now; it is counted as committed.
    pub(super) fn strikes(&self, fault: Fault) -> bool {
        let mut book = self.book();
        let Some(per_mille) = book.switches.per_mille(fault) else {
            return false;
        };
        let strikes = book.draw.per_mille(per_mille);
        if strikes {
            book.count(fault);
        }
        strikes
    }

    /// Whether it is switched on.
    pub(super) fn is_on(&self, fault: Fault) -> bool {
        self.book().switches.on.contains(&fault)
    }

    /// How the agency is down in the spell that this moment belongs to, if it is.
    pub(super) fn outage(&self, now: Instant) -> Option<Outage> {
        let per_mille = self.book().switches.per_mille(Fault::Down)?;
        let spell = now.utc().timestamp_millis() / self.spell_millis;
        let mut draw = Draw::of(self.seed, &["down", &spell.to_string()]);
        if !draw.per_mille(per_mille) {
            return None;
        }
        Some(match draw.percent(50) {
            true => Outage::Closed,
            false => Outage::Unavailable,
        })
    }

    /// Counts a fault that was committed without `strikes`.
    pub(super) fn count(&self, fault: Fault) {
        self.book().count(fault);
    }

    /// How long to keep an answer back.
    pub(super) fn delay(&self) -> Option<Duration> {
        if !self.strikes(Fault::Slow) {
            return None;
        }
        let mut book = self.book();
        let share = u32::try_from(book.draw.below(1_000)).unwrap_or(0);
        let slowest = Duration::try_from_secs_f64(book.switches.slowest_seconds);
        Some(slowest.unwrap_or_default() * share / 1_000)
    }

    /// One of two ways to do it.
    pub(super) fn either(&self) -> bool {
        self.book().draw.percent(50)
    }

    /// Switches faults on and off.
    pub(super) fn switch(&self, switches: Switches) {
        self.book().switches = switches;
    }

    /// What is switched on, and how often each fault was committed.
    pub(super) fn report(&self) -> (Switches, BTreeMap<Fault, u64>) {
        let book = self.book();
        (book.switches.clone(), book.committed.clone())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn count(&mut self, fault: Fault) {
        *self.committed.entry(fault).or_default() += 1;
    }
}

impl Switches {
    /// The chance of a fault; none where it is off.
    fn per_mille(&self, fault: Fault) -> Option<u16> {
        let chance = match self.percent {
            Some(percent) if fault.per_mille() < ALWAYS => u16::from(percent) * 10,
            _ => fault.per_mille(),
        };
        self.on.contains(&fault).then_some(chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPELL: Duration = Duration::from_secs(5);

    fn faults(on: &[Fault], percent: Option<u8>) -> Faults {
        let switches = Switches {
            on: on.iter().copied().collect(),
            percent,
            slowest_seconds: 20.0,
        };
        Faults::new(5, SPELL, switches)
    }

    #[test]
    fn only_what_is_on_is_committed() {
        let faults = faults(&[Fault::Duplicate], Some(100));
        assert!(faults.strikes(Fault::Duplicate));
        assert!(!faults.strikes(Fault::Slow));
        assert_eq!(faults.delay(), None);
        let (_, committed) = faults.report();
        assert_eq!(committed, BTreeMap::from([(Fault::Duplicate, 1)]));
    }

    #[test]
    fn chances_are_kept() {
        let faults = faults(&Fault::ALL, None);
        let struck = (0..2_000)
            .filter(|_| faults.strikes(Fault::Reordered))
            .count();
        assert!((300..500).contains(&struck), "{struck}");
    }

    #[test]
    fn no_answer_is_later_than_the_slowest() {
        let faults = faults(&[Fault::Slow], Some(100));
        let delays: Vec<_> = (0..200).filter_map(|_| faults.delay()).collect();
        assert_eq!(delays.len(), 200);
        let slowest = Duration::from_secs(20);
        assert!(delays.iter().all(|delay| *delay < slowest));
        assert!(delays.iter().any(|delay| *delay > slowest / 2));
    }

    #[test]
    fn spells_begin_and_end_and_are_of_both_kinds() {
        let faults = faults(&[Fault::Down], None);
        let start: Instant = "2026-11-23T01:30:00Z".parse().unwrap();
        let spell = |number: i64| start + chrono::Duration::seconds(5 * number);
        let spells: Vec<_> = (0..100)
            .map(|number| faults.outage(spell(number)))
            .collect();
        for kind in [None, Some(Outage::Closed), Some(Outage::Unavailable)] {
            assert!(spells.contains(&kind), "{kind:?}");
        }
        for (number, kind) in (0..).zip(spells) {
            let end = spell(number) + chrono::Duration::milliseconds(4_999);
            assert_eq!(faults.outage(end), kind, "one kind from end to end");
        }
    }
}
