//! What the benchmarks of whole portals share.
#![allow(dead_code, reason = "each benchmark uses some of it")]

pub mod client;
pub mod drafts;
pub mod twins;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use motcua::accounts::demonstration::DemonstrationAccount;
use motcua::accounts::sessions;
use motcua::app::{self, App};
use motcua::catalogue;
use motcua::config::{Config, Mode, Written};
use motcua::demonstration;
use motcua::kernel::{AccountId, SystemChance, SystemClock};
use motcua::storage::Error;
use motcua::web::cookies::CookieKind;
use motcua::web::csrf;

/// That of the portal.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A portal with the demonstration's accounts and dossiers, and its catalogue ready for search.
pub fn open(
    data: &str,
    database: Option<&str>,
) -> Result<(App, Vec<DemonstrationAccount>), Box<dyn std::error::Error>> {
    let _ = fs::remove_dir_all(data);
    let app = reopen(data, database)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let people = runtime.block_on(demonstration::prepare(&app))?;
    Ok((app, people))
}

/// The portal of a folder and a database that are there.
pub fn reopen(data: &str, database: Option<&str>) -> Result<App, Box<dyn std::error::Error>> {
    let written = Written {
        data: Some(data.into()),
        database_url: database.map(Into::into),
        ..Written::default()
    };
    let config = Config::new(written, Mode::Demonstration)?;
    let app = App::open(
        &config,
        Arc::new(SystemClock),
        Arc::new(SystemChance::default()),
    )?;
    catalogue::refresh(&app.cache, &app.env.storage)?;
    Ok(app)
}

/// Serves it in this process.
pub fn serve_portal(app: &App) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let served = app.clone();
    serve(move || app::serve(&served, listener));
    Ok(address)
}

/// Runs a server on a thread of its own.
pub fn serve<F>(start: F)
where
    F: FnOnce() -> std::io::Result<actix_web::dev::Server> + Send + 'static,
{
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move { start().expect("serves").await })
    });
}

/// The account that signs in under a name.
pub fn account(people: &[DemonstrationAccount], name: &str) -> Result<AccountId, String> {
    let found = people.iter().find(|one| one.sign_in.starts_with(name));
    found
        .map(|one| one.account)
        .ok_or_else(|| format!("no {name}"))
}

/// A browser in which the account is signed in.
pub struct SignedIn {
    /// The header `Cookie`.
    pub cookie: String,
    /// The field `_csrf`.
    pub csrf: String,
}

/// Signs the account in.
pub fn sign_in(app: &App, account: AccountId) -> Result<SignedIn, Error> {
    let moment = app.env.moment();
    let token = app
        .env
        .storage
        .write(|tx| sessions::open(tx, &moment, account))?;
    let cookie = CookieKind::Session.with(&app.env.base_url, token.reveal());
    Ok(SignedIn {
        cookie: format!("{}={}", cookie.name(), cookie.value()),
        csrf: csrf::token(app.env.storage.keys(), token.reveal(), &moment),
    })
}

/// What a process holds now and held at most.
pub fn memory(process: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let wanted = status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    wanted
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}
