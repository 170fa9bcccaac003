//! Connections: a pool for PostgreSQL; several readers and one writer for SQLite.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::{Connection, PgConnection, SqliteConnection};

use super::engine::{Conn, Engine, EngineKind, Tx};
use super::error::{Error, Result, StorageFailure};
use super::keys::KeyRing;
use super::migrations::{self, MigrationReport};
use super::write::write;

/// How long a request waits for a connection before it is told that the portal is busy.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

/// A connection that was used well so short a time ago is used again without asking whether it lives.
const TRUSTED_FOR: Duration = Duration::from_millis(500);

/// Where the data is: `sqlite://path` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of the embedded engine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, in libpq's own form.
    Postgres(String),
}

/// Neither `sqlite://` nor `postgres://`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must begin with sqlite:// or postgres://")]
pub struct DatabaseUrlError;

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> std::result::Result<Self, DatabaseUrlError> {
        if let Some(path) = text
            .strip_prefix("sqlite://")
            .filter(|path| !path.is_empty())
        {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(DatabaseUrlError)
    }
}

/// Never shows the password that the address may hold.
impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// What SQLite's one writer keeps of the file, in KiB: its indexes, while partners send.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// What each of SQLite's readers keeps: the operating system keeps the rest for all of them.
const READER_CACHE_KIB: u32 = 2 * 1024;

/// Opens connections of one engine and sets them up.
struct Opener {
    url: DatabaseUrl,
    /// SQLite's page cache.
    cache_kib: u32,
    keys: Arc<KeyRing>,
}

impl Opener {
    fn open(&self) -> Result<Conn> {
        let engine = match &self.url {
            DatabaseUrl::Sqlite(path) => Engine::Lite(open_sqlite(path, self.cache_kib)?),
            DatabaseUrl::Postgres(url) => Engine::Pg(open_postgres(url)?),
        };
        Ok(Conn::new(engine, Arc::clone(&self.keys)))
    }
}

fn open_sqlite(path: &Path, cache_kib: u32) -> Result<SqliteConnection> {
    let mut conn = SqliteConnection::establish(&path.to_string_lossy())
        .map_err(|error| Error::Connection(error.to_string()))?;
    // The wait comes first: switching to WAL needs a lock that another process may hold.
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA cache_size = -{cache_kib}; PRAGMA temp_store = MEMORY;",
    ))?;
    Ok(conn)
}

fn open_postgres(url: &str) -> Result<PgConnection> {
    let mut conn =
        PgConnection::establish(url).map_err(|error| Error::Connection(error.to_string()))?;
    conn.batch_execute(
        "SET TIME ZONE 'UTC'; SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
         SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = 'warning';",
    )?;
    Ok(conn)
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn> {
        self.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<()> {
        if conn.is_in_doubt(TRUSTED_FOR) {
            conn.engine().batch_execute("SELECT 1")?;
        }
        Ok(())
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.put_back();
        std::thread::panicking() || is_broken(conn.engine())
    }
}

fn is_broken(engine: &mut Engine) -> bool {
    use diesel::connection::{AnsiTransactionManager, TransactionManager};
    match engine {
        Engine::Pg(conn) => AnsiTransactionManager::is_broken_transaction_manager(conn),
        Engine::Lite(conn) => AnsiTransactionManager::is_broken_transaction_manager(conn),
    }
}

/// The database, whichever engine carries it.
#[derive(Clone)]
pub struct Storage {
    readers: Pool<Opener>,
    writers: Pool<Opener>,
    kind: EngineKind,
    keys: Arc<KeyRing>,
}

impl Storage {
    /// Opens the database with at most `connections` at a time and proves that it answers.
    pub fn open(url: DatabaseUrl, keys: Arc<KeyRing>, connections: u32) -> Result<Self> {
        let kind = match url {
            DatabaseUrl::Sqlite(_) => EngineKind::Sqlite,
            DatabaseUrl::Postgres(_) => EngineKind::Postgres,
        };
        let pool = |size: u32, cache_kib: u32| {
            Pool::builder()
                .max_size(size.max(1))
                .min_idle(Some(1))
                .test_on_check_out(kind == EngineKind::Postgres)
                .connection_timeout(CONNECTION_WAIT)
                .build(Opener {
                    url: url.clone(),
                    cache_kib,
                    keys: Arc::clone(&keys),
                })
                .map_err(|error| Error::Connection(error.to_string()))
        };
        let (readers, writers) = match kind {
            EngineKind::Sqlite => {
                let writers = pool(1, WRITER_CACHE_KIB)?;
                (pool(connections, READER_CACHE_KIB)?, writers)
            }
            EngineKind::Postgres => {
                let shared = pool(connections, READER_CACHE_KIB)?;
                (shared.clone(), shared)
            }
        };
        Ok(Self {
            readers,
            writers,
            kind,
            keys,
        })
    }

    /// Which engine this is.
    pub const fn kind(&self) -> EngineKind {
        self.kind
    }

    /// The keys of sealed columns.
    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.keys
    }

    /// Brings the schema up to date.
    pub fn migrate(&self) -> Result<MigrationReport> {
        migrations::run(self.checked_out(&self.writers)?.engine())
    }

    /// Which migrations are not applied yet.
    pub fn pending_migrations(&self) -> Result<Vec<String>> {
        migrations::pending(self.checked_out(&self.readers)?.engine())
    }

    /// Reads. Blocks: call it from a thread that may block.
    pub fn read<T, E: From<Error>>(
        &self,
        body: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut conn = self.checked_out(&self.readers)?;
        body(&mut conn).inspect_err(|_| conn.doubt())
    }

    /// Writes in a transaction, whose body may run several times. Blocks.
    pub fn write<T, E: StorageFailure>(
        &self,
        body: impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut conn = self.checked_out(&self.writers)?;
        write(&mut conn, body).inspect_err(|_| conn.doubt())
    }

    /// `read` on a thread that may block, for callers that may not.
    pub async fn reading<T, E>(
        &self,
        body: impl FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let storage = self.clone();
        tokio::task::spawn_blocking(move || storage.read(body))
            .await
            .map_err(stopped)?
    }

    /// `write` on a thread that may block, for callers that may not.
    pub async fn writing<T, E>(
        &self,
        body: impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: StorageFailure + Send + 'static,
    {
        let storage = self.clone();
        tokio::task::spawn_blocking(move || storage.write(body))
            .await
            .map_err(stopped)?
    }

    fn checked_out(&self, pool: &Pool<Opener>) -> Result<PooledConnection<Opener>> {
        pool.get()
            .map_err(|error| Error::Connection(error.to_string()))
    }
}

fn stopped(error: tokio::task::JoinError) -> Error {
    Error::Connection(format!("the database thread stopped: {error}"))
}
