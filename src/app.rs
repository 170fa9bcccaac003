//! Wiring: opens what a process stands on, and puts every room's pages behind one server.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer};
use object_store::local::LocalFileSystem;
use tracing_actix_web::TracingLogger;

use crate::accounts::{Accounts, AccountsRecognise, Hasher, OfficeNames};
use crate::catalogue::source::Files;
use crate::catalogue::{Catalogue, Shelf, Snapshot};
use crate::config::{Config, Keys, Mode};
use crate::desk;
use crate::forms::Library;
use crate::kernel::{AgencyId, Chance, Clock};
use crate::letters::{FolderPost, Post, SmtpPost};
use crate::portal;
use crate::storage::{FileStore, KeyRing, SealingKey, Storage};
use crate::web::access::{AccessTable, Audience, Routes};
use crate::web::{
    ASSETS_ROUTE, Dictionary, Gate, Ground, Site, choose_locale, dress_errors, gate, guard_headers,
    serve_asset,
};

/// All that the rooms of one process share.
#[derive(Clone)]
pub struct House {
    /// Storage, files, clock, chance.
    pub ground: Data<Ground>,
    /// The catalogue.
    pub shelf: Data<Shelf>,
    /// What the operations on accounts stand on.
    pub accounts: Data<Accounts>,
    /// How letters leave.
    pub post: Arc<dyn Post>,
    /// Sender of letters.
    pub sender: String,
    /// Demonstration or production.
    pub mode: Mode,
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

impl House {
    /// Opens data folder, keys, database and files. The schema is brought up to date, but in
    /// production only by `motcua migrate`.
    pub fn open(
        config: &Config,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, OpenError> {
        Dictionary::load().map_err(|error| OpenError::new("locales", error))?;
        fs::create_dir_all(&config.data).map_err(|error| OpenError::new("data folder", error))?;
        let keys = Arc::new(key_ring(config, &chance)?);
        let storage = Storage::open(
            config.database.clone(),
            Arc::clone(&keys),
            config.connections,
        )
        .map_err(|error| OpenError::new("database_url", error))?;
        bring_up_to_date(&storage, config.mode)?;
        let accounts = Accounts {
            storage: storage.clone(),
            hasher: Hasher::default(),
            base_url: config.base_url.clone(),
        };
        let ground = Ground {
            files: file_store(&config.data, keys)?,
            storage,
            clock,
            chance,
            base_url: config.base_url.clone(),
            largest_file: config.largest_file,
        };
        Ok(Self {
            ground: Data::new(ground),
            shelf: Data::new(Shelf::new(catalogue()?)),
            accounts: Data::new(accounts),
            post: post(config)?,
            sender: config.sender.clone(),
            mode: config.mode,
        })
    }

    fn gate(&self) -> Data<Gate> {
        let offices = OfficesOnShelf(self.shelf.clone());
        Data::new(Gate {
            table: access_table(),
            recognise: Arc::new(AccountsRecognise::new(offices)),
        })
    }

    fn site(&self) -> Site {
        Site {
            demonstration: self.mode == Mode::Demonstration,
            https: self.ground.is_https(),
        }
    }
}

/// The catalogue knows what an agency is called.
struct OfficesOnShelf(Data<Shelf>);

impl OfficeNames for OfficesOnShelf {
    fn office_name(&self, agency: AgencyId) -> Option<String> {
        self.0
            .current()
            .agency(agency)
            .map(|agency| agency.name.clone())
    }
}

fn key_ring(config: &Config, chance: &Arc<dyn Chance>) -> Result<KeyRing, OpenError> {
    let keys = match &config.keys {
        Some(keys) => keys.clone(),
        None => keys_of_demonstration(&config.data.join("keys"), chance.as_ref())?,
    };
    KeyRing::new(&keys.sealing, &keys.index, Arc::clone(chance))
        .map_err(|error| OpenError::new("sealing_keys", error))
}

/// The demonstration makes its keys once and keeps them beside its data.
fn keys_of_demonstration(path: &Path, chance: &dyn Chance) -> Result<Keys, OpenError> {
    let wrong = |error: &dyn std::fmt::Display| OpenError::new("demonstration keys", error);
    if let Ok(text) = fs::read_to_string(path) {
        let (sealing, index) = text
            .split_once('\n')
            .ok_or_else(|| wrong(&"damaged file"))?;
        return Ok(Keys {
            sealing: vec![SealingKey::parse(sealing).map_err(|error| wrong(&error))?],
            index: SealingKey::parse(index).map_err(|error| wrong(&error))?,
        });
    }
    let (sealing, index) = (
        SealingKey::generate(1, chance),
        SealingKey::generate(1, chance),
    );
    let mut file = private_file(path).map_err(|error| wrong(&error))?;
    write!(file, "{}\n{}", sealing.reveal(), index.reveal()).map_err(|error| wrong(&error))?;
    file.sync_all().map_err(|error| wrong(&error))?;
    Ok(Keys {
        sealing: vec![sealing],
        index,
    })
}

fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
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

fn file_store(data: &Path, keys: Arc<KeyRing>) -> Result<FileStore, OpenError> {
    let folder = data.join("files");
    fs::create_dir_all(&folder).map_err(|error| OpenError::new("file store", error))?;
    let local = LocalFileSystem::new_with_prefix(folder)
        .map_err(|error| OpenError::new("file store", error))?
        .with_fsync(true);
    Ok(FileStore::new(Arc::new(local), keys))
}

fn catalogue() -> Result<Snapshot, OpenError> {
    let catalogue =
        Catalogue::read(&Files::BuiltIn).map_err(|error| OpenError::new("catalogue", error))?;
    let forms = Library::built_in().map_err(|error| OpenError::new("catalogue/forms", error))?;
    Ok(Snapshot::new(1, catalogue, forms, BTreeMap::new()))
}

fn post(config: &Config) -> Result<Arc<dyn Post>, OpenError> {
    match &config.smtp {
        Some(settings) => {
            let post = SmtpPost::new(settings).map_err(|error| OpenError::new("smtp", error))?;
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
        .and(portal::routes())
        .and(desk::routes())
}

/// The access table, for the gate and for whoever checks it.
pub fn access_table() -> AccessTable {
    AccessTable::new(routes().lines())
}

/// Starts the server on a listener that is already bound.
pub fn serve(house: &House, listener: TcpListener) -> std::io::Result<Server> {
    let house = house.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(house.ground.clone())
            .app_data(house.shelf.clone())
            .app_data(house.accounts.clone())
            .app_data(house.site())
            .app_data(house.gate())
            .wrap(from_fn(gate))
            .wrap(from_fn(dress_errors))
            .wrap(from_fn(choose_locale))
            .wrap(Compress::default())
            .wrap(from_fn(guard_headers))
            .wrap(TracingLogger::default())
            .configure(|config| routes().register(config))
    });
    Ok(server
        .listen(listener)?
        .disable_signals()
        .shutdown_timeout(20)
        .run())
}

/// The process lives.
async fn health() -> HttpResponse {
    HttpResponse::Ok().body("ok")
}

/// The portal can do its work: the database answers.
async fn readiness(ground: Data<Ground>) -> HttpResponse {
    match ground
        .storage
        .reading(|conn| crate::jobs::counts(conn))
        .await
    {
        Ok(_) => HttpResponse::Ok().body("ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().body("the database does not answer")
        }
    }
}
