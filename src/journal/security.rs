//! What looks like guessing or snooping: counted in memory where it happens, so that a flood of it costs
//! nothing, and written by the hour for operators (OWASP ASVS 7.1.3, 7.2.1, 8.1.4).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::store;
use crate::kernel::{AccountId, Instant, plain_enum};
use crate::storage::{Result, Storage};

/// How often counts are written.
const EVERY: Duration = Duration::from_secs(10);
/// Different actors, addresses and places that are told apart between two writings; all further ones
/// are counted together, so that whoever changes their address does not fill the memory.
const MOST: usize = 10_000;
/// The log says so when one actor or address reaches so many in an hour, and each power of ten of it.
const ALARMING: u64 = 100;

plain_enum! {
    /// What is counted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SecurityEvent {
        /// A name and a password that do not belong together.
        RefusedSignIn => "refused_sign_in",
        /// A sign-in that was told to wait.
        DelayedSignIn => "delayed_sign_in",
        /// A page or act that is not for the account that asked for it.
        RefusedPage => "refused_page",
        /// A code and digits that open no dossier, or a wait after too many of them.
        WrongTracking => "wrong_tracking",
        /// An account was looked up at a counter.
        CounterLookUp => "counter_look_up",
        /// Nobody was found at a counter.
        CounterMiss => "counter_miss",
        /// A partner asked whether a number has an account.
        PartnerLookUp => "partner_look_up",
        /// The number that a partner asked about has none.
        PartnerMiss => "partner_miss",
    }
}

/// Who did something and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Circumstances {
    /// The network address, as throttles count it.
    pub address: String,
    /// The account's id or the partner's name; empty for nobody known.
    pub actor: String,
    /// The page's pattern; empty where the event says it all.
    pub place: String,
}

impl Circumstances {
    /// Somebody who is not signed in.
    pub fn from_address(address: String) -> Self {
        Self {
            address,
            ..Self::default()
        }
    }

    /// The same, done by an account.
    #[must_use]
    pub fn by(self, account: AccountId) -> Self {
        Self {
            actor: account.to_string(),
            ..self
        }
    }
}

type Counts = HashMap<(SecurityEvent, Circumstances), u64>;

/// Counts that are not written yet; one per process.
#[derive(Clone, Default)]
pub struct SecurityCounts(Arc<Mutex<Counts>>);

impl SecurityCounts {
    /// Counts an event.
    pub fn note(&self, event: SecurityEvent, circumstances: Circumstances) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (event, circumstances);
        if counts.len() >= MOST && !counts.contains_key(&key) {
            key.1 = Circumstances::default();
        }
        *counts.entry(key).or_default() += 1;
    }

    /// Writes what was counted; what cannot be written is kept.
    pub async fn write(&self, storage: &Storage, now: Instant) -> Result<()> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if counts.is_empty() {
            return Ok(());
        }
        let hour = now.start_of_hour();
        let rows = counts.clone();
        let written = storage
            .writing(move |tx| {
                let mut totals = Vec::new();
                for ((event, circumstances), times) in &rows {
                    let total = store::count(tx, hour, *event, circumstances, *times)?;
                    totals.push((*event, circumstances.clone(), *times, total));
                }
                Result::Ok(totals)
            })
            .await;
        match written {
            Ok(totals) => {
                for (event, circumstances, times, total) in totals {
                    if is_alarming(total.saturating_sub(times), total) {
                        // Whoever it is stands on the operators' page: no address goes to the log.
                        tracing::warn!(
                            event = event.key(),
                            actor = circumstances.actor,
                            place = circumstances.place,
                            times = total,
                            "much of this from one place in an hour: see /quan-tri/an-ninh"
                        );
                    }
                }
                Ok(())
            }
            Err(error) => {
                let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                for (key, times) in counts {
                    *kept.entry(key).or_default() += times;
                }
                Err(error)
            }
        }
    }
}

/// Whether a threshold lies between two counts.
fn is_alarming(before: u64, now: u64) -> bool {
    let thresholds = std::iter::successors(Some(ALARMING), |threshold| threshold.checked_mul(10));
    thresholds
        .take_while(|threshold| *threshold <= now)
        .any(|threshold| before < threshold)
}

/// Writes counts until told to stop, and once more then.
pub async fn write_security_counts(
    counts: SecurityCounts,
    storage: Storage,
    now: impl Fn() -> Instant,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let is_last = *stop.borrow();
        if let Err(error) = counts.write(&storage, now()).await {
            tracing::error!(%error, "security counts could not be written");
        }
        if is_last {
            return;
        }
        let _ = tokio::time::timeout(EVERY, stop.changed()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_threshold_alarms_once() {
        assert!(!is_alarming(0, 99));
        assert!(is_alarming(99, 100));
        assert!(!is_alarming(100, 999));
        assert!(is_alarming(5, 5_000));
    }

    #[test]
    fn a_flood_of_addresses_does_not_fill_the_memory() {
        let counts = SecurityCounts::default();
        for number in 0..2 * MOST {
            let from = Circumstances::from_address(number.to_string());
            counts.note(SecurityEvent::RefusedSignIn, from);
        }
        let counted = counts.0.lock().unwrap();
        assert_eq!(counted.len(), MOST + 1);
        assert_eq!(counted.values().sum::<u64>(), 2 * MOST as u64);
    }
}
