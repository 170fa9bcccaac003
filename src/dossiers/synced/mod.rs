//! Dossiers whose agency works in a system of its own. What it syncs is recorded as it comes; the
//! state and the history that are shown are derived from the sequence of snapshots and the set of
//! progress rows, so that they do not depend on the order in which rows arrived.
//!
//! How messages are written on the wire is the exchange's matter.

mod baseline;
mod consequences;
mod details;
mod history;
mod offers;
mod past;
mod pending_changes;
mod progress;
mod recompute;
mod refusal;
#[cfg(test)]
mod scene;
mod snapshot;
mod take_progress;
mod take_snapshots;
mod tie;
mod time_line;
mod view;

pub use baseline::Baseline;
pub use details::{AgencyReport, Details, FeeKind, Price, SyncedFee, SyncedSupplement};
pub(super) use history::derived_history;
pub use past::{Past, PastEvent, Reporter, StoredBaseline, TimedState};
pub use pending_changes::{Known, PendingChanges, Recording, RequestChange};
pub use progress::Progress;
pub use recompute::RecomputeViews;
pub use refusal::SyncRefusal;
pub use snapshot::{Channel, OfferKind, OfferedFile, OnlinePayment, Snapshot, SyncedDates, Traits};
pub use take_progress::take_progress;
pub use take_snapshots::{SnapshotMode, Taken, take_snapshots};
pub use tie::{Tie, tie};
pub use time_line::{Step, TimeLine};
pub use view::View;
