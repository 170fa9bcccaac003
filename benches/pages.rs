//! The pages that are asked for most, as browsers ask for them and without compression, each beside a
//! bare server's fixed body of the same size.
//!
//! `cargo bench --bench pages -- --database postgres://…`; without a database, SQLite.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, HttpServer, web};
use clap::Parser;
use motcua::accounts::demonstration::PASSWORD;
use motcua::app::{self, App};
use motcua::catalogue;
use motcua::config::{Config, Mode, Written};
use motcua::demonstration;
use motcua::kernel::{SystemChance, SystemClock};

#[path = "pages/client.rs"]
mod client;

use client::{Measured, Request, load};

/// Questions that differ, so that answers kept from one to the next do not flatter the search.
const QUESTIONS: usize = 2_000;

#[derive(Parser)]
struct Order {
    /// The database; made anew. SQLite in the folder if none is named.
    #[arg(long)]
    database: Option<String>,
    /// Seconds for each figure.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Connections at a time.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// The folder of keys and files; emptied.
    #[arg(long, default_value = "/tmp/motcua-bench-pages")]
    data: String,
    /// What cargo gives to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::parse();
    let (app, portal) = portal(&order)?;
    let fixed = fixed_bodies()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let citizen = runtime.block_on(signed_in(portal, "lan@motcua.example"))?;
    let clerk = runtime.block_on(signed_in(portal, "ha@motcua.example"))?;
    let dossier = runtime.block_on(first_dossier(portal, &citizen))?;
    let pages = [
        ("home", vec!["/".to_owned()], None),
        ("service", vec!["/dich-vu/1.001193".to_owned()], None),
        ("search", questions(&app), None),
        ("my dossier", vec![dossier], Some(citizen)),
        ("queue", vec!["/mot-cua/ho-so".to_owned()], Some(clerk)),
    ];
    println!("page         sent as  bytes  a second     p50     p99  fixed body  share");
    for (name, paths, cookie) in pages {
        let mut taken = Vec::new();
        for is_compressed in [true, false] {
            let of_path = |path: &String| Request {
                path: path.clone(),
                is_compressed,
                cookie: cookie.clone(),
            };
            let requests: Vec<Request> = paths.iter().map(of_path).collect();
            let measured = run(&order, portal, &requests)?;
            let beside = Request {
                path: format!("/{}", measured.bytes),
                is_compressed: false,
                cookie: None,
            };
            let bare = run(&order, fixed, &[beside])?;
            print_line(name, is_compressed, &measured, &bare);
            taken.push(measured.per_second());
        }
        if let [compressed, plain] = taken.as_slice() {
            println!(
                "{name}: compressed takes {:.2} of plain",
                plain / compressed
            );
        }
    }
    println!("memory: {}", memory());
    Ok(())
}

fn run(order: &Order, address: SocketAddr, requests: &[Request]) -> Result<Measured, String> {
    load(
        address,
        requests,
        order.connections,
        Duration::from_millis(300),
    )?;
    let span = Duration::from_secs(order.seconds);
    load(address, requests, order.connections, span)
}

fn print_line(name: &str, is_compressed: bool, measured: &Measured, bare: &Measured) {
    println!(
        "{name:<12} {:<7} {:>6} {:>9.0} {:>7.2?} {:>7.2?} {:>11.0} {:>6.2}",
        if is_compressed { "gzip" } else { "plain" },
        measured.bytes,
        measured.per_second(),
        measured.percentile(50),
        measured.percentile(99),
        bare.per_second(),
        measured.per_second() / bare.per_second(),
    );
}

/// A portal with the demonstration's accounts and dossiers, and its catalogue ready for search.
fn portal(order: &Order) -> Result<(App, SocketAddr), Box<dyn std::error::Error>> {
    let _ = fs::remove_dir_all(&order.data);
    let written = Written {
        data: Some(order.data.clone().into()),
        database_url: order.database.clone().map(Into::into),
        ..Written::default()
    };
    let config = Config::new(written, Mode::Demonstration)?;
    let app = App::open(
        &config,
        Arc::new(SystemClock),
        Arc::new(SystemChance::default()),
    )?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(demonstration::prepare(&app))?;
    catalogue::refresh(&app.cache, &app.env.storage)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let served = app.clone();
    serve(move || app::serve(&served, listener));
    Ok((app, address))
}

/// A server without anything of ours, whose paths are lengths of bodies.
fn fixed_bodies() -> Result<SocketAddr, Box<dyn std::error::Error>> {
    static BODY: [u8; 1024 * 1024] = [b'x'; 1024 * 1024];
    async fn body(length: web::Path<usize>) -> HttpResponse {
        let body = BODY.get(..length.into_inner()).unwrap_or_default();
        HttpResponse::Ok().body(body)
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    serve(move || {
        let app = || actix_web::App::new().route("/{length}", web::get().to(body));
        let server = HttpServer::new(app).tcp_nodelay(true).disable_signals();
        Ok(server.listen(listener)?.run())
    });
    Ok(address)
}

fn serve<F>(start: F)
where
    F: FnOnce() -> std::io::Result<actix_web::dev::Server> + Send + 'static,
{
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move { start().expect("serves").await })
    });
}

/// Signs in as a browser does; gives back the cookies.
async fn signed_in(address: SocketAddr, name: &str) -> Result<String, Box<dyn std::error::Error>> {
    let cookies = Arc::new(reqwest::cookie::Jar::default());
    let http = reqwest::Client::builder()
        .cookie_provider(Arc::clone(&cookies))
        .build()?;
    let page = format!("http://{address}/dang-nhap");
    let form = http.get(&page).send().await?.text().await?;
    let csrf = between(&form, "name=\"_csrf\" value=\"", "\"").ok_or("no form")?;
    let typed = [("_csrf", csrf), ("name", name), ("password", PASSWORD)];
    let answer = http
        .post(&page)
        .header("origin", format!("http://{address}"))
        .form(&typed)
        .send()
        .await?;
    if answer.url().path() == "/dang-nhap" {
        return Err(format!("{name} could not sign in").into());
    }
    let header = reqwest::cookie::CookieStore::cookies(cookies.as_ref(), &page.parse()?);
    let header = header.ok_or("no cookies")?;
    Ok(header.to_str()?.to_owned())
}

async fn first_dossier(
    address: SocketAddr,
    cookie: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let list = reqwest::Client::new()
        .get(format!("http://{address}/ho-so"))
        .header("cookie", cookie);
    let list = list.send().await?.text().await?;
    let id = between(&list, "href=\"/ho-so/", "\"").ok_or("no dossier")?;
    Ok(format!("/ho-so/{id}"))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The first words of names in the catalogue.
fn questions(app: &App) -> Vec<String> {
    let snapshot = app.cache.current();
    let names = snapshot.catalogue.procedures.values();
    let asked = names.take(QUESTIONS).enumerate().map(|(at, procedure)| {
        let words: Vec<&str> = procedure.name.split_whitespace().take(3 + at % 3).collect();
        let query = [("q", words.join(" "))];
        format!(
            "/dich-vu?{}",
            serde_urlencoded::to_string(query).unwrap_or_default()
        )
    });
    asked.collect()
}

/// What this process, client and servers, holds now and held at most.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let wanted = status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    wanted
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}
