//! Brings messages to the portal: the order of calls that real one-stop systems keep, and beside it
//! the faults that are switched on.

use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{Call, Client, EnvelopeReply, NoReply, Verdict};
use super::faults::Fault;
use super::messages::CODE;
use super::office::Office;
use super::store::{Kind, OutgoingMessage};

/// Messages of one kind that go as one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Load {
    pub(super) kind: Kind,
    /// For snapshots: whether the portal has taken one of these dossiers before.
    pub(super) is_known: bool,
    pub(super) entries: Vec<OutgoingMessage>,
}

/// Why a load came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Returned {
    /// The portal cannot be reached, or lets nobody in.
    Closed(String),
    /// The portal refused it.
    Refused(String),
}

impl From<NoReply> for Returned {
    fn from(NoReply(why): NoReply) -> Self {
        Self::Closed(why)
    }
}

/// Who carries them.
pub(super) struct Courier {
    pub(super) office: Arc<Office>,
    pub(super) client: Client,
}

impl Courier {
    /// Delivers a load.
    pub(super) async fn deliver(&self, load: &Load) -> Result<(), Returned> {
        match (load.kind, load.entries.as_slice()) {
            (Kind::Tie, entries) => {
                for entry in entries {
                    self.say(&tie(&entry.body)).await?.taken()?;
                }
                Ok(())
            }
            (Kind::Snapshot, [entry]) => self.deliver_snapshot(entry).await,
            (Kind::Snapshot, entries) => {
                let call = snapshots(entries, load.is_known);
                self.say(&call).await?.taken()
            }
            (Kind::Progress, entries) => self.say(&progress(entries)).await?.taken(),
        }
    }

    /// Looks the dossier up unless it is known, then inserts or updates. Who was wrong about it
    /// does the other.
    async fn deliver_snapshot(&self, entry: &OutgoingMessage) -> Result<(), Returned> {
        let name = entry.body.get(CODE).and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let is_there = entry.is_known || self.look_up(name).await?.is_some();
        let one = std::slice::from_ref(entry);
        let answer = self.say(&snapshots(one, is_there)).await?;
        match answer.verdict {
            Verdict::Taken => Ok(()),
            Verdict::Exists if !is_there => self.say(&snapshots(one, true)).await?.taken(),
            Verdict::Refused if entry.is_known && self.look_up(name).await?.is_none() => {
                self.say(&snapshots(one, false)).await?.taken()
            }
            Verdict::Exists | Verdict::Refused => answer.taken(),
        }
    }

    /// What the portal says of a dossier, if it knows it.
    pub(super) async fn look_up(&self, code: &str) -> Result<Option<Value>, Returned> {
        let answer = self.client.call(&look_up(code)).await?;
        if answer.verdict != Verdict::Taken {
            return Err(Returned::Refused(answer.message));
        }
        Ok(answer.result.get(0).cloned())
    }

    /// Says it, perhaps after something worse, perhaps twice.
    async fn say(&self, call: &Call) -> Result<EnvelopeReply, Returned> {
        self.misbehave(call).await?;
        if !self.office.faults.strikes(Fault::Duplicate) {
            return Ok(self.client.call(call).await?);
        }
        let both = tokio::join!(self.client.call(call), self.client.call(call));
        match both {
            (Ok(one), Ok(other)) if other.verdict < one.verdict => Ok(other),
            (Ok(one), _) => Ok(one),
            (Err(_), other) => Ok(other?),
        }
    }

    async fn misbehave(&self, call: &Call) -> Result<(), NoReply> {
        let faults = &self.office.faults;
        if faults.strikes(Fault::HalfWritten) {
            self.client.call_halfway(call, faults.either()).await?;
        }
        if faults.strikes(Fault::WrongCode) {
            let other = &self.office.settings.other_agency;
            let answer = self.client.call_as(other, call).await;
            if answer.is_ok_and(|answer| answer.verdict == Verdict::Taken) {
                self.office.count_foreign_taken();
            }
        }
        Ok(())
    }
}

impl EnvelopeReply {
    fn taken(self) -> Result<(), Returned> {
        match self.verdict {
            Verdict::Taken => Ok(()),
            Verdict::Exists | Verdict::Refused => Err(Returned::Refused(self.message)),
        }
    }
}

fn tie(body: &Value) -> Call {
    Call::new(
        "DongBoTrangThaiHoSo",
        [("type", json!("2")), ("data", body.clone())],
    )
}

fn snapshots(entries: &[OutgoingMessage], updates: bool) -> Call {
    let updates = if updates { "True" } else { "False" };
    Call::new(
        "DongBoHoSoMC",
        [("isUpdating", json!(updates)), ("data", bodies(entries))],
    )
}

fn progress(entries: &[OutgoingMessage]) -> Call {
    Call::new("CapNhatTienDoHoSoMC", [("data", bodies(entries))])
}

fn look_up(code: &str) -> Call {
    Call::new("TraCuuHoSo", [("mahoso", json!(code))])
}

fn bodies(entries: &[OutgoingMessage]) -> Value {
    entries.iter().map(|entry| entry.body.clone()).collect()
}
