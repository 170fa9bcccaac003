//! The jobs that a batch of synced events causes.

use super::pending_changes::PendingChanges;
use crate::dossiers::effects::{Concerned, effects};
use crate::dossiers::error::Result;
use crate::dossiers::store::Deciding;
use crate::jobs::{self, NewJob};
use crate::kernel::{PartnerId, TimeAndChance};
use crate::storage::Tx;

/// Enqueues what the new events cause, in their transaction.
pub(super) fn enqueue_consequences(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    partner: PartnerId,
    changed: &[PendingChanges],
) -> Result<()> {
    let jobs: Vec<NewJob> = changed
        .iter()
        .flat_map(|pending| {
            let concerned = Concerned {
                has_reader: pending.known.dossier.reader().is_some(),
                partner: Some(Deciding {
                    partner,
                    agency: pending.known.feed,
                }),
            };
            let events = pending.events.iter();
            events.flat_map(move |recorded| effects(&recorded.event, concerned))
        })
        .collect();
    Ok(jobs::enqueue_all(tx, moment, &jobs)?)
}
