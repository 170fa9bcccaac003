//! The pages that are asked for most, as browsers ask for them and without compression, each beside a
//! bare server's fixed body of the same size.
//!
//! `cargo bench --bench pages -- --database postgres://…`; without a database, SQLite.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{slice, thread};

use actix_web::{HttpResponse, HttpServer, web};
use clap::Parser;
use motcua::app::App;
use motcua::dossiers;

mod support;

use support::client::{Measured, Request, load};

/// Questions that differ, so that answers kept from one to the next do not flatter the search.
const QUESTIONS: usize = 100_000;

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
    /// One page alone: home, service, search, "my dossier" or queue.
    #[arg(long)]
    page: Option<String>,
    /// The folder of keys and files; emptied.
    #[arg(long, default_value = "/tmp/motcua-bench-pages")]
    data: String,
    /// What cargo gives to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::parse();
    let (app, people) = support::open(&order.data, order.database.as_deref())?;
    let (portal, fixed) = (Portal::start(&order)?, fixed_bodies()?);
    let lan = support::account(&people, "lan@")?;
    let ha = support::account(&people, "ha@")?;
    let storage = &app.env.storage;
    let dossiers = storage
        .read(|conn| dossiers::dossiers_of(conn, lan, dossiers::OwnList::Others, None, 1))?;
    let dossier = dossiers.first().ok_or("lan has no dossier")?.id;
    let citizen = support::sign_in(&app, lan)?.cookie;
    let clerk = support::sign_in(&app, ha)?.cookie;
    let pages = [
        ("home", vec!["/".to_owned()], None),
        ("service", vec!["/dich-vu/1.001193".to_owned()], None),
        ("search", questions(&app), None),
        (
            "my dossier",
            vec![format!("/ho-so/{dossier}")],
            Some(citizen),
        ),
        ("queue", vec!["/mot-cua/ho-so".to_owned()], Some(clerk)),
    ];
    println!("page         sent as  bytes  a second     p50     p99  fixed body  share");
    for (name, paths, cookie) in pages {
        if order.page.as_ref().is_some_and(|page| page != name) {
            continue;
        }
        let mut taken = Vec::new();
        for is_compressed in [true, false] {
            let of_path = |path: &String| Request {
                is_compressed,
                cookie: cookie.clone(),
                ..Request::get(path)
            };
            let requests: Vec<Request> = paths.iter().map(of_path).collect();
            let measured = run(&order, portal.address, &requests)?;
            let beside = Request::get(format!("/{}", measured.bytes));
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
    println!("memory: {}", support::memory(portal.process.id()));
    Ok(())
}

/// The portal as people run it, in a process of its own: neither the client nor the preparation counts as
/// its memory.
struct Portal {
    process: Child,
    address: SocketAddr,
}

impl Portal {
    fn start(order: &Order) -> Result<Self, Box<dyn std::error::Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
        command.args(["--data", &order.data, "--listen", "127.0.0.1:0"]);
        if let Some(database) = &order.database {
            command.args(["--database-url", database]);
        }
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let said = process.stdout.take().ok_or("says nothing")?;
        let mut lines = BufReader::new(said).lines();
        let address = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("listening on ")?.1.parse().ok()
        });
        let portal = Self {
            process,
            address: address.ok_or("does not listen")?,
        };
        let ready = Request::get("/readyz");
        while load(portal.address, slice::from_ref(&ready), 1, Duration::ZERO).is_err() {
            thread::sleep(Duration::from_millis(100));
        }
        Ok(portal)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
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

/// A server without anything of ours, whose paths are lengths of bodies.
fn fixed_bodies() -> Result<SocketAddr, Box<dyn std::error::Error>> {
    static BODY: [u8; 1024 * 1024] = [b'x'; 1024 * 1024];
    async fn body(length: web::Path<usize>) -> HttpResponse {
        let body = BODY.get(..length.into_inner()).unwrap_or_default();
        HttpResponse::Ok().body(body)
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    support::serve(move || {
        let app = || actix_web::App::new().route("/{length}", web::get().to(body));
        let server = HttpServer::new(app).tcp_nodelay(true).disable_signals();
        Ok(server.listen(listener)?.run())
    });
    Ok(address)
}

/// The first words of names in the catalogue, under addresses that all differ.
fn questions(app: &App) -> Vec<String> {
    let snapshot = app.cache.current();
    let names = snapshot.catalogue.procedures.values();
    let names = names.cycle().take(QUESTIONS);
    let asked = names.enumerate().map(|(at, procedure)| {
        let words: Vec<&str> = procedure.name.split_whitespace().take(3 + at % 3).collect();
        let query = [("q", words.join(" ")), ("n", at.to_string())];
        format!(
            "/dich-vu?{}",
            serde_urlencoded::to_string(query).unwrap_or_default()
        )
    });
    asked.collect()
}
