//! The jobs that a batch of synced events causes.

use super::unfolding::Unfolding;
use crate::dossiers::effects::{Concerned, effects};
use crate::dossiers::error::Result;
use crate::dossiers::store::Deciding;
use crate::jobs::{self, NewJob};
use crate::kernel::{Moment, PartnerId};
use crate::storage::Tx;

/// Enqueues what the new events cause, in their transaction.
pub(super) fn enqueue_consequences(
    tx: &mut Tx<'_>,
    moment: &Moment,
    partner: PartnerId,
    changed: &[Unfolding],
) -> Result<()> {
    let jobs: Vec<NewJob> = changed
        .iter()
        .flat_map(|unfolding| {
            let concerned = Concerned {
                has_reader: unfolding.known.dossier.reader().is_some(),
                partner: Some(Deciding {
                    partner,
                    agency: unfolding.known.feed,
                }),
            };
            let events = unfolding.events.iter();
            events.flat_map(move |recorded| effects(&recorded.event, concerned))
        })
        .collect();
    Ok(jobs::enqueue_all(tx, moment, &jobs)?)
}
