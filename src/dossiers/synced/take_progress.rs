//! Rows of progress from an agency's own system: a batch is one transaction.

use std::collections::BTreeMap;

use super::consequences::enqueue_consequences;
use super::pending_changes::{PendingChanges, Recording};
use super::progress::Progress;
use super::refusal::SyncRefusal;
use crate::dossiers::store;
use crate::kernel::{DossierId, PartnerId};
use crate::storage::Tx;

/// Records rows of progress. A row that is known already changes nothing, and the order in which
/// rows come does not matter.
///
/// # Errors
/// `Unknown` with the first code that is no synced dossier of this partner; nothing is taken then.
pub fn take_progress(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    rows: &[Progress],
    at: Recording<'_>,
) -> Result<(), SyncRefusal> {
    let codes = rows.iter().map(|row| row.code.clone()).collect();
    let ids = store::dossiers_of_codes(tx, codes)?;
    let mut pending = locked(tx, partner, ids.values().copied().collect())?;
    for row in rows {
        ids.get(&row.code)
            .and_then(|id| pending.get_mut(id))
            .ok_or_else(|| SyncRefusal::Unknown(row.code.clone()))?
            .add(row, at);
    }
    let changed: Vec<PendingChanges> = pending
        .into_values()
        .filter(PendingChanges::has_changed)
        .collect();
    store::synced_advance(tx, &changed, at.moment.now)?;
    enqueue_consequences(tx, at.moment, partner, &changed)?;
    Ok(())
}

/// The partner's dossiers among these, locked until the commit.
pub(super) fn locked(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    ids: Vec<DossierId>,
) -> Result<BTreeMap<DossierId, PendingChanges>, SyncRefusal> {
    let known = store::synced_for_update(tx, partner, ids)?;
    Ok(known
        .into_iter()
        .map(|known| (known.dossier.id, PendingChanges::of(known)))
        .collect())
}
