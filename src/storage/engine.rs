//! One connection type over both engines, and the right to write.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use diesel::{PgConnection, SqliteConnection};

use super::keys::KeyRing;

/// A connection to either engine, chosen at run time.
#[derive(diesel::MultiConnection)]
pub enum Engine {
    /// PostgreSQL 15 or later.
    Pg(PgConnection),
    /// The embedded SQLite.
    Lite(SqliteConnection),
}

// Column types of our own must be made known to the backend that the derive above writes.
pub use multi_connection_impl::MultiBackend as Backend;

/// Which engine a connection speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// PostgreSQL.
    Postgres,
    Sqlite,
}

impl Engine {
    /// Which engine this is.
    pub const fn kind(&self) -> EngineKind {
        match self {
            Self::Pg(_) => EngineKind::Postgres,
            Self::Lite(_) => EngineKind::Sqlite,
        }
    }
}

/// A connection with the keys of sealed columns; enough to read.
pub struct Conn {
    engine: Engine,
    keys: Arc<KeyRing>,
    /// When it was last put back after use without a failure.
    sound_at: Option<Stopwatch>,
    /// Something failed on it since it was taken.
    has_failed: bool,
}

impl Conn {
    pub(super) fn new(engine: Engine, keys: Arc<KeyRing>) -> Self {
        Self {
            engine,
            keys,
            sound_at: None,
            has_failed: false,
        }
    }

    /// Whether it may have been lost: what was asked of it last failed, or was longer ago than this.
    pub(super) fn is_in_doubt(&self, trusted_for: Duration) -> bool {
        self.sound_at.is_none_or(|at| at.elapsed() > trusted_for)
    }

    /// Notes that something failed on it.
    pub(super) const fn doubt(&mut self) {
        self.has_failed = true;
    }

    /// Notes that it goes back to the pool.
    pub(super) fn put_back(&mut self) {
        let failed = std::mem::take(&mut self.has_failed);
        self.sound_at = (!failed).then(Stopwatch::now);
    }

    /// The connection, for diesel.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// The keys of sealed columns.
    pub fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys)
    }
}

/// A connection inside a write transaction. Only `Storage::write` makes one, so a function that
/// takes it cannot write outside a transaction.
pub struct Tx<'a>(&'a mut Conn);

impl<'a> Tx<'a> {
    pub(super) fn new(conn: &'a mut Conn) -> Self {
        Self(conn)
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.0
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.0
    }
}
