//! Snapshots from an agency's own system: a batch is one transaction.

use std::collections::BTreeMap;

use super::consequences::enqueue_consequences;
use super::offers;
use super::pending_changes::{Known, PendingChanges, Recording};
use super::refusal::SyncRefusal;
use super::snapshot::Snapshot;
use super::take_progress::locked;
use crate::accounts;
use crate::catalogue::ResultDelivery;
use crate::dossiers::dossier::{
    Authority, ChainEnd, DeskList, DeskPosition, Dossier, Holder, Times,
};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::Standing;
use crate::dossiers::spelling::code_key;
use crate::dossiers::store;
use crate::dossiers::synced::Past;
use crate::kernel::{AccountId, DossierId, PartnerId};
use crate::storage::{self, Tx};

/// What the sender says of its snapshots (isUpdating).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotMode {
    /// They are new.
    Insert,
    /// They replace what was sent before.
    Update,
}

/// What a batch came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Dossiers that are new.
    pub new: usize,
    /// Dossiers that changed.
    pub changed: usize,
    /// Dossiers of which the same was known.
    pub unchanged: usize,
}

/// Takes snapshots, each as the newest. The same snapshot again changes nothing.
///
/// # Errors
/// With the code concerned, and then nothing is taken: `Known` where a new dossier is known with
/// other content, or all are known; `Unknown` where one to be updated is not, or is another's;
/// `Untied` where one was filed here under a code that we do not know.
pub fn take_snapshots(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    mode: SnapshotMode,
    snapshots: &[Snapshot],
    at: Recording<'_>,
) -> Result<Taken, SyncRefusal> {
    let codes = snapshots.iter().map(|one| one.code.clone()).collect();
    let ids = store::dossiers_of_codes(tx, codes)?;
    let mut pending = locked(tx, partner, ids.values().copied().collect())?;
    let owners = owners_of(tx, snapshots)?;
    let mut fresh: BTreeMap<String, (PendingChanges, &Snapshot)> = BTreeMap::new();
    let mut replaced: BTreeMap<DossierId, &Snapshot> = BTreeMap::new();
    for snapshot in snapshots {
        let code = snapshot.code.as_str();
        match (ids.get(code), mode) {
            (Some(id), mode) => {
                let changes = pending.get_mut(id).ok_or_else(|| not_theirs(snapshot))?;
                if changes.known.digest.as_ref() == Some(&snapshot.digest) {
                    continue;
                }
                if mode == SnapshotMode::Insert && changes.known.digest.is_some() {
                    return Err(SyncRefusal::Known(code.to_owned()));
                }
                take_over(&mut changes.known.dossier, snapshot, &owners);
                changes.sync(snapshot, at);
                replaced.insert(*id, snapshot);
            }
            (None, _) if snapshot.born_here => {
                return Err(SyncRefusal::Untied(code.to_owned()));
            }
            (None, SnapshotMode::Update) => return Err(SyncRefusal::Unknown(code.to_owned())),
            (None, SnapshotMode::Insert) => match fresh.get(&code_key(code)) {
                Some((_, first)) if first.digest == snapshot.digest => {}
                Some(_) => return Err(SyncRefusal::Known(code.to_owned())),
                None => {
                    let begun = begun(snapshot, &owners, at);
                    fresh.insert(code_key(code), (begun, snapshot));
                }
            },
        }
    }
    let taken = Taken {
        new: fresh.len(),
        changed: replaced.len(),
        unchanged: snapshots.len() - fresh.len() - replaced.len(),
    };
    if let (
        Taken {
            new: 0, changed: 0, ..
        },
        SnapshotMode::Insert,
        Some(first),
    ) = (taken, mode, snapshots.first())
    {
        return Err(SyncRefusal::Known(first.code.clone()));
    }
    write(tx, partner, at, fresh, pending, &replaced)?;
    Ok(taken)
}

/// What is another's is refused in the words for what there is not.
fn not_theirs(snapshot: &Snapshot) -> SyncRefusal {
    let code = snapshot.code.clone();
    match snapshot.born_here {
        true => SyncRefusal::Untied(code),
        false => SyncRefusal::NotYours(code),
    }
}

fn write(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    at: Recording<'_>,
    fresh: BTreeMap<String, (PendingChanges, &Snapshot)>,
    mut pending: BTreeMap<DossierId, PendingChanges>,
    replaced: &BTreeMap<DossierId, &Snapshot>,
) -> Result<(), SyncRefusal> {
    let (new, sent): (Vec<PendingChanges>, Vec<&Snapshot>) = fresh.into_values().unzip();
    store::synced_insert(tx, partner, &new, &sent, at.message, at.moment.now)?;
    let changed: Vec<PendingChanges> = replaced
        .keys()
        .filter_map(|id| pending.remove(id))
        .collect();
    let resent: Vec<&Snapshot> = replaced.values().copied().collect();
    store::synced_replace(tx, partner, &changed, &resent, at.message, at.moment.now)?;
    for pending in [&new, &changed] {
        enqueue_consequences(tx, at.moment, partner, pending)?;
    }
    let sent_files = new.iter().zip(&sent).chain(changed.iter().zip(&resent));
    let files = sent_files.flat_map(|(one, snapshot)| offers::of_snapshot(one, snapshot));
    offers::follow(tx, at.moment, partner, files)?;
    Ok(())
}

/// The dossier of a snapshot that is the first of its code.
fn begun(snapshot: &Snapshot, owners: &accounts::Owners, at: Recording<'_>) -> PendingChanges {
    let submitted_at = snapshot.dates.filed().unwrap_or(at.came_at);
    let mut dossier = Dossier {
        id: at.moment.id(),
        version: 0,
        code: snapshot.code.clone(),
        agency: snapshot.agency,
        authority: Authority::Partner,
        source: Source::Agency,
        standing: Standing::FILED,
        chain: ChainEnd {
            seq: 0,
            digest: Vec::new(),
        },
        procedure: snapshot.procedure.clone(),
        applicant: None,
        holder: holder(snapshot, None),
        summary: snapshot.summary.clone(),
        delivery: snapshot.delivery,
        address: None,
        times: Times {
            submitted_at,
            clock_started_at: submitted_at,
            accepted_at: None,
            due_at: None,
            suspended_at: None,
            settled_at: None,
            returned_at: None,
        },
        on_time: None,
        place: DeskPosition {
            list: DeskList::Elsewhere,
            sort_at: submitted_at,
            unit: None,
            officer: None,
        },
    };
    take_over(&mut dossier, snapshot, owners);
    let mut pending = PendingChanges::of(Known {
        feed: at.feed,
        dossier,
        baseline: None,
        digest: None,
        past: Past::default(),
        keys: std::collections::HashSet::new(),
        awaited: None,
    });
    pending.sync(snapshot, at);
    pending
}

/// What the newest snapshot says replaces what was known. Who filed here, and what they wrote, is
/// ours and stays.
fn take_over(dossier: &mut Dossier, snapshot: &Snapshot, owners: &accounts::Owners) {
    if dossier.source == Source::Portal {
        // On the wire whoever chose the portal and whoever chose the desk look alike.
        if snapshot.delivery == ResultDelivery::Post {
            dossier.delivery = ResultDelivery::Post;
        }
        return;
    }
    dossier.delivery = snapshot.delivery;
    dossier.agency = snapshot.agency;
    dossier.procedure = snapshot.procedure.clone();
    dossier.summary.clone_from(&snapshot.summary);
    dossier.holder = holder(snapshot, owner(snapshot, owners));
}

fn holder(snapshot: &Snapshot, account: Option<AccountId>) -> Holder {
    Holder {
        account,
        kind: snapshot.holder_kind,
        name: snapshot.holder_name.clone(),
        number: snapshot.holder_number.clone(),
        phone: snapshot.phone.clone(),
        email: snapshot.email.clone(),
    }
}

/// The verified account that is named by its TechID, else by the number it owns.
fn owner(snapshot: &Snapshot, owners: &accounts::Owners) -> Option<AccountId> {
    let by_tech_id = snapshot
        .tech_id
        .as_deref()
        .and_then(|tech_id| owners.of_tech_id(tech_id));
    by_tech_id.or_else(|| {
        let number = snapshot.holder_number.as_deref()?;
        owners
            .of_number(number)
            .filter(|_| snapshot.number_identifies)
    })
}

fn owners_of(tx: &mut Tx<'_>, snapshots: &[Snapshot]) -> Result<accounts::Owners, storage::Error> {
    let tech_ids = snapshots.iter().filter_map(|one| one.tech_id.clone());
    let numbers = snapshots
        .iter()
        .filter(|one| one.number_identifies)
        .filter_map(|one| one.holder_number.clone());
    accounts::owners(tx, tech_ids.collect(), numbers.collect())
}
