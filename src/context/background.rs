//! What a job works with.

use std::sync::Arc;

use super::{Context, Environment, Principal};
use crate::catalogue::CatalogueCache;
use crate::jobs::{Failed, Outcome};
use crate::storage::{StorageFailure, Tx};

/// What the jobs of the rooms below need of the process.
#[derive(Clone)]
pub struct Background {
    /// Storage, files, clock and chance.
    pub env: Arc<Environment>,
    pub cache: Arc<CatalogueCache>,
}

impl Background {
    /// Runs an operation in one transaction, as the portal itself and at this moment.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn write<E>(
        &self,
        body: impl Fn(&mut Tx<'_>, &Context) -> Result<(), E> + Send + 'static,
    ) -> Outcome
    where
        E: StorageFailure + Into<Failed> + Send + 'static,
    {
        let cx = Context::new(&self.env, &self.cache, Principal::System);
        let written = self.env.storage.writing(move |tx| body(tx, &cx)).await;
        written.map_err(Into::into)
    }
}
