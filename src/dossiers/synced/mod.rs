//! Dossiers whose agency works in a system of its own. What it syncs is recorded as it comes; the
//! state that is shown is derived from the newest snapshot and the set of progress rows, so that it
//! does not depend on the order in which they arrived.
//!
//! How messages are written on the wire is the exchange's matter.

mod consequences;
mod details;
mod offers;
mod progress;
mod refusal;
mod snapshot;
mod take_progress;
mod take_snapshots;
mod tie;
mod pending_changes;
mod view;

pub use details::{AgencyReport, Details, FeeKind, Price, SyncedFee, SyncedSupplement};
pub(super) use pending_changes::entry_of;
pub use pending_changes::{Known, PendingChanges, Recording, RequestChange};
pub use progress::Progress;
pub use refusal::SyncRefusal;
pub use snapshot::{Channel, OfferKind, OfferedFile, OnlinePayment, Snapshot, SyncedDates, Traits};
pub use take_progress::take_progress;
pub use take_snapshots::{SnapshotMode, Taken, take_snapshots};
pub use tie::{Tie, tie};
pub use view::{Baseline, TimedState, View};
