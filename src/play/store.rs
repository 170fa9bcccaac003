//! The agency's own store: one SQLite file. What a dossier's change has to tell the portal is
//! written in the same transaction as the change, so that a process that is killed has done both or
//! neither.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, SmallInt, Text};
use diesel::sqlite::SqliteConnection;
use serde_json::Value;

use super::dossier::Dossier;
use crate::kernel::Instant;

const SCHEMA: &str = "
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table if not exists dossiers (
        code text primary key not null,
        portal_code text unique,
        state smallint not null,
        -- when the next step is due; nothing for what waits or is done
        next_at bigint,
        -- the portal has taken a snapshot, so that the next one is an update
        is_known integer not null default 0,
        result text unique,
        content text not null
    );
    create index if not exists dossiers_due on dossiers (next_at) where next_at is not null;
    create table if not exists outbox (
        id integer primary key autoincrement,
        dossier text not null references dossiers (code),
        kind smallint not null,
        body text not null
    );
    create index if not exists outbox_lanes on outbox (dossier, id);
    create table if not exists pushes (
        idempotency_key text primary key not null,
        portal_code text not null,
        sequence bigint not null,
        unique (portal_code, sequence)
    );
    create table if not exists counters (name text primary key not null, last bigint not null);
";

diesel::table! {
    dossiers (code) {
        code -> Text,
        portal_code -> Nullable<Text>,
        state -> SmallInt,
        next_at -> Nullable<BigInt>,
        is_known -> Bool,
        result -> Nullable<Text>,
        content -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        dossier -> Text,
        kind -> SmallInt,
        body -> Text,
    }
}

diesel::table! {
    pushes (idempotency_key) {
        idempotency_key -> Text,
        portal_code -> Text,
        sequence -> BigInt,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        last -> BigInt,
    }
}

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

/// What a message of the outbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// DongBoTrangThaiHoSo: one element.
    Tie = 1,
    /// DongBoHoSoMC: one element.
    Snapshot = 2,
    /// CapNhatTienDoHoSoMC: one row.
    Progress = 3,
}

impl Kind {
    const fn of(number: i16) -> Self {
        match number {
            1 => Self::Tie,
            2 => Self::Snapshot,
            _ => Self::Progress,
        }
    }
}

/// A message that the portal has not taken yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) id: i64,
    /// The agency's code of the dossier, whose messages keep their order.
    pub(super) dossier: String,
    pub(super) kind: Kind,
    pub(super) body: Value,
    /// The portal has taken a snapshot of the dossier.
    pub(super) is_known: bool,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    dossier: String,
    #[diesel(sql_type = SmallInt)]
    kind: i16,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Bool)]
    is_known: bool,
}

impl EntryRow {
    fn read(self) -> Result<Entry> {
        Ok(Entry {
            id: self.id,
            dossier: self.dossier,
            kind: Kind::of(self.kind),
            body: serde_json::from_str(&self.body)?,
            is_known: self.is_known,
        })
    }
}

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
}

/// The store.
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

    /// Dossiers whose next step is due, the longest waiting first.
    pub(super) fn due(&mut self, now: Instant, limit: i64) -> Result<Vec<Dossier>> {
        let contents: Vec<String> = dossiers::table
            .filter(dossiers::next_at.le(micros(now)))
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

    /// Puts a message into the outbox.
    pub(super) fn post(&mut self, dossier: &str, kind: Kind, body: &Value) -> Result<()> {
        diesel::insert_into(outbox::table)
            .values((
                outbox::dossier.eq(dossier),
                outbox::kind.eq(kind as i16),
                outbox::body.eq(body.to_string()),
            ))
            .execute(self.0)?;
        Ok(())
    }

    /// The first messages of dossiers whose first message stands behind this place.
    pub(super) fn heads(&mut self, after: i64, limit: i64) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = diesel::sql_query(
            "select o.id, o.dossier, o.kind, o.body, d.is_known \
             from outbox o join dossiers d on d.code = o.dossier \
             where o.id > ? and not exists \
               (select 1 from outbox e where e.dossier = o.dossier and e.id < o.id) \
             order by o.id limit ?",
        )
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(self.0)?;
        rows.into_iter().map(EntryRow::read).collect()
    }

    /// The last row of progress that waits behind this message of the same dossier.
    pub(super) fn later_progress(&mut self, head: &Entry) -> Result<Option<Entry>> {
        let found: Option<(i64, String)> = outbox::table
            .filter(outbox::dossier.eq(&head.dossier))
            .filter(outbox::kind.eq(Kind::Progress as i16))
            .filter(outbox::id.gt(head.id))
            .order(outbox::id.desc())
            .select((outbox::id, outbox::body))
            .first(self.0)
            .optional()?;
        let Some((id, body)) = found else {
            return Ok(None);
        };
        Ok(Some(Entry {
            id,
            kind: Kind::Progress,
            body: serde_json::from_str(&body)?,
            ..head.clone()
        }))
    }

    /// Removes messages that the portal has taken, and notes of whom it knows now.
    pub(super) fn settle(&mut self, taken: &[Entry]) -> Result<()> {
        let ids = taken.iter().map(|entry| entry.id);
        diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(self.0)?;
        let made_known = taken
            .iter()
            .filter(|entry| entry.kind == Kind::Snapshot && !entry.is_known)
            .map(|entry| entry.dossier.as_str());
        diesel::update(dossiers::table.filter(dossiers::code.eq_any(made_known)))
            .set(dossiers::is_known.eq(true))
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
        let in_hand = dossiers::table.filter(dossiers::next_at.is_not_null());
        Ok(Counts {
            states,
            outbox: outbox::table.count().get_result(self.0)?,
            in_hand: in_hand.count().get_result(self.0)?,
            pushes: pushes::table.count().get_result(self.0)?,
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
