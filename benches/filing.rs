//! Filing, as the last press of an applicant's button asks for it, beside the bare transaction: the same
//! rows written by the engine alone, one transaction a dossier, over as many connections.
//!
//! `cargo bench --bench filing -- --database postgres://…`; without a database, SQLite.

use std::time::{Duration, Instant};

use clap::Parser;
use diesel::prelude::*;
use motcua::kernel::DossierId;
use motcua::storage::{EngineKind, Error, Storage};

mod support;

use support::SignedIn;
use support::client::{Request, once};

/// The tables that filing writes, with the column that names the dossier.
const TABLES: [(&str, &str); 6] = [
    ("dossiers", "id"),
    ("dossier_answers", "dossier_id"),
    ("dossier_agencies", "dossier_id"),
    ("dossier_codes", "dossier_id"),
    ("dossier_events", "dossier_id"),
    ("dossier_fees", "dossier_id"),
];

#[derive(Parser)]
struct Order {
    /// The database; made anew. SQLite in the folder if none is named.
    #[arg(long)]
    database: Option<String>,
    /// How many are filed.
    #[arg(long, default_value_t = 4_000)]
    dossiers: usize,
    /// In how many provinces they are filed in turn. In one, each filing waits for the number of the one
    /// before it.
    #[arg(long, default_value_t = 34)]
    provinces: usize,
    /// Connections at a time.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// The folder of keys and files; emptied.
    #[arg(long, default_value = "/tmp/motcua-bench-filing")]
    data: String,
    /// What cargo gives to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::parse();
    let (app, people) = support::open(&order.data, order.database.as_deref())?;
    let lan = support::account(&people, "lan@")?;
    let drafts = support::drafts::make(&app, lan, order.dossiers, order.provinces)?;
    let browser = support::sign_in(&app, lan)?;
    let requests: Vec<Request> = drafts.iter().map(|draft| filing(draft, &browser)).collect();
    let portal = support::serve_portal(&app)?;
    let filed = once(portal, &requests, order.connections)?;
    println!(
        "filed: {:.0} a second, p50 {:.1?}, p99 {:.1?}",
        filed.per_second(),
        filed.percentile(50),
        filed.percentile(99)
    );
    let ids: Vec<DossierId> = drafts.iter().map(|(id, _)| *id).collect();
    let bare = bare_transactions(&app.env.storage, &ids, order.connections)?;
    let bare = ids.len() as f64 / bare.as_secs_f64();
    println!("bare transactions: {bare:.0} a second");
    println!("share: {:.2}", filed.per_second() / bare);
    println!("memory: {}", support::memory(std::process::id()));
    Ok(())
}

fn filing((id, version): &(DossierId, i32), browser: &SignedIn) -> Request {
    Request {
        cookie: Some(browser.cookie.clone()),
        form: Some(format!("_csrf={}&agreed=1&version={version}", browser.csrf)),
        status: 303,
        ..Request::get(format!("/ho-so/{id}/nop"))
    }
}

/// Writes the rows of each dossier once more, into tables with the same keys and indexes.
fn bare_transactions(
    storage: &Storage,
    dossiers: &[DossierId],
    connections: usize,
) -> Result<Duration, Box<dyn std::error::Error>> {
    make_twins(storage)?;
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..connections)
            .map(|first| {
                let own = dossiers.iter().skip(first).step_by(connections);
                scope.spawn(move || own.copied().try_for_each(|id| copy(storage, id)))
            })
            .collect();
        running
            .into_iter()
            .try_for_each(|one| one.join().unwrap_or(Ok(())))
    })?;
    Ok(begun.elapsed())
}

fn copy(storage: &Storage, id: DossierId) -> Result<(), Error> {
    storage.write(|tx| {
        let literal = match tx.engine().kind() {
            EngineKind::Postgres => format!("'{id}'"),
            EngineKind::Sqlite => format!("x'{}'", id.to_string().replace('-', "")),
        };
        for (table, key) in TABLES {
            diesel::sql_query(format!(
                "INSERT INTO bench_{table} SELECT * FROM {table} WHERE {key} = {literal}"
            ))
            .execute(tx.engine())?;
        }
        diesel::sql_query(format!(
            "INSERT INTO bench_jobs SELECT * FROM jobs WHERE lane IN ('dossier/{id}', 'letters/{id}')"
        ))
        .execute(tx.engine())?;
        Ok(())
    })
}

fn make_twins(storage: &Storage) -> Result<(), Error> {
    let tables = TABLES.iter().map(|(table, _)| *table).chain(["jobs"]);
    for table in tables {
        support::twins::make(storage, table)?;
    }
    Ok(())
}
