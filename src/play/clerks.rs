//! The agency at work: papers come in, and dossiers move step by step, at the pace that is set.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant as Stopwatch;

use super::office::Office;
use super::papers::hand_in;
use super::store::{StoreError, Tx};
use crate::kernel::Instant;

/// How often the clerks look at what is due.
const LOOK: Duration = Duration::from_millis(50);
/// How much is done in one transaction at most.
const AT_ONCE: i64 = 2_000;

/// Works until told to stop.
pub(super) async fn work(office: Arc<Office>, mut stop: watch::Receiver<bool>) {
    let mut papers = Allowance::of(office.settings.paper_rate);
    let mut steps = Allowance::of(office.settings.pace);
    let mut looked = Stopwatch::now();
    while !*stop.borrow() {
        let elapsed = looked.elapsed();
        looked = Stopwatch::now();
        let (may_come, may_do) = (papers.earn(elapsed), steps.earn(elapsed));
        match office
            .writing(move |office, tx| office.work(tx, may_come, may_do))
            .await
        {
            Ok((came, done)) => {
                papers.spend(came);
                steps.spend(done);
                if came + done > 0 {
                    office.news.notify_one();
                }
            }
            Err(error) => tracing::error!(%error, "the clerks could not work"),
        }
        let _ = tokio::time::timeout(LOOK, stop.changed()).await;
    }
}

impl Office {
    /// Lets papers come in and does what is due, at most so many each; says how many it were.
    fn work(&self, tx: &mut Tx<'_>, may_come: i64, may_do: i64) -> Result<(i64, i64), StoreError> {
        let now = self.clock.now();
        let came = self.take_papers(tx, may_come, now)?;
        let mut done = 0;
        for dossier in tx.due(now, may_do)? {
            if let Some(act) = self.next_act(&dossier) {
                self.act(tx, dossier, act, now)?;
            }
            done += 1;
        }
        Ok((came, done))
    }

    fn take_papers(&self, tx: &mut Tx<'_>, most: i64, now: Instant) -> Result<i64, StoreError> {
        let left = self.papers_left(tx)?.unwrap_or(most).min(most);
        for _ in 0..left {
            let place = tx.next_paper()?;
            let dossier = hand_in(place, self.new_code(tx, now)?, &self.settings, now);
            tx.keep(&dossier, self.next_step(&dossier, now))?;
            self.tell(tx, &dossier)?;
        }
        Ok(left)
    }

    /// How many papers will still come; nothing where they come for ever.
    pub(super) fn papers_left(&self, tx: &mut Tx<'_>) -> Result<Option<i64>, StoreError> {
        if self.settings.paper_rate <= 0.0 {
            return Ok(Some(0));
        }
        let Some(all) = self.settings.papers else {
            return Ok(None);
        };
        let all = i64::try_from(all).unwrap_or(i64::MAX);
        Ok(Some((all - tx.papers()?).max(0)))
    }
}

/// How much may be done: it grows with time, and what is not used within a second lapses.
struct Allowance {
    rate: f64,
    saved: f64,
}

impl Allowance {
    const fn of(rate: f64) -> Self {
        Self { rate, saved: 0.0 }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float becomes the nearest whole number there is"
    )]
    fn earn(&mut self, elapsed: Duration) -> i64 {
        let most = self.rate.max(1.0);
        self.saved = (self.saved + self.rate * elapsed.as_secs_f64()).clamp(0.0, most);
        (self.saved as i64).min(AT_ONCE)
    }

    fn spend(&mut self, done: i64) {
        let done = u32::try_from(done).unwrap_or(u32::MAX);
        self.saved -= f64::from(done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_kept() {
        let mut allowance = Allowance::of(50.0);
        let mut done = 0;
        for _ in 0..200 {
            let now = allowance.earn(LOOK);
            allowance.spend(now);
            done += now;
        }
        assert!((499..=500).contains(&done), "{done}");
    }

    #[test]
    fn an_idle_minute_is_not_made_up_for() {
        let mut allowance = Allowance::of(50.0);
        assert_eq!(allowance.earn(Duration::from_secs(60)), 50);
        let mut slow = Allowance::of(0.5);
        assert_eq!(slow.earn(Duration::from_secs(1)), 0);
        assert_eq!(slow.earn(Duration::from_secs(1)), 1);
        assert_eq!(Allowance::of(0.0).earn(Duration::from_secs(9)), 0);
    }
}
