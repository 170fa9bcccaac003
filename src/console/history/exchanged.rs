//! All that was exchanged about a dossier, from both directions, in one order.

use super::pushes::{Course, PushRecord, told};
use crate::accounts;
use crate::console::paths;
use crate::dossiers::{self, EventKind, State};
use crate::exchange::{self, MessageLine, QuarantineLine};
use crate::jobs::{self, DiscardedJob};
use crate::kernel::{AccountId, DossierId, Instant, MessageId, PartnerId};
use crate::storage::{Conn, Result};

/// Messages that are shown; a dossier has some ten.
const MOST: i64 = 300;

pub(super) enum Passed {
    /// A message came.
    In(MessageLine),
    /// Somebody mended a message that had come; with their name.
    Mended(MessageLine, String),
    /// The partner was told, or is to be told.
    Out(PushRecord),
    /// Somebody gave a message to the partner up, or a file of its; with their name, which is none
    /// for the command line.
    GivenUp(DiscardedJob, Option<String>),
    /// A message waits, or waited; with its page.
    Quarantined(QuarantineLine, String),
}

impl Passed {
    /// How it is marked in the time-line.
    pub(super) fn mark(&self) -> &'static str {
        match self {
            Self::In(line) if !line.is_taken() => "bad",
            Self::In(_) | Self::Mended(..) => "past",
            Self::Out(told) => match told.course {
                Course::Delivered => "past",
                Course::Waits(_) => "open",
                Course::Dead(_) | Course::Discarded => "bad",
            },
            Self::GivenUp(..) => "bad",
            Self::Quarantined(line, _) if line.settled_at.is_some() => "past",
            Self::Quarantined(..) => "open",
        }
    }

    /// The key of what it is called.
    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::In(_) => "console.history.in",
            Self::Mended(..) => "console.history.mended",
            Self::Out(told) => match told.course {
                Course::Delivered => "console.history.out",
                Course::Waits(_) => "console.history.not_out",
                Course::Dead(_) => "console.history.dead",
                Course::Discarded => "console.history.discarded",
            },
            Self::GivenUp(..) => "console.history.given_up",
            Self::Quarantined(line, _) if line.settled_at.is_some() => "console.history.settled",
            Self::Quarantined(..) => "console.history.waits",
        }
    }

    fn at(&self) -> Instant {
        match self {
            Self::In(line) | Self::Mended(line, _) => line.received_at,
            Self::Out(told) => told.at,
            Self::GivenUp(job, _) => job.at,
            Self::Quarantined(line, _) => line.received_at,
        }
    }
}

/// A dossier's exchange.
pub(super) struct Exchanged {
    /// Every code of the dossier; what was asked for where there is no dossier.
    pub(super) codes: Vec<String>,
    /// How the dossier stands; none where there is no dossier.
    pub(super) state: Option<State>,
    /// The partner that decides about it.
    pub(super) partner: Option<(PartnerId, String)>,
    /// What passed, newest first.
    pub(super) passed: Vec<(Instant, Passed)>,
}

impl Exchanged {
    /// Reads all about the dossier that a code names.
    pub(super) fn about(conn: &mut Conn, code: &str, now: Instant) -> Result<Self> {
        let dossier = dossiers::dossier_of_code(conn, code)?;
        let mut found = Self {
            codes: match dossier {
                Some(id) => dossiers::codes_of(conn, id)?,
                None => dossiers::code_spellings(code),
            },
            state: None,
            partner: None,
            passed: Vec::new(),
        };
        let mut messages = exchange::messages_of_dossier(conn, &found.codes, MOST)?;
        if let Some(id) = dossier {
            messages.extend(found.read_dossier(conn, id, now)?);
        }
        found.add_messages(conn, messages)?;
        found.read_quarantine(conn)?;
        found.passed.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(found)
    }

    /// How it stands, what its partner was told, and the messages that its events name: those
    /// spoke of other dossiers as well.
    fn read_dossier(
        &mut self,
        conn: &mut Conn,
        id: DossierId,
        now: Instant,
    ) -> Result<Vec<MessageLine>> {
        let mut given_up = jobs::discarded_about(conn, id)?;
        given_up.retain(|job| job.job.party().is_some());
        self.add(told(conn, id, &given_up, now)?.into_iter().map(Passed::Out));
        self.add_given_up(conn, given_up)?;
        let events = dossiers::events(conn, id)?;
        self.state = dossiers::dossier(conn, id)?.map(|dossier| dossier.state());
        let Some(deciding) = dossiers::partner_of(conn, id)? else {
            return Ok(Vec::new());
        };
        let partner = exchange::partner(conn, deciding.partner)?;
        self.partner = partner.map(|partner| (partner.id, partner.name));
        let mut named: Vec<MessageId> = events
            .iter()
            .filter_map(|recorded| message_of(&recorded.event.kind))
            .collect();
        named.dedup();
        exchange::messages_named(conn, deciding.partner, named)
    }

    fn add_given_up(&mut self, conn: &mut Conn, jobs: Vec<DiscardedJob>) -> Result<()> {
        let by: Vec<AccountId> = jobs.iter().filter_map(|job| job.by).collect();
        let names = accounts::names_of(conn, &by)?;
        self.add(jobs.into_iter().map(|job| {
            let name = job.by.map(|by| names.get(&by).cloned().unwrap_or_default());
            Passed::GivenUp(job, name)
        }));
        Ok(())
    }

    /// The messages, and beside what somebody mended what had come: of that the dossier may not have
    /// been readable.
    fn add_messages(&mut self, conn: &mut Conn, mut messages: Vec<MessageLine>) -> Result<()> {
        if let Some((partner, _)) = &self.partner {
            let mended = messages.iter().filter_map(|line| line.mended);
            let came: Vec<MessageId> = mended.filter_map(|mended| mended.from).collect();
            if !came.is_empty() {
                messages.extend(exchange::messages_named(conn, *partner, came)?);
            }
        }
        messages.sort_unstable_by_key(|line| line.id);
        messages.dedup_by_key(|line| line.id);
        let menders = messages.iter().filter_map(|line| line.mended);
        let menders: Vec<AccountId> = menders.map(|mended| mended.by).collect();
        let names = accounts::names_of(conn, &menders)?;
        self.add(messages.into_iter().map(|line| match line.mended {
            None => Passed::In(line),
            Some(mended) => {
                let name = names.get(&mended.by).cloned();
                Passed::Mended(line, name.unwrap_or_default())
            }
        }));
        Ok(())
    }

    fn read_quarantine(&mut self, conn: &mut Conn) -> Result<()> {
        let partners = exchange::partners(conn)?;
        let partners: Vec<PartnerId> = partners.into_iter().map(|partner| partner.id).collect();
        let lines = exchange::quarantined_about(conn, &partners, &self.codes)?;
        self.add(lines.into_iter().map(|line| {
            let path = paths::quarantined(line.partner, line.id);
            Passed::Quarantined(line, path)
        }));
        Ok(())
    }

    fn add(&mut self, passed: impl Iterator<Item = Passed>) {
        self.passed.extend(passed.map(|one| (one.at(), one)));
    }
}

const fn message_of(kind: &EventKind) -> Option<MessageId> {
    match kind {
        EventKind::Synced { message, .. } | EventKind::Progressed { message, .. } => Some(*message),
        _ => None,
    }
}
