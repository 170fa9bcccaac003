//! What answering a message stands on.

use crate::catalogue::{CatalogueCache, Snapshot};
use crate::context::Environment;
use crate::exchange::wire::Fault;
use crate::kernel::TimeAndChance;
use crate::storage::{self, Storage};

/// The counter at which messages are handed in.
pub(in crate::exchange) struct InboundContext<'a> {
    /// The database.
    pub(super) storage: &'a Storage,
    /// The catalogue of this moment.
    pub(super) catalogue: std::sync::Arc<Snapshot>,
    /// Time and chance.
    pub(super) moment: TimeAndChance,
    /// Where the message comes from.
    pub(super) caller: String,
    env: &'a Environment,
}

/// Why a message was not answered with success.
#[derive(Debug, thiserror::Error)]
pub(in crate::exchange) enum Trouble {
    /// It is wrong.
    #[error("{}", .0.text())]
    Fault(Fault),
    /// Storage failed; nothing of it was taken.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<'a> InboundContext<'a> {
    pub(in crate::exchange) fn new(
        env: &'a Environment,
        cache: &CatalogueCache,
        caller: String,
    ) -> Self {
        Self {
            storage: &env.storage,
            catalogue: cache.current(),
            moment: env.moment(),
            caller,
            env,
        }
    }

    /// An address of the portal in full.
    pub(super) fn absolute(&self, path: &str) -> String {
        self.env.absolute(path)
    }
}
