//! Whose message may go now: one at a time for each dossier, later after a failure, and none while
//! the portal cannot be reached. Kept in memory: after a start everything is tried at once.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use tokio::time::Instant as Stopwatch;

use super::draw::Draw;

/// The first wait after a failure; it doubles up to the longest.
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(15);

/// Every dossier's lane.
pub(super) struct Lanes {
    busy: HashSet<String>,
    troubled: BTreeMap<String, StalledDossier>,
    portal: Waiting,
    jitter: Draw,
}

/// A dossier of which a message was not taken.
struct StalledDossier {
    waiting: Waiting,
    reason: String,
}

#[derive(Default)]
struct Waiting {
    failures: u32,
    until: Option<Stopwatch>,
}

impl Lanes {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            busy: HashSet::new(),
            troubled: BTreeMap::new(),
            portal: Waiting::default(),
            jitter: Draw::of(seed, &["lanes"]),
        }
    }

    /// Whether the portal may be called at all.
    pub(super) fn is_open(&self, now: Stopwatch) -> bool {
        self.portal.is_over(now)
    }

    /// Whether a message of the dossier may leave.
    pub(super) fn is_free(&self, dossier: &str, now: Stopwatch) -> bool {
        let trouble = self.troubled.get(dossier);
        !self.busy.contains(dossier) && trouble.is_none_or(|trouble| trouble.waiting.is_over(now))
    }

    /// Whether a message of it was refused, so that the next goes alone.
    pub(super) fn is_troubled(&self, dossier: &str) -> bool {
        self.troubled.contains_key(dossier)
    }

    /// A message of the dossier leaves.
    pub(super) fn leave(&mut self, dossier: &str) {
        self.busy.insert(dossier.to_owned());
    }

    /// The portal has taken it.
    pub(super) fn arrive(&mut self, dossier: &str) {
        self.busy.remove(dossier);
        self.troubled.remove(dossier);
        self.portal = Waiting::default();
    }

    /// It came back because of the portal, not because of itself.
    pub(super) fn come_back(&mut self, dossier: &str) {
        self.busy.remove(dossier);
    }

    /// The portal cannot be reached, or lets nobody in. What was on its way at the same time
    /// failed for the same reason, and counts once: false if it was closed already.
    pub(super) fn close(&mut self, now: Stopwatch) -> bool {
        let was_open = self.portal.is_over(now);
        if was_open {
            self.portal.begin(now, &mut self.jitter);
        }
        was_open
    }

    /// The portal refused it.
    pub(super) fn refuse(&mut self, dossier: &str, reason: String, now: Stopwatch) {
        self.busy.remove(dossier);
        self.portal = Waiting::default();
        let trouble = self
            .troubled
            .entry(dossier.to_owned())
            .or_insert(StalledDossier {
                waiting: Waiting::default(),
                reason: String::new(),
            });
        trouble.waiting.begin(now, &mut self.jitter);
        trouble.reason = reason;
    }

    /// A message that went with others came back with them, for the fault of one: each is tried
    /// again at once, alone.
    pub(super) fn part(&mut self, dossier: &str, reason: String) {
        self.busy.remove(dossier);
        self.troubled.insert(
            dossier.to_owned(),
            StalledDossier {
                waiting: Waiting::default(),
                reason,
            },
        );
    }

    /// Dossiers in trouble, with what the portal said, at most so many.
    pub(super) fn troubles(&self, most: usize) -> BTreeMap<String, String> {
        let some = self.troubled.iter().take(most);
        some.map(|(dossier, trouble)| (dossier.clone(), trouble.reason.clone()))
            .collect()
    }
}

impl Waiting {
    fn is_over(&self, now: Stopwatch) -> bool {
        self.until.is_none_or(|until| until <= now)
    }

    /// Waits twice as long as before, give or take a quarter.
    fn begin(&mut self, now: Stopwatch, jitter: &mut Draw) {
        let doubled = SHORTEST.saturating_mul(1 << self.failures.min(10));
        let share = u32::try_from(jitter.below(500)).unwrap_or(0);
        self.until = Some(now + doubled.min(LONGEST) * (750 + share) / 1_000);
        self.failures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_of_a_dossier_at_a_time() {
        let mut lanes = Lanes::new(1);
        let now = Stopwatch::now();
        lanes.leave("a");
        assert!(!lanes.is_free("a", now) && lanes.is_free("b", now));
        lanes.arrive("a");
        assert!(lanes.is_free("a", now));
    }

    #[test]
    fn who_is_refused_waits_longer_each_time_but_not_for_ever() {
        let mut lanes = Lanes::new(1);
        let now = Stopwatch::now();
        let mut waits = Vec::new();
        for _ in 0..12 {
            lanes.refuse("a", "not found".to_owned(), now);
            let wait = (0..400)
                .map(|step| SHORTEST / 2 * step)
                .find(|wait| lanes.is_free("a", now + *wait));
            waits.push(wait.unwrap());
        }
        assert!(waits[0] < waits[3] && waits[3] < waits[6], "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= LONGEST * 3 / 2));
        assert!(lanes.is_open(now), "one dossier stops no other");
        assert_eq!(lanes.troubles(9).len(), 1);
    }

    #[test]
    fn a_closed_portal_opens_with_the_first_success() {
        let mut lanes = Lanes::new(1);
        let now = Stopwatch::now();
        assert!(lanes.close(now));
        assert!((1..8).all(|_| !lanes.close(now)));
        assert!(!lanes.is_open(now));
        assert!(
            lanes.is_open(now + SHORTEST * 2),
            "eight at once count as one"
        );
        lanes.arrive("a");
        assert!(lanes.is_open(now));
    }
}
