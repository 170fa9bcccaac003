//! A fresh database for each test, copied from one that was migrated once.

use std::env;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::catalogue_without_holidays;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use flate2::read::GzDecoder;
use motcua::context::{Context, Principal};
use motcua::kernel::{
    Chance, Clock, Instant, ManualClock, SeededChance, SystemChance, TimeAndChance,
};
use motcua::storage::{DatabaseUrl, Engine, EngineKind, KeyRing, SealingKey, Storage};
use tempfile::TempDir;
use url::Url;

/// Monday morning, in office hours.
pub const START: &str = "2026-11-23T01:30:00Z";
/// Fewer than in service: many databases are open at a time.
const CONNECTIONS: u32 = 4;

/// What an operation is called with at a time.
pub fn context_at(moment: &TimeAndChance, principal: Principal) -> Context {
    let base_url = Arc::new(Url::parse("http://motcua.example").unwrap());
    let catalogue = catalogue_without_holidays();
    Context::of(moment.clone(), principal, catalogue, base_url)
}

/// A migrated database, with a clock that stands still.
pub struct Database {
    /// The database.
    pub storage: Storage,
    /// The clock.
    pub clock: Arc<ManualClock>,
    /// A stream that is the same at each run.
    pub chance: Arc<SeededChance>,
    /// Where it is.
    pub place: FreshDatabase,
}

impl Database {
    /// A fresh one.
    pub fn fresh(kind: EngineKind) -> Self {
        let place = FreshDatabase::fresh(kind);
        let chance = Arc::new(SeededChance::new(1));
        let keys = ring(Arc::clone(&chance) as Arc<dyn Chance>);
        Self {
            storage: Storage::open(place.url.clone(), keys, CONNECTIONS).unwrap(),
            clock: Arc::new(ManualClock::at(start())),
            chance,
            place,
        }
    }

    /// The present.
    pub fn moment(&self) -> TimeAndChance {
        TimeAndChance::of(
            self.clock.as_ref(),
            Arc::clone(&self.chance) as Arc<dyn Chance>,
        )
    }

    /// What an operation is called with at the present.
    pub fn context(&self, principal: Principal) -> Context {
        context_at(&self.moment(), principal)
    }

    /// The present time.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

/// When every test begins.
pub fn start() -> Instant {
    START.parse().unwrap()
}

/// The keys of every test: sealing and blind index.
pub fn keys() -> (SealingKey, SealingKey) {
    let key = |letter: &str| SealingKey::parse(&format!("1:{}=", letter.repeat(43))).unwrap();
    (key("E"), key("I"))
}

fn ring(chance: Arc<dyn Chance>) -> Arc<KeyRing> {
    let (sealing, index) = keys();
    Arc::new(KeyRing::new(&[sealing], &index, chance).unwrap())
}

/// How many rows there are: of a table, or of a table `WHERE` something is so.
pub fn count(storage: &Storage, rows: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = format!("SELECT count(*) AS n FROM {rows}");
    let counted = storage.read(|conn| {
        let row: Count = diesel::sql_query(&query).get_result(conn.engine())?;
        Ok::<_, motcua::storage::Error>(row.n)
    });
    counted.unwrap()
}

/// Where a fresh database is, with a folder beside it; both go when this is dropped.
pub struct FreshDatabase {
    /// The database.
    pub url: DatabaseUrl,
    folder: TempDir,
    made: Option<String>,
}

impl FreshDatabase {
    /// A copy of the template of this engine.
    pub fn fresh(kind: EngineKind) -> Self {
        let folder = TempDir::new().unwrap();
        match kind {
            EngineKind::Sqlite => {
                let path = folder.path().join("motcua.sqlite");
                fs::copy(sqlite_template(), &path).unwrap();
                Self {
                    url: DatabaseUrl::Sqlite(path),
                    folder,
                    made: None,
                }
            }
            EngineKind::Postgres => {
                let name = new_name();
                let template = postgres_template();
                on_server(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
                Self {
                    url: DatabaseUrl::Postgres(address_of(&name)),
                    folder,
                    made: Some(name),
                }
            }
        }
    }

    /// What an earlier binary wrote (`tests/fixtures/`): a database, and the files beside it.
    pub fn written_before(kind: EngineKind) -> Self {
        let folder = TempDir::new().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/2026-11");
        copy_folder(&fixture.join("files"), &folder.path().join("files"));
        match kind {
            EngineKind::Sqlite => {
                let path = folder.path().join("motcua.sqlite");
                fs::write(&path, unpacked(&fixture.join("motcua.sqlite.gz"))).unwrap();
                Self {
                    url: DatabaseUrl::Sqlite(path),
                    folder,
                    made: None,
                }
            }
            EngineKind::Postgres => {
                let name = new_name();
                on_server(&format!("CREATE DATABASE {name}"));
                let url = address_of(&name);
                let dump = String::from_utf8(unpacked(&fixture.join("motcua.sql.gz"))).unwrap();
                let mut database = PgConnection::establish(&url).unwrap();
                database.batch_execute(&dump).unwrap();
                Self {
                    url: DatabaseUrl::Postgres(url),
                    folder,
                    made: Some(name),
                }
            }
        }
    }

    /// The database as another process sees it.
    pub fn storage(&self) -> Storage {
        Storage::open(self.url.clone(), ring(Arc::new(SystemChance::default())), 2).unwrap()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.made {
            on_server(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let packed = fs::File::open(path).unwrap();
    GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    bytes
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = TEMPLATE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("template.sqlite");
        let storage = migrated(DatabaseUrl::Sqlite(path.clone()));
        // Everything into the one file that is copied.
        let merged = storage.read(|conn| match conn.engine() {
            Engine::Lite(conn) => Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
            Engine::Pg(_) => Ok::<_, motcua::storage::Error>(()),
        });
        merged.unwrap();
        (folder, path)
    });
    path
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = new_name();
        on_server(&format!("CREATE DATABASE {name}"));
        drop(migrated(DatabaseUrl::Postgres(address_of(&name))));
        // A database is copied only while nobody is connected to it.
        on_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        on_server(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
        name
    })
}

fn migrated(url: DatabaseUrl) -> Storage {
    let storage = Storage::open(url, ring(Arc::new(SeededChance::new(0))), 1).unwrap();
    storage.migrate().unwrap();
    storage
}

fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("motcua_{}_{number}", std::process::id())
}

fn on_server(sql: &str) {
    let mut server = PgConnection::establish(&server()).unwrap();
    server.batch_execute(sql).unwrap();
}

fn address_of(database: &str) -> String {
    let mut url = Url::parse(&server()).unwrap();
    url.set_path(database);
    url.into()
}

fn server() -> String {
    env::var("MOTCUA_TEST_POSTGRES").expect(
        "MOTCUA_TEST_POSTGRES names no PostgreSQL: use tests/run, \
         or MOTCUA_TEST_ENGINES=sqlite to test on SQLite alone",
    )
}
