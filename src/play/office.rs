//! The agency's office: what its clerks, its server and its courier share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::Duration;
use tokio::sync::Notify;

use super::answering::Answering;
use super::dossier::Dossier;
use super::draw::Draw;
use super::enclosures::Enclosures;
use super::faults::{Faults, Switches};
use super::lanes::Lanes;
use super::life::{Act, Habits, next_act};
use super::messages::{Agency, progress};
use super::settings::Settings;
use super::store::{Kind, Store, StoreError, Tx};
use crate::kernel::{Clock, Instant};

pub(super) struct Office {
    pub(super) settings: Settings,
    pub(super) agency: Agency,
    pub(super) store: Store,
    pub(super) faults: Faults,
    /// The files that were enclosed with what the portal filed.
    pub(super) enclosures: Enclosures,
    /// The pushes that are being answered.
    pub(super) answering: Answering,
    pub(super) clock: Arc<dyn Clock>,
    /// Something was put into the outbox.
    pub(super) news: Notify,
    /// How often the portal took a message under another agency's code, which it must not.
    pub(super) foreign_taken: AtomicU64,
    lanes: Mutex<Lanes>,
}

impl Office {
    /// Opens the office, with the address by which the portal reaches it.
    pub(super) fn open(
        settings: Settings,
        address: String,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let switches = Switches {
            on: settings.faults.0.clone(),
            percent: settings.fault_percent,
            slowest_seconds: settings.slowest_seconds,
        };
        Ok(Self {
            agency: Agency {
                code: settings.agency.clone(),
                name: settings.name.clone(),
                address,
            },
            store: Store::open(&settings.data)?,
            faults: Faults::new(settings.seed, seconds(settings.spell_seconds), switches),
            enclosures: Enclosures::in_folder(&settings.data),
            answering: Answering::default(),
            clock,
            news: Notify::new(),
            foreign_taken: AtomicU64::new(0),
            lanes: Mutex::new(Lanes::new(settings.seed)),
            settings,
        })
    }

    /// A transaction, away from the threads that talk.
    pub(super) async fn writing<T: Send + 'static>(
        self: &Arc<Self>,
        body: impl FnOnce(&Self, &mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let office = Arc::clone(self);
        apart(move || office.store.write(|tx| body(&office, tx))).await
    }

    /// A look into the store, away from the threads that talk.
    pub(super) async fn reading<T: Send + 'static>(
        self: &Arc<Self>,
        body: impl FnOnce(&Self, &mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let office = Arc::clone(self);
        apart(move || office.store.read(|tx| body(&office, tx))).await
    }

    /// Does something with a dossier: keeps it, and puts what the portal must hear into the outbox.
    pub(super) fn act(
        &self,
        tx: &mut Tx<'_>,
        mut dossier: Dossier,
        act: Act,
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut draw = self.draw(&dossier);
        dossier.act(act, now, self.settings.seed, &mut draw);
        tx.keep(&dossier, self.next_step(&dossier, now))?;
        self.tell(tx, &dossier)
    }

    /// Puts the snapshot and the newest row into the outbox.
    pub(super) fn tell(&self, tx: &mut Tx<'_>, dossier: &Dossier) -> Result<(), StoreError> {
        let snapshot = self.agency.snapshot(dossier);
        tx.post(&dossier.code, Kind::Snapshot, &snapshot)?;
        if let Some(row) = dossier.rows.last() {
            tx.post(&dossier.code, Kind::Progress, &progress(dossier, row))?;
        }
        Ok(())
    }

    /// What the agency does next by itself.
    pub(super) fn next_act(&self, dossier: &Dossier) -> Option<Act> {
        let habits = Habits {
            refuse: self.settings.refuse_percent,
            supplement: self.settings.supplement_percent,
            stop: self.settings.stop_percent,
        };
        next_act(dossier, habits, &mut self.draw(dossier))
    }

    /// When that is due: after half to one and a half of the time that a step takes.
    pub(super) fn next_step(&self, dossier: &Dossier, now: Instant) -> Option<Instant> {
        self.next_act(dossier)?;
        let mut draw = Draw::of(self.settings.seed, &["wait", &dossier.code]);
        let share = u32::try_from(draw.below(1_000)).unwrap_or(0);
        let millis = self.settings.step_seconds * f64::from(500 + share);
        let wait = seconds(millis / 1_000.0);
        Some(now + Duration::from_std(wait).unwrap_or_default())
    }

    /// The code for a dossier that is received now.
    pub(super) fn new_code(&self, tx: &mut Tx<'_>, now: Instant) -> Result<String, StoreError> {
        let day = now.vietnam_date();
        let number = tx.next_number(day)?;
        let day = day.format("%y%m%d");
        Ok(format!("{}-{day}-{number:04}", self.agency.code))
    }

    /// The messages on their way and those that wait.
    pub(super) fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a message that the portal should not have taken.
    pub(super) fn count_foreign_taken(&self) {
        self.foreign_taken.fetch_add(1, Ordering::Relaxed);
        tracing::error!("the portal took a message under another agency's code");
    }

    fn draw(&self, dossier: &Dossier) -> Draw {
        let step = dossier.rows.len().to_string();
        Draw::of(self.settings.seed, &["step", &dossier.code, &step])
    }
}

/// A span that somebody set in seconds; none for what is no span.
pub(super) fn seconds(number: f64) -> std::time::Duration {
    std::time::Duration::try_from_secs_f64(number).unwrap_or_default()
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Ended(error.to_string())))
}
