//! A quarantined message is tried again.

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::error::Error;
use super::open::InboundContext;
use super::quarantine;
use super::record::{Batch, Incoming};
use super::services::ServiceCall;
use crate::catalogue::CatalogueCache;
use crate::context::{Background, Environment};
use crate::dossiers::code_key;
use crate::exchange::Partner;
use crate::exchange::store::{self, KeptBody, Mended, MessageLine, QuarantineLine};
use crate::exchange::wire::{MessageError, WireAnswer};
use crate::jobs::{Failed, Job, Outcome, Run};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, JobId, MessageId, QuarantineId};
use crate::storage::{self, Tx};

/// Messages that are tried again by themselves, one at a time: each takes the memory of a message that
/// arrives, and after a start all that waited may be due.
static TRIALS: Semaphore = Semaphore::const_new(1);

/// Tries a quarantined message again, now that what it waited for is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayMessage {
    /// The message.
    pub quarantined: QuarantineId,
}

impl Job for ReplayMessage {
    const KIND: &'static str = "replay_message";
}

impl Run for ReplayMessage {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        let Background { env, cache } = needs.clone();
        let interrupted = || Failed::new("the work was interrupted");
        let _trial = TRIALS.acquire().await.map_err(|_| interrupted())?;
        let replay = move || replay(&env, &cache, self.quarantined, Retrial::Woken);
        tokio::task::spawn_blocking(replay)
            .await
            .map_err(|_| interrupted())??;
        Ok(())
    }
}

/// As what a message is tried again.
#[derive(Debug, Clone, Copy)]
pub enum Retrial<'a> {
    /// As it came, because what it waited for is there.
    Woken,
    /// As it came, because an operator says so.
    Asked(AccountId),
    /// As an operator mended it.
    Mended(&'a str, AccountId),
}

impl Retrial<'_> {
    const fn by(self) -> Option<AccountId> {
        match self {
            Self::Woken => None,
            Self::Asked(by) | Self::Mended(_, by) => Some(by),
        }
    }

    /// How the message is settled.
    const fn settlement(self) -> &'static str {
        match self {
            Self::Woken | Self::Asked(_) => "replayed",
            Self::Mended(..) => "mended",
        }
    }
}

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// It is recorded now.
    Taken,
    /// It still cannot be; the reason.
    Refused(String),
    /// It had been settled before, or there is none.
    Gone,
}

/// Tries a quarantined message again, or what an operator made of it. What it was answered then is
/// not known to the sender any more, but what it says is recorded.
pub fn replay(
    env: &Environment,
    cache: &CatalogueCache,
    id: QuarantineId,
    retrial: Retrial<'_>,
) -> storage::Result<Replayed> {
    let cx = InboundContext::new(env, cache);
    let found = env.storage.read(|conn| {
        let Some((line, body)) = store::quarantined(conn, id)? else {
            return storage::Result::Ok(None);
        };
        let partner = store::partner(conn, line.partner)?;
        Ok(partner.map(|partner| (line, body, partner)))
    })?;
    let Some((line, kept, partner)) = found.filter(|(line, _, _)| line.settled_at.is_none()) else {
        return Ok(Replayed::Gone);
    };
    let body = match retrial {
        Retrial::Mended(text, _) => text.as_bytes(),
        Retrial::Woken | Retrial::Asked(_) => kept.as_slice(),
    };
    let batch =
        ServiceCall::again(&partner, &line.service, body).and_then(|call| Batch::read(&cx, &call));
    let batch = match batch {
        Ok(batch) => batch,
        Err(error) => return Ok(Replayed::Refused(error.text())),
    };
    let trial = Trial {
        cx: &cx,
        partner: &partner,
        batch: &batch,
        body: &KeptBody::of(env.storage.keys(), body)?,
        line: &line,
        retrial,
    };
    match env.storage.write(|tx| trial.attempt(tx)) {
        Ok(replayed) => Ok(replayed),
        Err(Error::Storage(error)) => Err(error),
        Err(Error::Known(error) | Error::Message(error) | Error::NotOffered(error)) => {
            env.storage.write(|tx| trial.waits_on(tx, &error))?;
            Ok(Replayed::Refused(error.text()))
        }
    }
}

/// A message that is being tried again.
struct Trial<'a> {
    cx: &'a InboundContext<'a>,
    partner: &'a Partner,
    batch: &'a Batch,
    body: &'a KeptBody,
    line: &'a QuarantineLine,
    retrial: Retrial<'a>,
}

impl Trial<'_> {
    /// Settles the message before it is recorded, because a new dossier wakes every open message
    /// that waits for it, and this one must not be among them. Both are rolled back where it cannot be
    /// recorded.
    fn attempt(&self, tx: &mut Tx<'_>) -> Result<Replayed, Error> {
        let (line, moment) = (self.line, &self.cx.moment);
        let (how, by) = (self.retrial.settlement(), self.retrial.by());
        if !store::quarantine_settle(tx, line.id, how, by, moment.now)? {
            return Ok(Replayed::Gone);
        }
        let came = line.message.filter(|_| !self.is_mended());
        let incoming = Incoming {
            cx: self.cx,
            partner: self.partner,
            message: came.unwrap_or_else(|| moment.id()),
            came_at: line.received_at,
        };
        let answer = match self.batch.record(tx, &incoming) {
            Ok(text) => WireAnswer::success(self.partner.success, text),
            // Of one dossier that is known otherwise nothing is lost; of several the others would be.
            Err(Error::Known(error)) if self.batch.is_one_whole() => {
                WireAnswer::known(error.text())
            }
            Err(error) => return Err(error),
        };
        if let Retrial::Mended(_, by) = self.retrial {
            self.keep_mended(tx, incoming.message, &answer, by)?;
        }
        self.note(tx)?;
        Ok(Replayed::Taken)
    }

    /// What was recorded is kept beside what came.
    fn keep_mended(
        &self,
        tx: &mut Tx<'_>,
        message: MessageId,
        answer: &WireAnswer,
        by: AccountId,
    ) -> storage::Result<()> {
        let line = self.line;
        let mended = MessageLine {
            mended: Some(Mended {
                from: line.message,
                by,
            }),
            ..self.batch.line(self.cx, &line.service, message, answer)
        };
        store::message_insert(tx, line.partner, &mended, self.body)?;
        store::quarantine_mend(tx, line.id, message, self.batch.dossier())
    }

    const fn is_mended(&self) -> bool {
        matches!(self.retrial, Retrial::Mended(..))
    }

    /// It waits on, with the reason of now: perhaps for another of its dossiers.
    fn waits_on(&self, tx: &mut Tx<'_>, error: &MessageError) -> storage::Result<()> {
        let line = QuarantineLine {
            reason: error.words(),
            dossier_code: error.dossier.clone().unwrap_or_default(),
            ..self.line.clone()
        };
        // Whoever settled it meanwhile has the last word.
        if !store::quarantine_waits_on(tx, &line)? {
            return Ok(());
        }
        if code_key(&line.dossier_code) != self.line.dossier_code {
            quarantine::look_again(tx, self.cx, &line)?;
        }
        self.note(tx)
    }

    /// What a person tried stands in the journal.
    fn note(&self, tx: &mut Tx<'_>) -> storage::Result<()> {
        let Some(by) = self.retrial.by() else {
            return Ok(());
        };
        let entry = JournalEntry::by(AuditAction::ReplayedMessage, Some(by), self.line.id);
        journal::record(tx, &self.cx.moment, &entry)
    }
}
