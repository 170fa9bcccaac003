//! The agency's own store: one SQLite file. What a dossier's change has to tell the portal is
//! written in the same transaction as the change, so that a process that is killed has done both or
//! neither.

mod enclosed;
mod outgoing;
mod schema;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::dossier::Dossier;
use crate::kernel::Instant;
use schema::{SCHEMA, attachments, counters, dossiers, outbox, pushes};

pub(super) use enclosed::{Attachment, Custody, Fetched};
pub(super) use outgoing::{Kind, OutgoingMessage};

/// The store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It could not be opened.
    #[error("the agency's store: {0}")]
    Open(String),
    /// It did not do what it was asked to.
    #[error("the agency's store: {0}")]
    Database(#[from] diesel::result::Error),
    /// What stands in it cannot be read.
    #[error("the agency's store: {0}")]
    Content(#[from] serde_json::Error),
    /// The work was broken off.
    #[error("the agency's store: {0}")]
    Ended(String),
}

type Result<T> = std::result::Result<T, StoreError>;

/// How full the store is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Dossiers by the code of their state.
    pub(super) states: Vec<(i16, i64)>,
    /// Messages that wait.
    pub(super) outbox: i64,
    /// Dossiers that wait for a step of the agency.
    pub(super) in_hand: i64,
    /// Pushes that were taken.
    pub(super) pushes: i64,
    /// Attachments by the code of their custody.
    pub(super) attachments: Vec<(i16, i64)>,
}

impl Counts {
    /// How many attachments are in such a custody.
    pub(super) fn attachments(&self, custody: Custody) -> i64 {
        let found = self
            .attachments
            .iter()
            .find(|(code, _)| *code == custody.code());
        found.map_or(0, |(_, number)| *number)
    }
}

pub(super) struct Store(Mutex<SqliteConnection>);

impl Store {
    /// Opens the store in a folder, or makes it.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let failed = |error: &dyn std::fmt::Display| StoreError::Open(error.to_string());
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let path = folder.join("agency.sqlite3");
        let mut conn =
            SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| failed(&error))?;
        conn.batch_execute(SCHEMA)?;
        Ok(Self(Mutex::new(conn)))
    }

    /// One transaction: all of it or nothing.
    pub(super) fn write<T>(&self, body: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        conn.immediate_transaction(|conn| body(&mut Tx(conn)))
    }

    /// Looks something up.
    pub(super) fn read<T>(&self, body: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        conn.transaction(|conn| body(&mut Tx(conn)))
    }
}

/// The store within a transaction.
pub(super) struct Tx<'a>(&'a mut SqliteConnection);

impl Tx<'_> {
    /// The dossier that the portal knows under this code.
    pub(super) fn filed_as(&mut self, portal_code: &str) -> Result<Option<Dossier>> {
        let content: Option<String> = dossiers::table
            .filter(dossiers::portal_code.eq(portal_code))
            .select(dossiers::content)
            .first(self.0)
            .optional()?;
        Ok(content.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// The dossier whose result has this name.
    pub(super) fn with_result(&mut self, name: &str) -> Result<Option<Dossier>> {
        let content: Option<String> = dossiers::table
            .filter(dossiers::result.eq(name))
            .select(dossiers::content)
            .first(self.0)
            .optional()?;
        Ok(content.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// Dossiers whose next step is due, the longest waiting first. None is worked on before all that
    /// was enclosed with it has been fetched, because a clerk looks at it.
    pub(super) fn due(&mut self, now: Instant, limit: i64) -> Result<Vec<Dossier>> {
        let awaited = attachments::table
            .filter(
                attachments::portal_code
                    .nullable()
                    .eq(dossiers::portal_code),
            )
            .filter(attachments::custody.eq(Custody::Awaited.code()));
        let contents: Vec<String> = dossiers::table
            .filter(dossiers::next_at.le(micros(now)))
            .filter(not(exists(awaited)))
            .order((dossiers::next_at, dossiers::code))
            .select(dossiers::content)
            .limit(limit)
            .load(self.0)?;
        read_all(&contents)
    }

    /// A page of all dossiers by code.
    pub(super) fn page(&mut self, after: &str, limit: i64) -> Result<Vec<Dossier>> {
        let contents: Vec<String> = dossiers::table
            .filter(dossiers::code.gt(after))
            .order(dossiers::code)
            .select(dossiers::content)
            .limit(limit)
            .load(self.0)?;
        read_all(&contents)
    }

    /// Keeps a dossier as it is now.
    pub(super) fn keep(&mut self, dossier: &Dossier, next_at: Option<Instant>) -> Result<()> {
        let changing = (
            dossiers::state.eq(dossier.state.code()),
            dossiers::next_at.eq(next_at.map(micros)),
            dossiers::result.eq(dossier.result.as_deref()),
            dossiers::content.eq(serde_json::to_string(dossier)?),
        );
        let known = (
            dossiers::code.eq(&dossier.code),
            dossiers::portal_code.eq(dossier.portal_code.as_deref()),
            dossiers::is_known.eq(false),
        );
        diesel::insert_into(dossiers::table)
            .values((known, changing.clone()))
            .on_conflict(dossiers::code)
            .do_update()
            .set(changing)
            .execute(self.0)?;
        Ok(())
    }

    /// Notes a push; false if it was noted before, under its key or its place.
    pub(super) fn note_push(
        &mut self,
        key: &str,
        portal_code: &str,
        sequence: i64,
    ) -> Result<bool> {
        let noted = diesel::insert_or_ignore_into(pushes::table)
            .values((
                pushes::idempotency_key.eq(key),
                pushes::portal_code.eq(portal_code),
                pushes::sequence.eq(sequence),
            ))
            .execute(self.0)?;
        Ok(noted == 1)
    }

    /// The next number of a day.
    pub(super) fn next_number(&mut self, day: NaiveDate) -> Result<i64> {
        self.count_on(&day.format("%y%m%d").to_string())
    }

    /// The next paper dossier's place among all, from 1.
    pub(super) fn next_paper(&mut self) -> Result<i64> {
        self.count_on(PAPERS)
    }

    /// How many paper dossiers there have been.
    pub(super) fn papers(&mut self) -> Result<i64> {
        let last = counters::table
            .find(PAPERS)
            .select(counters::last)
            .first(self.0)
            .optional()?;
        Ok(last.unwrap_or(0))
    }

    fn count_on(&mut self, name: &str) -> Result<i64> {
        Ok(diesel::insert_into(counters::table)
            .values((counters::name.eq(name), counters::last.eq(1)))
            .on_conflict(counters::name)
            .do_update()
            .set(counters::last.eq(counters::last + 1))
            .returning(counters::last)
            .get_result(self.0)?)
    }

    /// How full the store is.
    pub(super) fn counts(&mut self) -> Result<Counts> {
        let states = dossiers::table
            .group_by(dossiers::state)
            .select((dossiers::state, diesel::dsl::count_star()))
            .order(dossiers::state)
            .load(self.0)?;
        let attachments = attachments::table
            .group_by(attachments::custody)
            .select((attachments::custody, diesel::dsl::count_star()))
            .order(attachments::custody)
            .load(self.0)?;
        let in_hand = dossiers::table.filter(dossiers::next_at.is_not_null());
        Ok(Counts {
            states,
            outbox: outbox::table.count().get_result(self.0)?,
            in_hand: in_hand.count().get_result(self.0)?,
            pushes: pushes::table.count().get_result(self.0)?,
            attachments,
        })
    }
}

/// The counter of paper dossiers; the others are named after days.
const PAPERS: &str = "papers";

fn micros(at: Instant) -> i64 {
    at.utc().timestamp_micros()
}

fn read_all(contents: &[String]) -> Result<Vec<Dossier>> {
    let read = |content: &String| Ok(serde_json::from_str(content)?);
    contents.iter().map(read).collect()
}

#[cfg(test)]
mod tests;
