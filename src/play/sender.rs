//! Empties the outbox: the messages of one dossier one after the other, those of different dossiers
//! side by side. A message leaves the outbox when the portal has taken it, and not before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant as Stopwatch;

use super::courier::{Courier, Load, Returned};
use super::faults::Fault;
use super::office::Office;
use super::store::{Kind, OutgoingMessage, StoreError, Tx};

/// How long to wait before what was refused, or could not be brought, is looked at again.
const LOOK: Duration = Duration::from_millis(100);
/// How many dossiers are looked at in one go at least.
const PAGE: usize = 64;
/// Rows of progress in a message, where dossiers go one by one (protocol, 1.6).
const ROWS: usize = 10;

/// A load that has come to its end.
type Outcome = (Load, Result<(), Returned>);

/// Who sends.
pub(super) struct Sender {
    courier: Arc<Courier>,
    office: Arc<Office>,
    /// The last message that was looked at; behind the last of all it begins again.
    place: i64,
}

impl Sender {
    pub(super) fn new(courier: Courier) -> Self {
        Self {
            office: Arc::clone(&courier.office),
            courier: Arc::new(courier),
            place: 0,
        }
    }

    /// Sends until told to stop, and then waits for what is on its way.
    pub(super) async fn send(mut self, mut stop: watch::Receiver<bool>) {
        let mut on_the_way: JoinSet<Outcome> = JoinSet::new();
        let most = usize::from(self.office.settings.parallel);
        while !*stop.borrow() {
            let loads = match self.loads(most.saturating_sub(on_the_way.len())).await {
                Ok(loads) => loads,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read");
                    Vec::new()
                }
            };
            for load in loads {
                let courier = Arc::clone(&self.courier);
                on_the_way.spawn(async move {
                    let outcome = courier.deliver(&load).await;
                    (load, outcome)
                });
            }
            tokio::select! {
                Some(first) = on_the_way.join_next() => {
                    let mut ended: Vec<Outcome> = first.into_iter().collect();
                    while let Some(next) = on_the_way.try_join_next() {
                        ended.extend(next);
                    }
                    self.settle(ended).await;
                }
                () = self.office.news.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
        let ended = on_the_way.join_all().await;
        self.settle(ended).await;
    }

    /// What may leave now, at most so many loads.
    async fn loads(&mut self, most: usize) -> Result<Vec<Load>, StoreError> {
        if most == 0 || !self.office.lanes().is_open(Stopwatch::now()) {
            return Ok(Vec::new());
        }
        let batch = usize::from(self.office.settings.batch);
        let wanted = most * batch;
        let place = self.place;
        let (entries, place) = self
            .office
            .reading(move |office, tx| office.next_entries(tx, place, wanted))
            .await?;
        self.place = place;
        let lanes = &mut self.office.lanes();
        for entry in &entries {
            lanes.leave(&entry.dossier);
        }
        Ok(in_loads(entries, batch, |dossier| {
            lanes.is_troubled(dossier)
        }))
    }

    async fn settle(&self, ended: Vec<Outcome>) {
        let (taken, returned): (Vec<Outcome>, Vec<Outcome>) =
            ended.into_iter().partition(|(_, outcome)| outcome.is_ok());
        for (load, outcome) in returned {
            if let Err(why) = outcome {
                self.take_back(&load, &why);
            }
        }
        let taken: Vec<OutgoingMessage> = taken
            .into_iter()
            .flat_map(|(load, _)| load.entries)
            .collect();
        if taken.is_empty() {
            return;
        }
        let taken = Arc::new(taken);
        let leaving = Arc::clone(&taken);
        let settled = self.office.writing(move |_, tx| tx.settle(&leaving)).await;
        let mut lanes = self.office.lanes();
        match settled {
            Ok(()) => taken.iter().for_each(|entry| lanes.arrive(&entry.dossier)),
            // They are still in the outbox; that they go once more is harmless.
            Err(error) => {
                tracing::error!(%error, "what was taken could not be settled");
                taken
                    .iter()
                    .for_each(|entry| lanes.come_back(&entry.dossier));
            }
        }
    }

    fn take_back(&self, load: &Load, why: &Returned) {
        let now = Stopwatch::now();
        let mut lanes = self.office.lanes();
        match (why, load.entries.as_slice()) {
            (Returned::Closed(reason), entries) => {
                if lanes.close(now) {
                    tracing::warn!(%reason, "the portal does not answer");
                }
                entries
                    .iter()
                    .for_each(|entry| lanes.come_back(&entry.dossier));
            }
            (Returned::Refused(reason), [entry]) => {
                tracing::info!(dossier = %entry.dossier, kind = ?entry.kind, %reason, "refused");
                lanes.refuse(&entry.dossier, reason.clone(), now);
            }
            (Returned::Refused(reason), entries) => {
                tracing::info!(dossiers = entries.len(), %reason, "refused together");
                for entry in entries {
                    lanes.part(&entry.dossier, reason.clone());
                }
            }
        }
    }
}

impl Office {
    /// The first messages of dossiers whose lane is free, and the place up to which was looked.
    fn next_entries(
        &self,
        tx: &mut Tx<'_>,
        mut place: i64,
        wanted: usize,
    ) -> Result<(Vec<OutgoingMessage>, i64), StoreError> {
        let page = wanted.max(PAGE);
        let mut found = Vec::new();
        let mut began_again = false;
        while found.len() < wanted {
            let heads = tx.heads(place, i64::try_from(page).unwrap_or(i64::MAX))?;
            let is_last = heads.len() < page;
            for head in heads {
                if found.len() == wanted {
                    return Ok((found, place));
                }
                place = head.id;
                // Of one dossier one message is on its way, also where a later row went first.
                let is_new = !found
                    .iter()
                    .any(|found: &OutgoingMessage| found.dossier == head.dossier);
                if is_new && self.lanes().is_free(&head.dossier, Stopwatch::now()) {
                    found.push(self.perhaps_later(tx, head)?);
                }
            }
            match (is_last, began_again) {
                (true, true) => break,
                (true, false) => (place, began_again) = (0, true),
                (false, _) => {}
            }
        }
        Ok((found, place))
    }

    /// The message, or by the fault `reordered` a later row of progress of the same dossier.
    fn perhaps_later(
        &self,
        tx: &mut Tx<'_>,
        head: OutgoingMessage,
    ) -> Result<OutgoingMessage, StoreError> {
        let Some(later) = tx.later_progress(&head)? else {
            return Ok(head);
        };
        let is_reordered = self.faults.strikes(Fault::Reordered);
        Ok(if is_reordered { later } else { head })
    }
}

/// Puts messages of a kind together. What was refused before goes alone, so that it holds up no
/// other.
fn in_loads(
    entries: Vec<OutgoingMessage>,
    batch: usize,
    goes_alone: impl Fn(&str) -> bool,
) -> Vec<Load> {
    let mut groups: BTreeMap<(Kind, bool), Vec<OutgoingMessage>> = BTreeMap::new();
    let mut loads = Vec::new();
    for entry in entries {
        let is_known = entry.kind != Kind::Snapshot || entry.is_known;
        let kind = entry.kind;
        if batch == 1 || kind == Kind::Tie || goes_alone(&entry.dossier) {
            loads.push(Load {
                kind,
                is_known,
                entries: vec![entry],
            });
        } else {
            groups.entry((kind, is_known)).or_default().push(entry);
        }
    }
    for ((kind, is_known), entries) in groups {
        let most = match kind {
            Kind::Progress => batch.max(ROWS),
            Kind::Tie | Kind::Snapshot => batch,
        };
        loads.extend(entries.chunks(most).map(|entries| Load {
            kind,
            is_known,
            entries: entries.to_vec(),
        }));
    }
    loads
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::papers::hand_in;
    use super::super::settings::{FaultSet, Settings};
    use super::*;
    use crate::kernel::SystemClock;

    #[test]
    fn of_one_dossier_one_message_leaves_though_a_later_row_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let portal = "http://127.0.0.1/".parse().unwrap();
        let settings = Settings {
            faults: FaultSet([Fault::Reordered].into()),
            fault_percent: Some(100),
            ..Settings::new(portal, "h99", "H99", folder.path().to_owned())
        };
        let office = Office::open(settings, String::new(), Arc::new(SystemClock)).unwrap();
        let code = "H99-261123-0001".to_owned();
        let dossier = hand_in(1, code, &office.settings, office.clock.now());
        let told = office.store.write(|tx| {
            tx.keep(&dossier, None)?;
            office.tell(tx, &dossier)
        });
        told.unwrap();
        let leaving = office.store.read(|tx| office.next_entries(tx, 0, 9));
        let (leaving, _) = leaving.unwrap();
        let kinds: Vec<Kind> = leaving.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [Kind::Progress]);
    }

    fn entry(id: i64, kind: Kind, is_known: bool) -> OutgoingMessage {
        OutgoingMessage {
            id,
            dossier: format!("H99-261123-{id:04}"),
            kind,
            body: json!({}),
            is_known,
        }
    }

    #[test]
    fn one_by_one_where_there_is_no_batch() {
        let entries = vec![
            entry(1, Kind::Snapshot, false),
            entry(2, Kind::Progress, true),
        ];
        let loads = in_loads(entries, 1, |_| false);
        assert_eq!(loads.len(), 2);
    }

    #[test]
    fn inserts_and_updates_do_not_mix_and_the_refused_go_alone() {
        let entries = vec![
            entry(1, Kind::Snapshot, false),
            entry(2, Kind::Snapshot, true),
            entry(3, Kind::Snapshot, false),
            entry(4, Kind::Progress, false),
            entry(5, Kind::Progress, true),
            entry(6, Kind::Tie, false),
            entry(7, Kind::Snapshot, false),
        ];
        let loads = in_loads(entries, 100, |dossier| dossier.ends_with('7'));
        let ids: Vec<Vec<i64>> = loads
            .iter()
            .map(|load| load.entries.iter().map(|entry| entry.id).collect())
            .collect();
        assert_eq!(ids, [vec![6], vec![7], vec![1, 3], vec![2], vec![4, 5]]);
    }
}
