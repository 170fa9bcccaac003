//! A portal that runs in this process, on a fresh database, with a clock that is moved.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use motcua::app::{self, App};
use motcua::catalogue::search::Synonyms;
use motcua::catalogue::{CatalogueCache, Snapshot};
use motcua::config::{Config, Keys, Mode};
use motcua::context::UploadLimits;
use motcua::jobs;
use motcua::kernel::{Chance, Clock, Instant, ManualClock, SystemChance};
use motcua::letters::{self, OutboxLine};
use motcua::storage::{EngineKind, Storage};
use motcua::web::{Contact, TrustedProxies};
use motcua::work;
use url::Url;
use uuid::Uuid;

use super::database::{FreshDatabase, keys, start};
use super::{Browser, remember_secret};

const CONNECTIONS: u32 = 4;
const LARGEST_FILE: i64 = 1024 * 1024;

/// The running portal.
pub struct Portal {
    /// What its process shares.
    pub app: App,
    /// Its clock, which stands still until it is moved.
    pub clock: Arc<ManualClock>,
    base_url: Url,
    server: ServerHandle,
    /// Where its data are, for tests that reach behind it. Goes last, when nothing stands on it any more.
    pub place: Arc<FreshDatabase>,
}

/// The built-in catalogue, read once for the whole suite.
pub fn built_in_catalogue() -> Arc<Snapshot> {
    static CATALOGUE: OnceLock<Arc<Snapshot>> = OnceLock::new();
    let catalogue = CATALOGUE.get_or_init(|| {
        let snapshot = Snapshot::built_in().unwrap();
        snapshot.build_index();
        Arc::new(snapshot)
    });
    Arc::clone(catalogue)
}

/// The built-in catalogue with neither holidays nor synonyms, so that terms are reckoned by weeks
/// alone.
pub fn catalogue_without_holidays() -> Arc<Snapshot> {
    static CATALOGUE: OnceLock<Arc<Snapshot>> = OnceLock::new();
    let catalogue = CATALOGUE.get_or_init(|| {
        let Snapshot {
            version,
            mut catalogue,
            forms,
            ..
        } = Snapshot::built_in().unwrap();
        catalogue.holidays.clear();
        let synonyms = Synonyms::parse("").unwrap();
        let revisions = BTreeMap::new();
        Arc::new(Snapshot::new(
            version, catalogue, forms, synonyms, revisions,
        ))
    });
    Arc::clone(catalogue)
}

impl Portal {
    /// Opens one on an engine.
    pub async fn open(kind: EngineKind) -> Self {
        Self::open_on(Arc::new(FreshDatabase::fresh(kind)), start()).await
    }

    /// Opens one with other settings than usual.
    pub async fn open_with(kind: EngineKind, set: impl FnOnce(&mut Config)) -> Self {
        Self::open_set(Arc::new(FreshDatabase::fresh(kind)), start(), set).await
    }

    /// Opens one on what another left, at a time.
    pub async fn open_on(place: Arc<FreshDatabase>, at: Instant) -> Self {
        Self::open_set(place, at, |_| {}).await
    }

    async fn open_set(
        place: Arc<FreshDatabase>,
        at: Instant,
        set: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let base_url = Url::parse(&base_url).unwrap();
        let clock = Arc::new(ManualClock::at(at));
        let chance: Arc<dyn Chance> = Arc::new(SystemChance::default());
        let mut config = config(&place, &base_url);
        set(&mut config);
        let app = App::with_catalogue(
            &config,
            Arc::clone(&clock) as Arc<dyn Clock>,
            chance,
            CatalogueCache::new(built_in_catalogue()),
        )
        .unwrap();
        let server = app::serve(&app, listener).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            app,
            clock,
            base_url,
            server: handle,
            place,
        }
    }

    /// Where it is.
    pub const fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Somebody's browser, signed in nowhere.
    pub fn browser(&self) -> Browser {
        Browser::new(self.base_url.clone())
    }

    /// For what the site does not show, and for writing the past.
    pub fn storage(&self) -> &Storage {
        &self.app.env.storage
    }

    /// Does all that is due.
    pub async fn work_off(&self) {
        work::work_off(&self.app).await.unwrap();
    }

    /// Does all that is due, and gives the letters that have left so far, oldest first.
    pub async fn letters(&self) -> Vec<OutboxLine> {
        self.work_off().await;
        let mut letters = self
            .storage()
            .read(|conn| letters::recent(conn, 1_000))
            .unwrap();
        letters.retain(|letter| letter.sent_at.is_some());
        letters.reverse();
        for letter in &letters {
            remember_secret(&letter.recipient);
            links(&letter.body).for_each(remember_secret);
        }
        letters
    }

    /// Stops the portal. A job that is due and not done, or that has died, fails the test.
    pub async fn close(self) {
        self.work_off().await;
        let now = self.clock.now();
        let left = self.storage().read(|conn| {
            let due = jobs::open_count(conn, now)?;
            let dead = jobs::dead_or_waiting(conn, jobs::JobState::Dead, 5)?;
            Ok::<_, motcua::storage::Error>((due, dead))
        });
        let (due, dead) = left.unwrap();
        assert!(dead.is_empty(), "dead jobs: {dead:#?}");
        assert_eq!(due, 0, "jobs that are due and do not end");
        self.server.stop(false).await;
    }
}

/// What makes the links of a letter work: the last part of each. What names a dossier or an account
/// opens nothing, and may stand in a log.
fn links(body: &str) -> impl Iterator<Item = &str> {
    body.split_whitespace()
        .filter(|word| word.starts_with("http"))
        .filter_map(|link| link.rsplit(['/', '=', '#']).next())
        .filter(|end| end.len() >= 20 && Uuid::try_parse(end).is_err())
}

fn config(place: &FreshDatabase, base_url: &Url) -> Config {
    let (sealing, index) = keys();
    Config {
        mode: Mode::Demonstration,
        listen: String::new(),
        data: place.folder().to_owned(),
        database: place.url.clone(),
        base_url: base_url.clone(),
        keys: Some(Keys {
            sealing: vec![sealing],
            index,
        }),
        smtp: None,
        smtp_connections: 8,
        sender: "Một Cửa <khong-tra-loi@motcua.example>".to_owned(),
        largest_file: LARGEST_FILE,
        uploads: UploadLimits {
            unfiled: 64 * LARGEST_FILE,
            patience: Duration::from_secs(30),
        },
        heif_converter: None,
        connections: CONNECTIONS,
        trusted_proxies: TrustedProxies::default(),
        second_factor_from: None,
        contact: Contact::default(),
        bucket: None,
    }
}
