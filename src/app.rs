//! Wiring: opens storage, files, keys and catalogue, and serves the pages of every room.

mod keys;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpServer};
use chrono::NaiveDate;
use tracing_actix_web::TracingLogger;

use self::keys::{key_ring, wrong_keys};
use crate::accounts::{self, Hasher};
use crate::catalogue::{self, CatalogueCache, Snapshot};
use crate::config::{Config, Mode};
use crate::console;
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::desk;
use crate::dossiers;
use crate::exchange::{self, Exchange};
use crate::journal::SecurityCounts;
use crate::kernel::{AccountId, Chance, Clock, Instant, TimeAndChance, Viewer};
use crate::letters::{FolderPost, Post, SmtpPost};
use crate::portal;
use crate::speech::Dictionary;
use crate::storage::{
    self, Conn, DatabaseUrl, FileReferences, FileStore, FileStoreError, HeifConverter, KeyRing,
    MigrationReport, Storage,
};
use crate::vault;
use crate::web::access::{AccessTable, Audience, Routes};
use crate::web::{
    ASSETS_ROUTE, Contact, OpenUploads, PageCache, RequestLog, Site, TrustedProxies, choose_locale,
    compress_whole, dress_errors, gate, guard_headers, keep_pages, serve_asset,
};

/// A browser that does not send its headers within this time holds a place for nothing.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long running requests may take to finish once the portal is told to stop.
const FINISH_WITHIN_SECONDS: u64 = 20;
/// Of each room whose rows name files.
const FILE_REFERENCES: FileReferences =
    FileReferences(&[dossiers::FILE_REFERENCES, vault::FILE_REFERENCES]);

/// All that the rooms of one process share.
#[derive(Clone)]
pub struct App {
    /// Storage, files, clock, chance.
    pub env: Data<Environment>,
    pub cache: Data<CatalogueCache>,
    /// Where passwords are hashed.
    pub hasher: Data<Hasher>,
    /// How partners are called.
    pub partners: exchange::Client,
    /// How letters leave.
    pub post: Arc<dyn Post>,
    /// Letters that are on their way at a time.
    pub letters_at_a_time: usize,
    /// Sender of letters.
    pub sender: String,
    /// Demonstration or production.
    pub mode: Mode,
    /// Who runs the portal and where people turn.
    contact: Arc<Contact>,
    /// Where rows name files.
    pub file_references: FileReferences,
    proxies: Data<TrustedProxies>,
}

/// The house could not be opened; the text names what to mend.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(String);

impl OpenError {
    fn new(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

impl App {
    /// Opens data folder, keys, database, files and catalogue. The schema is brought up to date,
    /// but in production only by `motcua migrate`.
    pub fn open(
        config: &Config,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, OpenError> {
        let env = open_environment(config, clock, chance)?;
        let cache = cache(&env)?;
        Self::stand_on(config, env, cache)
    }

    /// Opens the house on a catalogue that is at hand.
    pub fn with_catalogue(
        config: &Config,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        cache: CatalogueCache,
    ) -> Result<Self, OpenError> {
        Self::stand_on(config, open_environment(config, clock, chance)?, cache)
    }

    fn stand_on(
        config: &Config,
        env: Environment,
        cache: CatalogueCache,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            env: Data::new(env),
            cache: Data::new(cache),
            hasher: Data::new(Hasher::default()),
            partners: exchange::Client::new(config.mode == Mode::Production)
                .map_err(|error| OpenError::new("partners", error))?,
            post: post(config)?,
            letters_at_a_time: usize::from(config.smtp_connections),
            sender: config.sender.clone(),
            mode: config.mode,
            contact: Arc::new(config.contact.clone()),
            file_references: FILE_REFERENCES,
            proxies: Data::new(config.trusted_proxies.clone()),
        })
    }

    /// Who an account is at a time, as the gate would meet it.
    pub fn recognise(
        &self,
        conn: &mut Conn,
        account: AccountId,
        at: Instant,
    ) -> Result<Option<Viewer>, storage::Error> {
        accounts::viewer_at(conn, &self.cache.current(), account, at)
    }

    /// Whether the file store answers; if not, which setting to look at.
    pub async fn reach_files(&self) -> Result<(), OpenError> {
        self.env.files.reach().await.map_err(|fault| {
            let setting = match fault {
                FileStoreError::NoBucket => "files.bucket",
                FileStoreError::Refused => "files.access_key, files.secret_key",
                FileStoreError::NoAnswer => "files.endpoint, files.region",
            };
            OpenError::new(setting, fault)
        })
    }

    /// A given time, for acts of the past.
    pub fn moment_at(&self, at: Instant) -> TimeAndChance {
        TimeAndChance::at(at, Arc::clone(&self.env.chance))
    }

    /// The context of an operation at this moment.
    pub fn context(&self, principal: Principal) -> Context {
        Context::new(&self.env, &self.cache, principal)
    }

    /// Tells whoever reads the log that the table of holidays ends soon.
    pub fn warn_of_holidays(&self) {
        let today = self.env.moment().now.vietnam_date();
        if let Some(end) = self.cache.current().holidays_end_soon(today) {
            tracing::warn!(%end, "the table of holidays ends: see `motcua calendar`");
        }
    }

    fn site(&self) -> Site {
        Site {
            demonstration: self.mode == Mode::Demonstration,
            https: self.env.is_https(),
            contact: Arc::clone(&self.contact),
        }
    }
}

fn open_environment(
    config: &Config,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
) -> Result<Environment, OpenError> {
    Dictionary::load().map_err(|error| OpenError::new("locales", error))?;
    choose_cryptography();
    make_data_folder(config)?;
    let keys = Arc::new(key_ring(config, &chance)?);
    let storage = Storage::open(
        config.database.clone(),
        Arc::clone(&keys),
        config.connections,
    )
    .map_err(|error| OpenError::new("database_url", error))?;
    bring_up_to_date(&storage, config.mode)?;
    storage.prove_keys(clock.now()).map_err(wrong_keys)?;
    let second_factor_from = second_factor_from(config, &storage, clock.now(), &chance)?;
    Ok(Environment {
        files: file_store(config, keys)?,
        second_factor_from,
        storage,
        clock,
        chance,
        base_url: Arc::new(config.base_url.clone()),
        largest_file: config.largest_file,
        uploads: config.uploads,
        security: SecurityCounts::default(),
    })
}

fn make_data_folder(config: &Config) -> Result<(), OpenError> {
    fs::create_dir_all(&config.data)
        .and_then(|()| keep_to_ourselves(config))
        .map_err(|error| OpenError(format!("data folder {}: {error}", config.data.display())))
}

/// Takes from others what an earlier release let them read: the database, letters with links that open
/// accounts, files. What is made now is made for nobody else.
fn keep_to_ourselves(config: &Config) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut ours = vec![config.data.join("letters"), config.data.join("files")];
        if let DatabaseUrl::Sqlite(path) = &config.database {
            let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
            ours.extend(["", "-wal", "-shm"].map(beside));
        }
        for path in ours {
            let mode = match fs::metadata(&path) {
                Ok(found) if found.is_dir() => 0o700,
                Ok(_) => 0o600,
                Err(_) => continue,
            };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

/// The demonstration demands no second factor, unless it is told to.
fn second_factor_from(
    config: &Config,
    storage: &Storage,
    now: Instant,
    chance: &Arc<dyn Chance>,
) -> Result<Option<NaiveDate>, OpenError> {
    if config.second_factor_from.is_some() || config.mode == Mode::Demonstration {
        return Ok(config.second_factor_from);
    }
    let moment = TimeAndChance::at(now, Arc::clone(chance));
    let day = storage.write(|tx| accounts::second_factor_from(tx, &moment));
    day.map(Some)
        .map_err(|error| OpenError::new("second_factor_from", error))
}

/// The one implementation of TLS that whatever calls other machines uses. A second house in the
/// same process finds it chosen, which is no fault.
pub fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Brings the schema up to date without opening the rest of the house.
pub fn migrate(config: &Config, chance: Arc<dyn Chance>) -> Result<MigrationReport, OpenError> {
    make_data_folder(config)?;
    let keys = Arc::new(key_ring(config, &chance)?);
    Storage::open(config.database.clone(), keys, config.connections)
        .and_then(|storage| storage.migrate())
        .map_err(|error| OpenError::new("database", error))
}

fn bring_up_to_date(storage: &Storage, mode: Mode) -> Result<(), OpenError> {
    let wrong = |error| OpenError::new("database", error);
    if mode == Mode::Demonstration {
        storage.migrate().map_err(wrong)?;
        return Ok(());
    }
    let pending = storage.pending_migrations().map_err(wrong)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(OpenError(format!(
        "database: {} migrations to apply: run `motcua migrate`",
        pending.len()
    )))
}

fn file_store(config: &Config, keys: Arc<KeyRing>) -> Result<FileStore, OpenError> {
    let store = match &config.bucket {
        Some(bucket) => FileStore::in_bucket(bucket, keys),
        None => FileStore::in_folder(&config.data.join("files"), keys),
    };
    let store = store.map_err(|error| OpenError::new("files", error))?;
    Ok(match config.heif_converter.clone() {
        Some(program) => store.with_heif_converter(HeifConverter::new(program)),
        None => store,
    })
}

/// The catalogue in the database; at first start the built-in one is put there.
fn cache(env: &Environment) -> Result<CatalogueCache, OpenError> {
    let wrong = |error| OpenError::new("catalogue", error);
    catalogue::import_if_due(&env.storage, &env.moment()).map_err(wrong)?;
    let snapshot = env.storage.read(Snapshot::load).map_err(wrong)?;
    Ok(CatalogueCache::new(snapshot))
}

fn post(config: &Config) -> Result<Arc<dyn Post>, OpenError> {
    match &config.smtp {
        Some(settings) => {
            let post = SmtpPost::new(settings, u32::from(config.smtp_connections))
                .map_err(|error| OpenError::new("smtp", error))?;
            Ok(Arc::new(post))
        }
        None => Ok(Arc::new(FolderPost::new(config.data.join("letters")))),
    }
}

/// Every route of the portal with who may call it.
fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Audience::Machine, health)
        .get("/readyz", Audience::Machine, readiness)
        .get(ASSETS_ROUTE, Audience::Machine, serve_asset)
        .and(exchange::routes())
        .and(portal::routes())
        .and(desk::routes())
        .and(console::routes())
}

/// The access table, for the gate and for whoever checks it.
pub fn access_table() -> AccessTable {
    AccessTable::new(routes().lines())
}

/// Starts the server on a listener that is already bound.
pub fn serve(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let app = app.clone();
    let exchange = Data::new(Exchange::default());
    let access = Data::new(access_table());
    let pages = Data::new(PageCache::default());
    let uploads = Data::new(OpenUploads::default());
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.env.clone())
            .app_data(app.cache.clone())
            .app_data(app.hasher.clone())
            .app_data(exchange.clone())
            .app_data(app.site())
            .app_data(app.proxies.clone())
            .app_data(access.clone())
            .app_data(pages.clone())
            .app_data(uploads.clone())
            .wrap(from_fn(gate))
            .wrap(from_fn(dress_errors))
            .wrap(from_fn(compress_whole))
            .wrap(from_fn(keep_pages))
            .wrap(from_fn(choose_locale))
            .wrap(from_fn(guard_headers))
            .wrap(TracingLogger::<RequestLog>::new())
            .configure(|config| routes().register(config))
    });
    let server = server
        .client_request_timeout(HEADERS_WITHIN)
        .client_disconnect_timeout(Duration::from_secs(2))
        .tcp_nodelay(true)
        .keep_alive(Duration::from_secs(30))
        .shutdown_timeout(FINISH_WITHIN_SECONDS)
        .disable_signals();
    Ok(server.listen(listener)?.run())
}

/// The process lives.
async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok")
}

/// The portal can do its work: the database answers, and the catalogue can be searched.
async fn readiness(env: Data<Environment>, cache: Data<CatalogueCache>) -> HttpResponse {
    if cache.current().index().is_none() {
        return not_ready("the search index is being built");
    }
    match env.storage.reading(crate::jobs::counts).await {
        Ok(_) => HttpResponse::Ok().body("ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database does not answer")
        }
    }
}

/// The reason, in a form that is no page: of a bare refusal a page for people would be made.
fn not_ready(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().json(serde_json::json!({ "reason": reason }))
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_and_read_body, init_service};
    use actix_web::web;

    use super::*;

    #[actix_web::test]
    async fn why_it_is_not_ready_is_said_to_the_end() {
        let route = web::get().to(async || not_ready("the database does not answer"));
        let app = actix_web::App::new()
            .wrap(from_fn(dress_errors))
            .route("/readyz", route);
        let request = TestRequest::get().uri("/readyz").to_request();
        let body = call_and_read_body(&init_service(app).await, request).await;
        assert_eq!(body, r#"{"reason":"the database does not answer"}"#);
    }
}
