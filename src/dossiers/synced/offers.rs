//! Files that a message offers by their addresses: remembered now, fetched later by jobs.

use sha2::{Digest, Sha256};

use super::pending_changes::PendingChanges;
use super::snapshot::{OfferKind, OfferedFile, Snapshot};
use crate::dossiers::dossier::Dossier;
use crate::dossiers::error::Result;
use crate::dossiers::event::Source;
use crate::dossiers::partner_jobs::FetchPartnerFile;
use crate::dossiers::store::{self, Offering, ResultDocument};
use crate::jobs::{self, Lane, NewJob};
use crate::kernel::{AttachmentId, DossierId, Id, PartnerId, TimeAndChance};
use crate::storage::Tx;

impl OfferedFile {
    /// The id of the file's row: the same whenever the file is offered again.
    pub fn id<K>(&self, dossier: DossierId) -> Id<K> {
        let hashed = Sha256::new_with_prefix(b"motcua/offered/1\n")
            .chain_update(dossier.uuid())
            .chain_update([self.kind as u8])
            .chain_update(&self.key);
        Id::of_hash(hashed)
    }
}

/// The files of a snapshot that are followed. The papers of what was filed here are here already.
pub(super) fn of_snapshot<'a>(
    pending: &'a PendingChanges,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = (&'a Dossier, &'a OfferedFile)> {
    let dossier = &pending.known.dossier;
    let is_ours = dossier.source == Source::Portal;
    let files = snapshot.files.iter();
    let files = files.filter(move |file| !is_ours || file.kind != OfferKind::Paper);
    files.map(move |file| (dossier, file))
}

/// Remembers files that are new or have moved, and asks for each to be fetched. Results are there at
/// once, on paper as long as their file is not.
pub(super) fn follow<'a>(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    partner: PartnerId,
    offers: impl Iterator<Item = (&'a Dossier, &'a OfferedFile)>,
) -> Result<()> {
    let mut fetches = Vec::new();
    for (dossier, file) in offers {
        let id: AttachmentId = file.id(dossier.id);
        let offering = store::offer_put(tx, dossier.id, id, file)?;
        if offering == Offering::Known {
            continue;
        }
        if offering == Offering::New && file.kind == OfferKind::Result {
            let result = ResultDocument {
                id: file.id(dossier.id),
                title: file.title.clone(),
                file: None,
                decided_at: dossier.times.settled_at.unwrap_or(moment.now),
            };
            store::result_insert(tx, dossier.id, &result)?;
        }
        let fetch = FetchPartnerFile {
            partner,
            dossier: dossier.id,
            file: id,
        };
        // A dead job of the address before must not hold up the new one.
        let lane = Lane::alone(moment.id::<DossierId>());
        fetches.push(NewJob::of(&fetch, lane, moment.now));
    }
    Ok(jobs::enqueue_all(tx, moment, &fetches)?)
}
